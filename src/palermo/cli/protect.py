"""`palermo protect`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from palermo.cli._progress import Progress

if TYPE_CHECKING:
    import pyarrow as pa

    from palermo.cases import CaseParts, CaseTable
    from palermo.errors import UserError
    from palermo.report import Document

app = typer.Typer()


WHOLE = 1_000
"""How finely a share of all that is to be done is told."""

HERE = "local[*]"
"""Spark on this machine alone."""


class Where(StrEnum):
    """Where cases are counted."""

    LOCAL = "local"
    SPARK = "spark"


class Method(StrEnum):
    """How cases are protected."""

    DP = "dp"
    K_SYNTHETIC = "k-synthetic"
    K_ANONYMOUS = "k-anonymous"


@dataclass(frozen=True, eq=False)
class Made:
    """What a method made: cases, figures, a report as people read it, and counts where it publishes any.

    All of it may leave the house: of groups of fewer than k nothing is told.
    how: the method and its settings, by which `palermo attack --shadows` makes releases again.
    """

    cases: "CaseTable"
    figures: object
    document: "Document"
    how: Mapping[str, object]
    counts: "pa.Table | None" = None


Told = Callable[[str, int, int], None]
"""Told what a part does now, how many of its steps are done, and how many there are."""

Work = Callable[["CaseTable", "CaseParts | None", Progress], Made]
"""A method with its settings, which were checked before any file was read. It is given the cases; or, with Spark, their
columns alone, and the parts of which they are."""


@app.command(epilog="Example: palermo protect cases.parquet --method dp --epsilon 12 --length 3 --out safe")
def protect(
    cases: Path = typer.Argument(
        ...,
        help="A case table, as palermo harmonise writes it; with --engine spark, Parquet or a folder of it.",
        show_default=False,
    ),
    out: Path = typer.Option(..., "--out", help="Folder for the protected cases; made here, must not be there yet."),
    method: Method = typer.Option(
        Method.DP,
        "--method",
        help="dp: differential privacy; k-synthetic: records put together; k-anonymous: values withheld.",
    ),
    epsilon: float | None = typer.Option(None, "--epsilon", help="dp: privacy loss, above 0; 1 is strong, 12 is weak."),
    delta: float | None = typer.Option(
        None,
        "--delta",
        help="dp: probability of a larger loss; by default 1/(N log N), N cases rounded up to a power of ten.",
    ),
    length: int | None = typer.Option(
        None, "--length", help="Longest combination, in attributes: measured (dp, up to 3), or protected (k-anonymous)."
    ),
    fabrication: float | None = typer.Option(
        None,
        "--fabrication",
        help="dp: 1 for the smallest error of long combinations, 0 for the fewest made-up ones.",
    ),
    rare: int | None = typer.Option(
        None, "--rare", help="dp: no combination appears unless its noisy count is this or more."
    ),
    resolution: int | None = typer.Option(
        None, "--resolution", help="k-synthetic, k-anonymous: smallest group, in cases (10)."
    ),
    quasi_identifiers: str = typer.Option(
        "", "--quasi-identifiers", help="k-anonymous: columns, with commas, whose whole key k cases must share too."
    ),
    columns: str = typer.Option("", "--columns", help="Columns to keep, with commas; by default all but identifiers."),
    values: list[str] = typer.Option(
        [], "--values", help="dp: what a column without a code list may hold: contributor=A,B. May be repeated."
    ),
    ranges: list[str] = typer.Option(
        [],
        "--range",
        help="dp: public bounds of a column of numbers, known without looking: year_of_registration=2002:2026. "
        "May be repeated.",
    ),
    seed: int | None = typer.Option(
        None, "--seed", min=0, help="dp, k-synthetic: of everything but noise, which has none (0)."
    ),
    engine: Where = typer.Option(Where.LOCAL, "--engine", help="dp: where cases are counted; spark: on a cluster."),
    master: str | None = typer.Option(
        None, "--master", help="spark: address of the cluster, such as spark://host:7077 (local[*], this machine)."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print the figures as JSON, and no progress."),
) -> None:
    """A case table → a table that may leave the house: differentially private, k-synthetic or k-anonymous.

    Differential privacy makes new cases from noisy counts; k-synthetic records are put together from values that k
    cases share; k-anonymity withholds values. The input is not changed.
    """
    from palermo.cases import appearing, case_parts, read_cases
    from palermo.cli._named import bounded, declared, kept, names
    from palermo.cli._progress import progress
    from palermo.report import to_json

    given = {
        "--epsilon": epsilon,
        "--delta": delta,
        "--length": length,
        "--fabrication": fabrication,
        "--rare": rare,
        "--resolution": resolution,
        "--quasi-identifiers": names(quasi_identifiers) or None,
        "--values": values or None,
        "--range": ranges or None,
        "--seed": seed,
    }
    _refuse_others(method, given)
    _refuse_engine(method, engine, master)
    if method is Method.DP:
        work = _private(epsilon, delta, length, fabrication, rare, declared(values), bounded(ranges), seed or 0, master)
    elif method is Method.K_SYNTHETIC:
        work = _synthetic(resolution, seed or 0)
    else:
        work = _anonymous(resolution, length, names(quasi_identifiers))
    folder = out.absolute()
    with appearing(folder.parent, folder.name, taken=_taken) as partial:
        parts = case_parts(cases, columns=names(columns)) if engine is Where.SPARK else None
        table = kept(read_cases(cases) if parts is None else parts.header, names(columns))
        with progress(quiet=as_json) as shown:
            made = work(table, parts, shown)
        _write(made, partial)
    if as_json:
        typer.echo(to_json(made.figures), nl=False)
        return
    from rich.console import Console

    from palermo.report import print_document

    print_document(made.document, Console())
    typer.echo(f"{made.cases.num_rows:,} protected cases: {out}", err=True)


OPTIONS = {
    Method.DP: ("--epsilon", "--delta", "--length", "--fabrication", "--rare", "--values", "--range", "--seed"),
    Method.K_SYNTHETIC: ("--resolution", "--seed"),
    Method.K_ANONYMOUS: ("--resolution", "--length", "--quasi-identifiers"),
}
"""What each method can be told."""


def _refuse_others(method: Method, given: Mapping[str, object]) -> None:
    """Raise SettingsError for an option that says nothing to the method: somebody believes that it does."""
    from palermo.errors import SettingsError

    for option, value in given.items():
        if value is not None and option not in OPTIONS[method]:
            others = ", ".join(other for other, options in OPTIONS.items() if option in options)
            raise SettingsError("protect.other_method", place=option, method=others)


def _refuse_engine(method: Method, engine: Where, master: str | None) -> None:
    """Raise SettingsError for an engine that does not run the method, or is not installed."""
    from palermo.engine import require_spark
    from palermo.errors import SettingsError

    if engine is Where.SPARK:
        if method is not Method.DP:
            raise SettingsError("engine.not_together", place="--engine")
        require_spark(master or HERE)
    elif master is not None:
        raise SettingsError("engine.not_together", place="--master")


def _private(
    epsilon: float | None,
    delta: float | None,
    length: int | None,
    fabrication: float | None,
    rare: int | None,
    values: Mapping[str, Sequence[str]],
    ranges: Mapping[str, tuple[int, int]],
    seed: int,
    master: str | None,
) -> Work:
    from dataclasses import replace

    from palermo.cli._named import refuse_idle
    from palermo.engine import spark
    from palermo.errors import SettingsError
    from palermo.protect import (
        LONGEST,
        SynthesisSettings,
        private_counts,
        promise,
        synthesise,
        synthesise_parts,
        usual_delta,
    )

    if epsilon is None:
        raise SettingsError("protect.no_epsilon", place="--epsilon")
    if fabrication is not None and not 0 <= fabrication <= 1:
        raise SettingsError("protect.fabrication_out_of_range", place="--fabrication")
    settings = SynthesisSettings(
        epsilon, usual_delta(0) if delta is None else delta, length=LONGEST if length is None else length, rare=rare
    )
    if fabrication is not None:
        settings = replace(settings, fabrication=fabrication)

    def work(table: "CaseTable", parts: "CaseParts | None", shown: Progress) -> Made:
        refuse_idle(table, values, ranges)
        rows = table.num_rows if parts is None else parts.num_rows
        chosen = replace(settings, delta=usual_delta(rows)) if delta is None else settings
        if length is None:
            chosen = replace(chosen, length=min(LONGEST, max(len(table.names), 1)))
        first, second = _halves(shown)
        if parts is None:
            made = synthesise(table, settings=chosen, values=values, ranges=ranges, seed=seed, progress=first)
        else:
            shown("Starting Spark", 0, None)
            with spark(master or HERE) as engine:
                made = synthesise_parts(
                    parts,
                    engine=engine,
                    settings=chosen,
                    columns=table.names,
                    values=values,
                    ranges=ranges,
                    seed=seed,
                    progress=first,
                )
        counts = private_counts(made, seed=seed, progress=second)
        how = {
            "method": Method.DP.value,
            "epsilon": chosen.epsilon,
            "delta": chosen.delta,
            "length": chosen.length,
            "fabrication": chosen.fabrication,
            "rare": chosen.rare,
            "values": values,
            "ranges": ranges,
        }
        return Made(made.cases, made.report, promise(made.report), how, counts)

    return work


def _halves(shown: Progress) -> tuple[Told, Told]:
    """Tell of making records, and of making them once more, as halves of one whole; it never goes back."""
    from palermo.protect import share_done

    most = 0

    def tell(what: str, begins: float, share: float) -> None:
        nonlocal most
        most = max(most, round(WHOLE * (begins + share / 2)))
        shown(what, most, WHOLE)

    return (
        lambda what, done, total: tell(what, 0.0, share_done(what, done, total)),
        lambda what, done, total: tell("Measuring how exact it is", 0.5, share_done(what, done, total)),
    )


def _synthetic(resolution: int | None, seed: int) -> Work:
    from palermo.protect import KSyntheticSettings, RiskSettings, check_cases, k_synthesise

    settings = KSyntheticSettings() if resolution is None else KSyntheticSettings(resolution)

    def work(table: "CaseTable", parts: "CaseParts | None", shown: Progress) -> Made:
        check_cases(table, RiskSettings(settings.k, 1))
        made = k_synthesise(table, settings=settings, seed=seed, progress=shown)
        how = {"method": Method.K_SYNTHETIC.value, "k": settings.k}
        report = made.report.rounded()
        return Made(made.cases, report, report.document(), how)

    return work


def _anonymous(resolution: int | None, length: int | None, quasi_identifiers: tuple[str, ...]) -> Work:
    from dataclasses import replace

    from palermo.errors import ProtectionError
    from palermo.protect import (
        DEFAULT_K,
        DEFAULT_LENGTH,
        KAnonymitySettings,
        RiskSettings,
        check_cases,
        k_anonymise,
        risk_figures,
        utility_figures,
    )

    settings = KAnonymitySettings(
        k=DEFAULT_K if resolution is None else resolution,
        length=DEFAULT_LENGTH if length is None else length,
        quasi_identifiers=quasi_identifiers,
    )

    def work(table: "CaseTable", parts: "CaseParts | None", shown: Progress) -> Made:
        chosen = settings
        if length is None:
            chosen = replace(settings, length=max(min(DEFAULT_LENGTH, len(table.names)), 1))
        check_cases(table, RiskSettings(chosen.k, chosen.length))
        if table.num_rows < chosen.k:
            raise ProtectionError("k_synthetic.too_few_cases", place="k", k=chosen.k)

        def told(what: str, share: float) -> None:
            shown(what, round(WHOLE * share), WHOLE)

        made = k_anonymise(table, settings=chosen, progress=told)
        how = {
            "method": Method.K_ANONYMOUS.value,
            "k": chosen.k,
            "length": chosen.length,
            "quasi_identifiers": chosen.quasi_identifiers,
        }
        figures = {
            "cases_out": made.report.cases_out,
            "risk": risk_figures(made, k=chosen.k, length=chosen.length),
            "utility": utility_figures(made),
        }
        return Made(made.cases, figures, made.report.document(), how)

    return work


def _write(made: Made, folder: Path) -> None:
    """Write what was made: the cases as Parquet and as text, the report as a page and as figures, the counts.

    And the method with its settings, all of which are public.
    """
    import pyarrow.parquet as pq

    from palermo.cases import write_cases
    from palermo.cli._again import METHOD
    from palermo.report import to_html, to_json

    write_cases(made.cases, folder / "cases.parquet")
    write_cases(made.cases, folder / "cases.csv")
    if made.counts is not None:
        pq.write_table(made.counts, folder / "counts.parquet", compression="zstd")
    (folder / "report.html").write_text(to_html(made.document), encoding="utf-8", newline="\n")
    (folder / METHOD).write_text(to_json(made.how), encoding="utf-8", newline="\n")
    (folder / "report.json").write_text(to_json(made.figures), encoding="utf-8", newline="\n")


def _taken(folder: Path) -> "UserError":
    from palermo.errors import InputError

    return InputError("file.unwritable", place=str(folder), reason="it is there already.", hint="Give another name.")

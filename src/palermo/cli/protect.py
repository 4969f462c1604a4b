"""`palermo protect`."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from palermo.cli._progress import Progress

if TYPE_CHECKING:
    import pyarrow as pa

    from palermo.cases import CaseTable
    from palermo.report import Document

app = typer.Typer()

SAFE_CASES, SAFE_TEXT, COUNTS, REPORT, FIGURES = (
    *("cases.parquet", "cases.csv", "counts.parquet"),
    *("report.html", "report.json"),
)
"""What the folder holds then."""


class Method(StrEnum):
    """How cases are protected."""

    DP = "dp"
    K_SYNTHETIC = "k-synthetic"
    K_ANONYMOUS = "k-anonymous"


@app.command(epilog="Example: palermo protect cases.parquet --method dp --epsilon 12 --length 3 --out safe")
def protect(
    cases: Path = typer.Argument(..., help="A case table, as palermo harmonise writes it.", show_default=False),
    out: Path = typer.Option(..., "--out", help="Folder for the protected cases; made here, must not be there yet."),
    method: Method = typer.Option(
        Method.DP,
        "--method",
        help="dp: differential privacy; k-synthetic: records put together; k-anonymous: values withheld.",
    ),
    epsilon: float | None = typer.Option(None, "--epsilon", help="dp: privacy loss, above 0; 1 is strong, 12 is weak."),
    delta: float | None = typer.Option(
        None, "--delta", help="dp: probability of a larger loss; by default far below one over the number of cases."
    ),
    length: int | None = typer.Option(
        None, "--length", help="Longest combination, in attributes: measured (dp, up to 3), or protected."
    ),
    fabrication: float | None = typer.Option(
        None, "--fabrication", help="dp: 1 for the smallest error, 0 for the fewest made-up combinations."
    ),
    resolution: int = typer.Option(10, "--resolution", help="k-synthetic, k-anonymous: smallest group, in cases."),
    quasi_identifiers: str = typer.Option(
        "", "--quasi-identifiers", help="k-anonymous: columns, with commas, whose whole key k cases must share too."
    ),
    columns: str = typer.Option("", "--columns", help="Columns to keep, with commas; by default all but identifiers."),
    values: list[str] = typer.Option(
        [], "--values", help="dp: what a column without a code list may hold: contributor=A,B. May be repeated."
    ),
    seed: int = typer.Option(0, "--seed", help="dp, k-synthetic: of everything but noise, which has none."),
    as_json: bool = typer.Option(False, "--json", help="Print the figures as JSON, and no progress."),
) -> None:
    """A case table → a table that may leave the house: differentially private, k-synthetic or k-anonymous.

    Differential privacy makes new cases from noisy counts; k-synthetic records are put together from values that k
    cases share; k-anonymity withholds values. The input is not changed.
    """
    from palermo.cases import read_cases, write_cases
    from palermo.cli._progress import progress
    from palermo.report import to_html, to_json

    asked = _settings(method, epsilon, delta, length, fabrication, resolution, _names(quasi_identifiers))
    declared = _declared(values)
    with _appearing(out) as folder:
        table = _kept(read_cases(cases), _names(columns)).without_ids()
        with progress(quiet=as_json) as shown:
            if method is Method.DP:
                safe, report, document, counts = _private(table, asked, declared, seed, shown)
                _write_counts(counts, folder / COUNTS)
            elif method is Method.K_SYNTHETIC:
                safe, report, document = _synthetic(table, asked, seed, shown)
            else:
                safe, report, document = _anonymous(table, asked, shown)
        write_cases(safe, folder / SAFE_CASES)
        write_cases(safe, folder / SAFE_TEXT)
        (folder / REPORT).write_text(to_html(document), encoding="utf-8", newline="\n")
        (folder / FIGURES).write_text(to_json(report), encoding="utf-8", newline="\n")
    if as_json:
        typer.echo(to_json(report), nl=False)
        return
    from rich.console import Console

    from palermo.report import print_document

    print_document(document, Console())
    typer.echo(f"{safe.num_rows:,} protected cases: {out}", err=True)


def _settings(
    method: Method,
    epsilon: float | None,
    delta: float | None,
    length: int | None,
    fabrication: float | None,
    resolution: int,
    quasi_identifiers: tuple[str, ...],
) -> dict[str, object]:
    """What was asked, checked as far as it can be without the cases. An option of another method is refused."""
    from palermo.errors import SettingsError

    private = {"--epsilon": epsilon, "--delta": delta, "--fabrication": fabrication}
    if method is Method.DP:
        if quasi_identifiers:
            raise SettingsError("protect.other_method", place="--quasi-identifiers", method="k-anonymous")
        if epsilon is None:
            raise SettingsError("protect.no_epsilon", place="--epsilon")
        from palermo.protect import Budget

        Budget(epsilon, 0.5 if delta is None else delta)  # refuses what is out of range, before any file is read
        return {"epsilon": epsilon, "delta": delta, "length": length, "fabrication": fabrication}
    for option, value in private.items():
        if value is not None:
            raise SettingsError("protect.other_method", place=option, method="dp")
    from palermo.protect import DEFAULT_LENGTH, KAnonymitySettings, KSyntheticSettings

    if method is Method.K_SYNTHETIC:
        for option, given in (("--quasi-identifiers", quasi_identifiers or None), ("--length", length)):
            if given is not None:
                raise SettingsError("protect.other_method", place=option, method="k-anonymous")
        return {"settings": KSyntheticSettings(resolution)}
    longest = DEFAULT_LENGTH if length is None else length
    return {"settings": KAnonymitySettings(k=resolution, length=longest, quasi_identifiers=quasi_identifiers)}


def _private(
    table: "CaseTable", asked: dict[str, object], declared: Mapping[str, Sequence[str]], seed: int, shown: Progress
) -> "tuple[CaseTable, object, Document, pa.Table]":
    from palermo.protect import SynthesisSettings, private_counts, promise, synthesise, usual_delta

    given = {name: value for name, value in asked.items() if value is not None}
    given.setdefault("delta", usual_delta(table.num_rows))
    settings = SynthesisSettings(**given)  # type: ignore[arg-type]
    made = synthesise(table, settings=settings, values=declared, seed=seed, progress=shown)
    counts = private_counts(made, seed=seed, progress=shown)
    return made.cases, made.report, promise(made.report), counts


def _write_counts(counts: "pa.Table", path: Path) -> None:
    """The counts with their intervals, as a release has them."""
    import pyarrow.parquet as pq

    pq.write_table(counts, path, compression="zstd")


def _synthetic(
    table: "CaseTable", asked: dict[str, object], seed: int, shown: Progress
) -> "tuple[CaseTable, object, Document]":
    from palermo.protect import KSyntheticSettings, k_synthesise

    settings = asked["settings"]
    assert isinstance(settings, KSyntheticSettings)  # noqa: S101
    made = k_synthesise(table, settings=settings, seed=seed, progress=shown)
    return made.cases, made.report, made.report.document()


def _anonymous(table: "CaseTable", asked: dict[str, object], shown: Progress) -> "tuple[CaseTable, object, Document]":
    from palermo.protect import KAnonymitySettings, k_anonymise

    settings = asked["settings"]
    assert isinstance(settings, KAnonymitySettings)  # noqa: S101
    found = k_anonymise(table, settings=settings, progress=lambda what: shown(what, 0, None))
    return found.cases, found.report, found.report.document()


def _kept(table: "CaseTable", names: tuple[str, ...]) -> "CaseTable":
    from palermo.errors import ProtectionError

    for name in names:
        if name not in table:
            raise ProtectionError("protect.unknown_column", place="--columns", name=name, known=", ".join(table.names))
    return table.select(names) if names else table


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _declared(values: Sequence[str]) -> dict[str, tuple[str, ...]]:
    from palermo.errors import SettingsError

    found = {}
    for each in values:
        name, sign, listed = each.partition("=")
        if not sign or not _names(listed):
            raise SettingsError("protect.values_unreadable", place=f"--values {each}")
        found[name.strip()] = _names(listed)
    return found


@contextmanager
def _appearing(out: Path) -> Iterator[Path]:
    """A folder to write into, which becomes `out` on leaving, or is gone: also when it was interrupted."""
    from palermo.errors import InputError

    if out.exists():
        raise InputError("file.unwritable", place=str(out), reason="it is there already.", hint="Give another name.")
    if not out.absolute().parent.is_dir():
        raise InputError(
            "file.unwritable", place=str(out), reason="its folder is not there.", hint="Give another name, or make it."
        )
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}.partial-", dir=out.absolute().parent))
    try:
        yield folder
        folder.chmod(0o755)
        folder.rename(out)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise

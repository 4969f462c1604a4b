"""`palermo estimate sample`, `rds` and `scale-up`."""

from pathlib import Path
from typing import Any

import typer

from palermo.cli._estimate_papers import JSON, LEVEL, REPORT, SEED, Papers
from palermo.cli._named import names, told_of
from palermo.cli._tables import ANSWERS, DECIMAL, DELIMITER, ENCODING, MISSING, Written

_FILE = typer.Argument(..., help="A table with a row a person: CSV, Excel, ODS, Parquet.", show_default=False)
_WEIGHT = typer.Option("", "--weight", help="The column with how many people each stands for.")
_STRATUM = typer.Option([], "--stratum", help="The column, or columns with commas, of the strata.")
_CLUSTER = typer.Option([], "--cluster", help="The column of the clusters that were drawn first.")
_SINGLE = typer.Option("refuse", "--single", help="A stratum of one cluster: refuse, centre, certainty or average.")
_REPLICATES = typer.Option(1000, "--replicates", min=50, help="Samples drawn anew, from which intervals are made.")


def sample(
    file: Path = _FILE,
    column: str = typer.Option(..., "--column", help="What is asked about.", show_default=False),
    value: str = typer.Option("", "--value", help="The share of this value; of every value, or the mean, if not."),
    by: str = typer.Option("", "--by", help="A column of groups: each is estimated too."),
    where: list[str] = typer.Option([], "--where", help="Only of these, as COLUMN=VALUE. May be repeated."),
    total: bool = typer.Option(False, "--total", help="How many people, or the total, instead of shares and means."),
    weight: str = _WEIGHT,
    stratum: list[str] = _STRATUM,
    cluster: list[str] = _CLUSTER,
    population: str = typer.Option("", "--population", help="The column with the clusters there are in the stratum."),
    single: str = _SINGLE,
    rake: Path | None = typer.Option(None, "--rake", help="Known totals: a table with column, code and total."),
    trim: float | None = typer.Option(None, "--trim", help="No raked weight is more than so many times the mean."),
    delimiter: str = DELIMITER,
    encoding: str = ENCODING,
    decimal: str = DECIMAL,
    missing: list[str] = MISSING,
    answers: list[str] = ANSWERS,
    level: float = LEVEL,
    report: Path | None = REPORT,
    json_out: Path | None = JSON,
) -> None:
    """A survey with strata, clusters and weights: shares, means and totals with the errors of its design."""
    written = Written(delimiter, encoding, decimal, missing, answers)
    papers = Papers(report, json_out)
    papers.check([file, *([rake] if rake is not None else [])])
    settings = {
        "column": column, "value": value, "by": by, "where": list(where), "total": total, "weight": weight,
        "stratum": names(*stratum), "cluster": names(*cluster), "population": population, "single": single,
        "rake": "" if rake is None else rake.name, "trim": trim, "level": level, **written.settings,
    }  # fmt: skip
    with papers.progress() as shown:
        shown("Estimating", 0, None)
        from palermo.estimate import read_totals, report_survey, source_of, survey

        read: Any = survey(
            written.read(file, [column]), weight=weight or None, stratum=names(*stratum) or None,
            cluster=names(*cluster) or None, population=population or None, single=single, level=level,  # type: ignore[arg-type]
        )  # fmt: skip
        if rake is not None:
            read = read.rake(read_totals(written.read(rake)), trim=trim)
        found = report_survey(
            read, column, value or None, by=by or None, where=_domain(where), total=total, source=source_of(file),
            settings=settings,
        )  # fmt: skip
    papers.hand_over(found)


def rds(
    file: Path = _FILE,
    id_column: str = typer.Option(..., "--id", help="The column of each person's own id.", show_default=False),
    degree: str = typer.Option(..., "--degree", help="The column with how many each knows.", show_default=False),
    column: str = typer.Option(..., "--column", help="What is asked about.", show_default=False),
    value: str = typer.Option(..., "--value", help="The share of this value.", show_default=False),
    recruiter: str = typer.Option("", "--recruiter", help="The column of the recruiter's id, blank for seeds."),
    coupon: str = typer.Option("", "--coupon", help="Instead: the column of the coupon that each brought."),
    coupons: list[str] = typer.Option([], "--coupons", help="And the columns of the coupons given out, with commas."),
    population: int | None = typer.Option(
        None, "--population", help="How many there are, for the sequential estimate."
    ),
    zero: str = typer.Option("refuse", "--zero", help="Who knows nobody: refuse, 'leave out' or one."),
    order: str = typer.Option("", "--order", help="A column of numbers by which recruitment went on."),
    replicates: int = _REPLICATES,
    seed: int = SEED,
    delimiter: str = DELIMITER,
    encoding: str = ENCODING,
    decimal: str = DECIMAL,
    missing: list[str] = MISSING,
    answers: list[str] = ANSWERS,
    level: float = LEVEL,
    report: Path | None = REPORT,
    json_out: Path | None = JSON,
) -> None:
    """People who recruited each other: RDS-I, RDS-II and the sequential estimate, and whether to trust them."""
    written = Written(delimiter, encoding, decimal, missing, answers)
    papers = Papers(report, json_out)
    papers.check([file])
    settings = {
        "id": id_column, "degree": degree, "column": column, "value": value, "recruiter": recruiter, "coupon": coupon,
        "coupons": names(*coupons), "population": population, "zero": zero, "order": order, "replicates": replicates,
        "level": level, **written.settings,
    }  # fmt: skip
    with papers.progress() as shown:
        shown("Estimating", 0, None)
        from palermo.estimate import rds as read_rds
        from palermo.estimate import report_rds, source_of

        read = read_rds(
            written.read(file, [column]), id=id_column, degree=degree, recruiter=recruiter or None,
            coupon=coupon or None, coupons=names(*coupons), population=population, zero=zero,  # type: ignore[arg-type]
            order=order or None, seed=seed, level=level,
        )  # fmt: skip
        found = report_rds(read, column, value, replicates=replicates, source=source_of(file), settings=settings)
    papers.hand_over(found)


def scale_up(
    file: Path = _FILE,
    hidden: str = typer.Option(
        ..., "--hidden", help="The column with how many hidden people each knows.", show_default=False
    ),
    known: Path = typer.Option(..., "--known", help="Known groups: a table with group and size.", show_default=False),
    population: float = typer.Option(..., "--population", help="How many people there are in all.", show_default=False),
    visibility: float | None = typer.Option(
        None, "--visibility", help="How many of the frame know of a hidden person."
    ),
    frame: float | None = typer.Option(None, "--frame", help="How many could have been asked; all, if not given."),
    transmission: float | None = typer.Option(
        None, "--transmission", help="The share of acquaintances who know of it."
    ),
    weight: str = _WEIGHT,
    stratum: list[str] = _STRATUM,
    cluster: list[str] = _CLUSTER,
    single: str = _SINGLE,
    replicates: int = _REPLICATES,
    seed: int = SEED,
    delimiter: str = DELIMITER,
    encoding: str = ENCODING,
    decimal: str = DECIMAL,
    missing: list[str] = MISSING,
    answers: list[str] = ANSWERS,
    level: float = LEVEL,
    report: Path | None = REPORT,
    json_out: Path | None = JSON,
) -> None:
    """Network scale-up: how many hidden people there are, by how many of them others know."""
    written = Written(delimiter, encoding, decimal, missing, answers)
    papers = Papers(report, json_out)
    papers.check([file, known])
    settings = {
        "hidden": hidden, "known": known.name, "population": population, "visibility": visibility, "frame": frame,
        "transmission": transmission, "weight": weight, "stratum": names(*stratum), "cluster": names(*cluster),
        "single": single, "replicates": replicates, "level": level, **written.settings,
    }  # fmt: skip
    with papers.progress() as shown:
        shown("Estimating", 0, None)
        from palermo.estimate import read_known, report_scale_up, source_of
        from palermo.estimate import scale_up as read_scale_up

        groups = read_known(written.read(known))
        read = read_scale_up(
            written.read(file, [hidden, *groups]), hidden=hidden, known=groups, population=population,
            weight=weight or None, stratum=names(*stratum) or None, cluster=names(*cluster) or None,
            single=single, replicates=replicates, seed=seed, level=level,  # type: ignore[arg-type]
        )  # fmt: skip
        found = report_scale_up(
            read, visibility=visibility, frame=frame, transmission=transmission, source=source_of(file),
            settings=settings,
        )  # fmt: skip
    papers.hand_over(found)


def _domain(where: list[str]) -> dict[str, str] | None:
    """Of whom it is asked, from `COLUMN=VALUE`; None of everybody."""
    from palermo.errors import SettingsError

    reason = "A group is said as COLUMN=VALUE."
    return told_of(where, lambda _: SettingsError("estimate.setting", place="--where", reason=reason)) or None

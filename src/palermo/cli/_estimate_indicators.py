"""`palermo estimate indicators`."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from palermo.cli._estimate_papers import JSON, LEVEL, REPORT, SEED, Papers
from palermo.cli._named import names
from palermo.cli._tables import ANSWERS, DECIMAL, DELIMITER, ENCODING, MISSING, Written

if TYPE_CHECKING:
    from palermo.estimate import CostsReport, VictimsReport

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    epilog="Example: palermo estimate indicators victims --series series/ --population residents.csv --country PHL",
)

PLACE, YEAR = "country_of_exploitation", "year_of_registration"

OUT = typer.Option(None, "--out", help="Write the table too: .csv, .xlsx, .parquet, …")


@app.callback()
def _group() -> None:
    """Tables ready to report: SDG 16.2.2 (victims of trafficking) and 10.7.1 (what a job abroad costs the worker)."""


@app.command(
    "victims",
    epilog="Example: palermo estimate indicators victims --series series/ --population residents.csv --country PHL "
    "--years 2015-2022 --release releases/2026-demo --report indicator.html --out indicator.csv",
)
def victims(
    series: Path = typer.Option(
        ..., "--series", help="The folder of series, as palermo hub import-glotip makes it.", show_default=False
    ),
    population: Path = typer.Option(
        ..., "--population", help="Residents: country, year, sex, age, population.", show_default=False
    ),
    country: list[str] = typer.Option([], "--country", help="Countries by alpha-3, with commas; all if not given."),
    years: str = typer.Option("", "--years", help="A year, or the first and last: 2015-2022."),
    release: Path | None = typer.Option(None, "--release", help="A release, for the people assisted."),
    delimiter: str = DELIMITER,
    encoding: str = ENCODING,
    decimal: str = DECIMAL,
    report: Path | None = REPORT,
    json_out: Path | None = JSON,
    out: Path | None = OUT,
) -> None:
    """SDG 16.2.2: detected victims, their number and per 100,000, by sex, age and form of exploitation.

    Assisted and estimated victims stand beside them and are never added. <5 is 1 to 4, and so is its rate.
    """
    from palermo.errors import InputError
    from palermo.estimate import read_population, report_victims, source_of
    from palermo.series import list_series

    papers = Papers(report, json_out, out)
    papers.check([population])
    wanted = tuple(each.upper() for each in names(*country))
    span = _years(years)
    found = list_series(series)
    if not found:
        raise InputError("estimate.indicator_no_series", place=str(series))
    rows, conflicts = [], []
    for each in found:
        sources = {number: source.title for number, source in enumerate(each.sources, 1)}
        rows += [
            {**row, "source": sources.get(row["source"], each.title)}
            for row in each.table().to_pylist()
            if (not wanted or row["country"] in wanted) and span[0] <= row["year_from"] <= row["year_to"] <= span[1]
        ]
        conflicts += [
            {"country": one.country, "year": one.year, "sex": one.sex, "age": one.age, "form": one.form,
             "values": list(one.values)}
            for one in each.conflicts
            if (not wanted or one.country in wanted) and span[0] <= one.year <= span[1]
            and one.citizenship == one.repatriation == "total"
        ]  # fmt: skip
    if release is not None:
        countries = wanted or tuple(dict.fromkeys(str(row["country"]) for row in rows))
        rows += _assisted(release, countries, span)
    written = Written(delimiter, encoding, decimal)
    settings: dict[str, Any] = {
        "series": ", ".join(each.id for each in found), "residents": source_of(population), "country": list(wanted),
        "years": years, "release": "" if release is None else release.name,
        **written.settings,
    }  # fmt: skip
    residents = read_population(written.read(population))
    told = report_victims(rows, residents, conflicts=conflicts, settings=_flat(settings))
    _hand_over(told, papers)


@app.command(
    "costs",
    epilog="Example: palermo estimate indicators costs workers.csv --cost fee,visa,travel --income monthly_income "
    "--reimbursed paid_back --weight weight --by corridor,sex --report costs.html",
)
def costs(
    file: Path = typer.Argument(..., help="A table: a row a worker.", show_default=False),
    cost: list[str] = typer.Option(..., "--cost", help="Columns of what the worker paid, with commas."),
    income: str = typer.Option(..., "--income", help="The column of a month's income abroad.", show_default=False),
    reimbursed: str = typer.Option("", "--reimbursed", help="The column of what was given back."),
    weight: str = typer.Option("", "--weight", help="The column of survey weights."),
    cluster: str = typer.Option("", "--cluster", help="The column of what was drawn first, such as villages."),
    currency: list[str] = typer.Option([], "--currency", help="Columns that say the currency of costs and of income."),
    rate: str = typer.Option(
        "", "--rate", help="The column with how much of the income's currency one unit of the costs' is."
    ),
    by: list[str] = typer.Option([], "--by", help="Columns that make groups: corridor, sex, sector, year."),
    delimiter: str = DELIMITER,
    encoding: str = ENCODING,
    decimal: str = DECIMAL,
    missing: list[str] = MISSING,
    answers: list[str] = ANSWERS,
    replicates: int = typer.Option(1000, "--replicates", min=50, help="Samples drawn anew, for intervals."),
    seed: int = SEED,
    level: float = LEVEL,
    report: Path | None = REPORT,
    json_out: Path | None = JSON,
    out: Path | None = OUT,
) -> None:
    """SDG 10.7.1: what workers paid for a job abroad, in months of what they earn there, worker by worker."""
    from palermo.estimate import report_costs, source_of

    papers = Papers(report, json_out, out)
    papers.check([file])
    options: dict[str, Any] = {
        "costs": names(*cost), "income": income, "reimbursed": reimbursed or None, "weight": weight or None,
        "cluster": cluster or None, "currency": names(*currency), "rate": rate or None, "by": names(*by),
        "level": level, "replicates": replicates, "seed": seed,
    }  # fmt: skip
    written = Written(delimiter, encoding, decimal, missing, answers)
    told = {name: value for name, value in options.items() if name not in ("seed", "level")}
    settings = _flat({**source_of(file), **told, **written.settings})
    asked = [*options["costs"], income, *([reimbursed] if reimbursed else [])]
    _hand_over(report_costs(written.read(file, asked), **options, settings=settings), papers)


def _assisted(folder: Path, countries: tuple[str, ...], span: tuple[int, int]) -> list[dict[str, Any]]:
    """People assisted in each country by year, as a release has them. Raises InputError where it does not tell them."""
    from palermo.errors import InputError
    from palermo.release import open_release
    from palermo.tabulate import Condition, Question, answer

    release = open_release(folder)
    columns = {column.name for column in release.columns}
    if not {PLACE, YEAR} <= columns:
        raise InputError("estimate.indicator_release", place=str(folder))
    known = release.codes(PLACE) or ()
    rows = []
    for country in countries:
        if country not in known:
            continue
        found = answer(release, Question((YEAR,), (Condition(PLACE, "=", (country,)),)))
        rows += [
            {
                "kind": "assisted", "country": country, "year_from": int(cell.codes[0]), "year_to": int(cell.codes[0]),
                "low": cell.low, "high": cell.high, "estimate": cell.n, "source": f"Release {release.id}",
            }
            for cell in found.cells
            if cell.codes[0].isdigit() and span[0] <= int(cell.codes[0]) <= span[1]
        ]  # fmt: skip
    return rows


def _years(text: str) -> tuple[int, int]:
    from palermo.errors import SettingsError

    if not text:
        return 0, 9999
    first, _, last = text.partition("-")
    if not (first.strip().isdigit() and (last or first).strip().isdigit()) or int(first) > int(last or first):
        raise SettingsError("estimate.indicator_years", place=f"--years {text}")
    return int(first), int(last or first)


def _flat(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as a report has them: values in a line each, what is not set left out."""
    from palermo import version

    found: dict[str, Any] = {"Palermo": version()}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            found.update({f"{name}: {key}": each for key, each in value.items()})
        elif value not in (None, "", (), []):
            found[name] = ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
    return found


def _hand_over(found: "VictimsReport | CostsReport", papers: Papers) -> None:
    """Write the table where a file is named for it, and the other papers."""
    from palermo.cases import write_rows

    if papers.table is not None:
        write_rows(found.table(), papers.table)
    papers.hand_over(found)

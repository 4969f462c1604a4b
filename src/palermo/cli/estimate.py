"""`palermo estimate`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from palermo.cli._estimate_export import export
from palermo.cli._estimate_impact import impact, power
from palermo.cli._estimate_indicators import app as indicators
from palermo.cli._estimate_papers import JSON, LEVEL, REPORT, SEED, Papers
from palermo.cli._estimate_sample import rds, sample, scale_up
from palermo.cli._named import names
from palermo.cli._tables import DELIMITER, ENCODING, Written

if TYPE_CHECKING:
    from palermo.cli._progress import Progress
    from palermo.estimate import ListsReport

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    epilog="Example: palermo estimate lists uk.csv --count-column count --report estimate.html",
)

PANEL = "panel"
PERIODS = 2


@app.callback()
def _group() -> None:
    """From lists, samples and waves to how many there are and what worked: each answer with what it rests on."""


app.command(
    "export",
    epilog="Example: palermo estimate export out.json --country GBR --years 2013 --population 'Victims in the year' "
    "--source 'Our report' --url https://example.org/report --date 2026-11 --out estimates.csv",
)(export)


app.command(
    "sample",
    epilog="Example: palermo estimate sample workers.csv --column paid_to_be_hired --value yes --weight weight "
    "--stratum district --cluster village --report sample.html",
)(sample)

app.command(
    "rds",
    epilog="Example: palermo estimate rds recruits.csv --id id --recruiter recruiter --degree knows --column paid "
    "--value yes --population 2000 --report rds.html",
)(rds)

app.command(
    "scale-up",
    epilog="Example: palermo estimate scale-up asked.csv --hidden hidden --known groups.csv --population 1000000",
)(scale_up)

app.command(
    "impact",
    epilog="Example: palermo estimate impact survey.csv --outcome knows,attitude --group campaign --time wave "
    "--after after --cluster village --matters 0.05 --report impact.html",
)(impact)

app.command(
    "power",
    epilog="Example: palermo estimate power --clusters 20 --per-cluster 25 --icc 0.05 --baseline 0.4 --before "
    "--effect 0.1",
)(power)

app.add_typer(indicators, name="indicators")


@app.command(
    "lists",
    epilog="Example: palermo estimate lists uk.csv --count-column count --method panel --report estimate.html "
    "--json out.json",
)
def lists(
    file: Path | None = typer.Argument(
        None,
        help="A table with a column of yes and no for each list: a row a person, or a row a history with its count.",
        show_default=False,
    ),
    count_column: str = typer.Option("", "--count-column", help="The column that says how many people a row is."),
    columns: list[str] = typer.Option(
        [], "--columns", help="The lists, with commas; all columns of yes and no if not given."
    ),
    stratum: str = typer.Option("", "--stratum", help="A column of strata or of periods: each is estimated too."),
    change: str = typer.Option("", "--change", help="Two periods of --stratum, as BEFORE,AFTER: what changed."),
    impossible: list[str] = typer.Option(
        [], "--impossible", help="Lists that cannot share anybody by design, with commas. May be repeated."
    ),
    draw: str = typer.Option("", "--draw-column", help="A column of draws of an uncertain linkage, as link writes it."),
    method: str = typer.Option(PANEL, "--method", help="panel for all, or one: stepwise, bic, chao, … (--methods)."),
    delimiter: str = DELIMITER,
    encoding: str = ENCODING,
    replicates: int = typer.Option(1000, "--replicates", min=50, help="Tables drawn anew, from which intervals are."),
    seed: int = SEED,
    level: float = LEVEL,
    report: Path | None = REPORT,
    json_out: Path | None = JSON,
    methods: bool = typer.Option(False, "--methods", help="List the methods and what each rests on, and stop."),
) -> None:
    """Multiple systems estimation: how many people are on none of several overlapping lists.

    All methods are run side by side, for none is right by itself; the report says what each rests on, what would
    change the answer most, what is wrong with the data, and how to repeat it.
    """
    if methods:
        _show_methods()
        return
    if file is None:
        raise typer.BadParameter("name the file of the lists; --methods alone needs none", param_hint="FILE")
    written = Written(delimiter, encoding)
    papers = Papers(report, json_out)
    papers.check([file])
    with papers.progress() as shown:
        shown("Reading the lists", 0, None)
        settings: dict[str, Any] = {
            "count_column": count_column, "columns": names(*columns), "stratum": stratum, "change": names(change),
            "impossible": list(impossible), "draw_column": draw, "method": method, "replicates": replicates,
            "level": level, **written.settings,
        }  # fmt: skip
        found = _estimate(file, written, settings, seed, shown)
    papers.hand_over(found)


def _estimate(file: Path, written: Written, settings: "dict[str, Any]", seed: int, shown: "Progress") -> "ListsReport":
    """Read the lists as the settings say, and run what they name."""
    from palermo.errors import SettingsError
    from palermo.estimate import lists as read_lists
    from palermo.estimate import report_draws, report_lists, source_of

    stratum, draw = settings["stratum"], settings["draw_column"]
    periods = tuple(settings["change"])
    if periods and (len(periods) != PERIODS or not stratum):
        raise SettingsError("estimate.periods", place="--change")
    if stratum and draw:
        raise SettingsError("estimate.draws_and_strata", place="--draw-column")
    table = read_lists(
        file,
        columns=settings["columns"] or None,
        count=settings["count_column"] or None,
        stratum=stratum or draw or None,
        impossible=[names(each) for each in settings["impossible"]],
        dialect=written.dialect(),
        seed=seed,
        level=settings["level"],
    )
    methods = None if settings["method"] == PANEL else names(settings["method"])
    common: dict[str, Any] = {
        "methods": methods, "replicates": settings["replicates"], "source": source_of(file), "settings": settings,
        "progress": shown,
    }  # fmt: skip
    if draw:
        return report_draws([table.stratum(each) for each in table.strata], cautions=table.cautions, **common)
    return report_lists(table, change=periods or None, **common)


def _show_methods() -> None:
    """Each method with what it rests on."""
    from rich.console import Console

    from palermo.estimate import METHODS
    from palermo.report import Document, Section, Table, print_document

    rows = [[each.key, each.title, each.assumption.format(odds=2.0), each.citation] for each in METHODS.values()]
    table = Table(["--method", "what it is", "what it rests on", "source"], rows)
    lead = "Each assumes something that no data can show. Run them all, and read where they differ."
    print_document(Document("Methods for overlapping lists", lead, (Section("Methods", (table,)),)), Console())

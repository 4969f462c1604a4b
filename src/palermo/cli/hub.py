"""`palermo hub`."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from palermo.series import Imported, Series

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    epilog="Example: palermo hub import-glotip data_glotip.xlsx --to series/",
)

TO = typer.Option(..., "--to", help="The folder of series; a folder of its own is made in it.", show_default=False)
ID = typer.Option("", "--id", help="What the series is called; by default made of the file's own words.")
AS_JSON = typer.Option(False, "--json", help="Print the report as JSON, and no progress.")


@app.callback()
def _group() -> None:
    """Bring in what others published, for the hub to show beside a release; copy the hub to files."""


@app.command("import-glotip", epilog="Example: palermo hub import-glotip data_glotip.xlsx --to series/")
def import_glotip(
    file: Path = typer.Argument(..., help="UNODC's table of trafficking in persons, as published.", show_default=False),
    to: Path = TO,
    id: str = ID,
    sheet: str = typer.Option("", "--sheet", help="The sheet's name, where the workbook has more than one."),
    licence: str = typer.Option("", "--licence", help="Under which terms the table may be passed on, if you know."),
    verified: bool = typer.Option(False, "--verified", help="You took this file from UNODC yourself, and compared it."),
    as_json: bool = AS_JSON,
) -> None:
    """Read UNODC's table of detected victims and keep it as a series.

    `<5` becomes the interval from 1 to 4. Rows that cannot be read without a guess, and places in the table that have
    several numbers, go to quarantine.csv in the series' folder, each with the reason.
    """
    from palermo.cli._progress import progress
    from palermo.series import import_glotip, write_series

    with progress(quiet=as_json) as shown:
        found = import_glotip(file, id=id, sheet=sheet, licence=licence, verified=verified, progress=shown)
        shown("Writing the series", 0, None)
        series = write_series(found, to)
    _say(found, series, as_json=as_json)


@app.command("import-estimates", epilog="Example: palermo hub import-estimates estimates.csv --to series/")
def import_estimates(
    file: Path = typer.Argument(..., help="A list of estimates: CSV, a workbook, or YAML.", show_default=False),
    to: Path = TO,
    id: str = ID,
    encoding: str = typer.Option("utf-8", "--encoding", help="Of a CSV file, such as cp1252."),
    delimiter: str = typer.Option(",", "--delimiter", help="Between the cells of a CSV file, such as ';'."),
    as_json: bool = AS_JSON,
) -> None:
    """Read a list of published estimates, each with its interval, method and source, and keep it as a series.

    Columns: country, year, low, high, method, population, source, url, date, verified; as needed also estimate, level,
    publisher, licence, sex, age, form. An estimate without an interval is not taken.
    """
    from palermo.cli._progress import progress
    from palermo.series import import_estimates, write_series

    with progress(quiet=as_json) as shown:
        found = import_estimates(file, id=id, encoding=encoding, delimiter=delimiter, progress=shown)
        series = write_series(found, to)
    _say(found, series, as_json=as_json)


@app.command(
    "export", epilog="Example: palermo hub export site/ --releases releases/ --address https://hub.example.org"
)
def export(
    folder: Path = typer.Argument(..., help="The folder to write; an earlier copy there is replaced."),
    releases: Path = typer.Option(Path("releases"), "--releases", help="The folder of releases."),
    series: Path | None = typer.Option(None, "--series", help="The folder of series.", show_default=False),
    address: str = typer.Option(
        "http://localhost", "--address", help="Where the hub itself is: citations and code in the copy name it."
    ),
    languages: str = typer.Option("", "--languages", help="Codes with commas between them; all when left out."),
    questions: int = typer.Option(
        200, "--questions", min=0, max=20_000, help="How many questions of Explore are answered in each language."
    ),
    as_json: bool = AS_JSON,
) -> None:
    """Write the hub as files that any web server, or a memory stick, can serve.

    All pages, pictures, files of releases, and so many questions: those first to which the pages lead. Forms find the
    questions that the copy has; whatever it has not leads to a page that says so.
    """
    import json

    from palermo.cli._progress import progress
    from palermo.cli._settled import settle_for_copy

    chosen = settle_for_copy(releases, series, address, languages)
    from palermo.web.hub.copying import Wish, copy_hub

    with progress(quiet=as_json) as shown:
        copied = copy_hub(folder, Wish(chosen, questions, address.rstrip("/")), progress=shown)
    if as_json:
        report = {"folder": str(folder), "files": copied.files, "bytes": copied.bytes, "questions": copied.questions}
        typer.echo(json.dumps(report))
        return
    asked = ", ".join(f"{code} {count}" for code, count in copied.questions.items())
    typer.echo(f"{folder}: {copied.files:,} files, {copied.bytes / 1_000_000:,.1f} MB. Questions: {asked}.")
    typer.echo(f"Open {folder / 'index.html'}, or put the folder on any web server.")


def _say(found: "Imported", series: "Series", *, as_json: bool) -> None:
    """What was read, and where it is now."""
    from palermo.cli._papers import tell

    tell(found.report, found.document, report=None, as_json=as_json)
    if not as_json:
        typer.echo(f"\nThe series: {series.path}  (palermo serve hub --series {series.path.parent})")

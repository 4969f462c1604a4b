"""`palermo risk`."""

from pathlib import Path

import typer

app = typer.Typer()


@app.command(epilog="Example: palermo risk cases.parquet --resolution 10 --length 4 --report risk.html")
def risk(
    cases: Path = typer.Argument(..., help="A case table, as palermo harmonise writes it.", show_default=False),
    resolution: int = typer.Option(10, "--resolution", help="Smallest group that may be told apart, in cases."),
    length: int = typer.Option(4, "--length", help="Longest combination looked at, in attributes (1 to 8)."),
    report: Path | None = typer.Option(None, "--report", help="Write the report too: .json, .html or .txt."),
    as_json: bool = typer.Option(False, "--json", help="Print the report as JSON, and no progress."),
) -> None:
    """How many cases a few attributes single out: combinations that fewer cases have than the resolution.

    Identifiers are left aside. Nothing is changed.
    """
    from palermo.cases import read_cases
    from palermo.cli._papers import check_outputs, check_report, tell
    from palermo.cli._progress import progress
    from palermo.protect import RiskSettings, assess_risk

    settings = RiskSettings(resolution, length)
    if report is not None:
        check_report(report)
        check_outputs([report], inputs=[cases])
    table = read_cases(cases)
    with progress(quiet=as_json) as shown:
        found = assess_risk(
            table, settings=settings, progress=lambda done, total: shown("Counting combinations", done, total)
        )
    tell(found, found.document, report=report, as_json=as_json)

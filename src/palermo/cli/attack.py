"""`palermo attack`."""

from pathlib import Path

import typer

app = typer.Typer()


@app.command(epilog="Example: palermo attack cases.parquet safe/cases.parquet --control held-out.parquet")
def attack(
    sensitive: Path = typer.Argument(..., help="The cases that the safe table was made from.", show_default=False),
    safe: Path = typer.Argument(
        ...,
        help="What is to leave the house: a table, the folder of palermo protect, a release.",
        show_default=False,
    ),
    control: Path | None = typer.Option(None, "--control", help="Cases held out: never part of the safe table."),
    targets: int = typer.Option(1_000, "--targets", help="Cases that are attacked, drawn at random."),
    secret: list[str] = typer.Option([], "--secret", help="Guess this column; may be repeated. Default: every one."),
    seed: int = typer.Option(0, "--seed", min=0, help="Of everything drawn: the same seed, the same report."),
    report: Path | None = typer.Option(None, "--report", help="Write the report too: .json, .html or .txt."),
    as_json: bool = typer.Option(False, "--json", help="Print the report as JSON, and no progress."),
) -> None:
    """What attackers who know some cases find out from a safe table, and what they would find out without it.

    The report is made from the cases: it stays with them. Nothing is changed.
    """
    from palermo.cases import read_cases
    from palermo.cli._papers import check_outputs, check_report, read_safe, tell
    from palermo.cli._progress import progress
    from palermo.protect import AttackSettings
    from palermo.protect import attack as attacked

    settings = AttackSettings(targets=targets, predicates=targets, secrets=tuple(secret))
    inputs = [sensitive, safe, *([control] if control is not None else [])]
    if report is not None:
        check_report(report)
        check_outputs([report], inputs=inputs)
    real, made = read_cases(sensitive), read_safe(safe)
    held_out = None if control is None else read_cases(control)
    with progress(quiet=as_json) as shown:
        found = attacked(
            real,
            made,
            control=held_out,
            settings=settings,
            seed=seed,
            progress=shown,
        )
    tell(found, found.document, report=report, as_json=as_json)

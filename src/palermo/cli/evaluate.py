"""`palermo evaluate`."""

from pathlib import Path

import typer

app = typer.Typer()

USUAL_LENGTH = 4
"""Attributes of the longest combination that is compared when nothing else is asked for."""


@app.command(epilog="Example: palermo evaluate cases.parquet safe/cases.parquet --length 4 --report evaluation.html")
def evaluate(
    sensitive: Path = typer.Argument(..., help="The cases as they were before protection.", show_default=False),
    safe: Path = typer.Argument(
        ..., help="What was made of them: a table, the folder of palermo protect, or a release.", show_default=False
    ),
    length: int | None = typer.Option(
        None, "--length", help="Longest combination compared, in attributes (1 to 8); 4 where there are columns enough."
    ),
    resolution: int = typer.Option(10, "--resolution", help="Smallest group that may be told apart, in cases."),
    groups: str = typer.Option("", "--groups", help="Columns whose codes are groups of people, by commas."),
    promise: str = typer.Option("", "--promise", help="What protection promised, for a table that does not say."),
    seed: int = typer.Option(0, "--seed", min=0, help="Seed of the shuffled columns."),
    rehearsal: bool = typer.Option(
        False, "--rehearsal", help="SENSITIVE is itself a safe table, and SAFE was made from it in the same way."
    ),
    report: Path | None = typer.Option(None, "--report", help="Write the report too: .json, .html or .txt."),
    as_json: bool = typer.Option(False, "--json", help="Print the report as JSON, and no progress."),
) -> None:
    """What a safe table keeps of the cases it was made from, what it lost and made up, and whom that touches.

    The report is exact, so it is for those who protect the cases, and not for publication. Nothing is changed.
    """
    from dataclasses import replace

    from palermo.cases import read_cases
    from palermo.cli._again import promised
    from palermo.cli._named import names
    from palermo.cli._papers import check_outputs, check_report, read_safe, tell
    from palermo.cli._progress import progress
    from palermo.errors import ProtectionError
    from palermo.protect import GROUP_COLUMNS, EvaluationSettings
    from palermo.protect import evaluate as compared

    of_people = names(groups) or GROUP_COLUMNS
    settings = EvaluationSettings(USUAL_LENGTH if length is None else length, resolution, of_people, seed)
    if report is not None:
        check_report(report)
        check_outputs([report], inputs=[sensitive, safe])
    table = read_cases(sensitive)
    other = read_safe(safe)
    known = [column.name for column in table.columns]
    for name in of_people if groups else ():
        if name not in known:
            raise ProtectionError("protect.unknown_column", place="--groups", name=name, known=", ".join(known))
    if length is None:
        shared = len([name for name in other.without_ids().names if name in table])
        settings = replace(settings, length=max(min(USUAL_LENGTH, shared), 1))
    with progress(quiet=as_json) as shown:
        found = compared(table, other, settings=settings, rehearsal=rehearsal, progress=shown)
    tell(found, lambda: found.document(promise or promised(safe)), report=report, as_json=as_json)

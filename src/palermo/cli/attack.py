"""`palermo attack`."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from palermo.cli._progress import Progress, lasting

if TYPE_CHECKING:
    from palermo.cases import CaseTable
    from palermo.cli._again import Release
    from palermo.protect import AttackReport, ShadowSettings

app = typer.Typer()

SHADOW_CASES = 2_000
"""Cases that shadow releases are made of: so many that a release takes seconds."""


@app.command(epilog="Example: palermo attack cases.parquet safe --control held-out.parquet --shadows 16")
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
    shadows: int = typer.Option(
        0, "--shadows", help="Make so many releases again, in the way SAFE was made: an even number, 16 say."
    ),
    shadow_cases: int = typer.Option(
        SHADOW_CASES, "--shadow-cases", help="Cases drawn at random that shadow releases are made of; 0 for all."
    ),
    seed: int = typer.Option(0, "--seed", min=0, help="Of everything drawn but noise: the same seed, the same report."),
    report: Path | None = typer.Option(None, "--report", help="Write the report too: .json, .html or .txt."),
    as_json: bool = typer.Option(False, "--json", help="Print the report as JSON, and no progress."),
) -> None:
    """What attackers who know some cases find out from a safe table, and what they would find out without it.

    The report is made from the cases: it stays with them. Nothing is changed, and nothing is entered in the ledger.
    """
    from palermo.cases import read_cases
    from palermo.cli._again import release_again
    from palermo.cli._papers import check_outputs, check_report, read_safe, tell
    from palermo.cli._progress import progress
    from palermo.errors import ProtectionError
    from palermo.protect import AttackSettings, ShadowSettings
    from palermo.protect import attack as attacked

    settings = AttackSettings(targets=targets, predicates=targets, secrets=tuple(secret))
    again = ShadowSettings(runs=shadows, cases=shadow_cases) if shadows else None
    inputs = [sensitive, safe, *([control] if control is not None else [])]
    if control is not None and control.resolve() == sensitive.resolve():
        raise ProtectionError("attack.control_overlap", place="--control", shared="all")
    if report is not None:
        check_report(report)
        check_outputs([report], inputs=inputs)
    method, release = release_again(safe) if again is not None else ("", None)
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
        if again is not None and release is not None:
            say = (lambda text: None) if as_json else (lambda text: typer.echo(text, err=True))
            plain = real.select([name for name in made.names if name in real])
            found = _shadowed(found, plain, release, again, seed=seed, say=say, shown=shown)
            found = replace(found, method=method)
    tell(found, found.document, report=report, as_json=as_json)


def _shadowed(
    found: "AttackReport",
    cases: "CaseTable",
    release: "Release",
    settings: "ShadowSettings",
    *,
    seed: int,
    say: Callable[[str], None],
    shown: Progress,
) -> "AttackReport":
    """The report with membership by shadow releases. What they will take is said as soon as one was made."""
    from palermo.protect import shadow_releases

    taken = min(settings.cases or cases.num_rows, cases.num_rows)
    say(f"{settings.runs} shadow releases of {taken // 2:,} cases each.")
    times: list[float] = []

    def timed(half: "CaseTable", number: int) -> "CaseTable":
        begun = time.monotonic()
        made = release(half, number)
        times.append(time.monotonic() - begun)
        if len(times) == 1:
            say(f"One takes {lasting(times[0])}; all of them about {lasting(times[0] * settings.runs)}.")
        return made

    shadow = shadow_releases(cases, timed, settings=settings, seed=seed, progress=shown)
    return replace(found, shadow=shadow, shadows=settings)

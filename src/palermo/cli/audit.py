"""`palermo audit`."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from palermo.cases import CaseTable
    from palermo.errors import ProtectionError

app = typer.Typer()

SAMPLE = 300
"""Cases among which the planted one is: few enough that a run takes a tenth of a second, and thousands can be made."""
FEWEST, MOST = 20, 100_000
"""Runs with the planted case, and as many without."""


@app.command(epilog="Example: palermo audit cases.parquet --epsilon 4 --values contributor=North,South")
def audit(
    cases: Path = typer.Argument(..., help="A case table, as palermo harmonise writes it.", show_default=False),
    epsilon: float = typer.Option(..., "--epsilon", help="Privacy loss that is claimed, above 0."),
    delta: float | None = typer.Option(None, "--delta", help="Probability of a larger loss, as for palermo protect."),
    length: int | None = typer.Option(None, "--length", help="Longest combination that is measured, up to 3."),
    columns: str = typer.Option("", "--columns", help="Columns to keep, with commas; by default all but identifiers."),
    values: list[str] = typer.Option(
        [], "--values", help="What a column without a code list may hold: contributor=A,B. May be repeated."
    ),
    ranges: list[str] = typer.Option(
        [], "--range", help="Public bounds of a column of numbers: year_of_registration=2002:2026. May be repeated."
    ),
    runs: int | None = typer.Option(
        None, "--runs", help="Runs with the planted case, and as many without; by default what shows half the noise."
    ),
    sample: int = typer.Option(SAMPLE, "--sample", help="Cases drawn at random for it; 0 for all, which takes longer."),
    seed: int = typer.Option(0, "--seed", min=0, help="Of the drawing of cases; the noise has none."),
    report: Path | None = typer.Option(None, "--report", help="Write the report too: .json, .html or .txt."),
    as_json: bool = typer.Option(False, "--json", help="Print the report as JSON, and no progress."),
) -> None:
    """Try to refute the claim of differential privacy: tell whether one planted case was counted.

    The counting of palermo protect --method dp is run many times with the case and without it, with real noise. That
    gives a lower bound on what it spends, which must not exceed what it claims; the command fails when it does.
    Nothing is published, nothing is changed, and nothing is entered in the ledger.
    """
    from dataclasses import replace

    from palermo.cases import read_cases
    from palermo.cli._named import bounded, declared, kept, names, refuse_idle
    from palermo.cli._papers import check_outputs, check_report, tell
    from palermo.cli._progress import lasting, progress
    from palermo.errors import ProtectionError
    from palermo.protect import LONGEST, SynthesisSettings, plant, require_library, runs_needed, usual_delta
    from palermo.protect import audit as audited

    settings = SynthesisSettings(
        epsilon, usual_delta(0) if delta is None else delta, length=LONGEST if length is None else length
    )
    listed, bounds = declared(values), bounded(ranges)
    if runs is not None and not FEWEST <= runs <= MOST:
        raise _out_of_range("--runs", f"{runs:,} runs show nothing, or take too long.", f"Choose {FEWEST} to {MOST:,}.")
    if sample < 0:
        raise _out_of_range("--sample", f"{sample} cases can't be drawn.", "Choose some hundreds, or 0 for all.")
    require_library()
    if report is not None:
        check_report(report)
        check_outputs([report], inputs=[cases])
    table = kept(read_cases(cases), names(columns))
    refuse_idle(table, listed, bounds)
    if delta is None:
        settings = replace(settings, delta=usual_delta(table.num_rows))
    if length is None:
        settings = replace(settings, length=min(LONGEST, max(len(table.names), 1)))
    some = _drawn(table, sample, seed) if sample else table
    planted = plant(some, settings=settings, values=listed, ranges=bounds)
    wanted = runs_needed(planted.budget) if runs is None else runs
    if wanted > MOST:
        raise _out_of_range("--epsilon", "So small a claim needs too many runs.", f"Give --runs, up to {MOST:,}.")
    planted.evidence(True)  # compiles what has to be compiled, so that the next is timed alone
    begun = time.monotonic()
    planted.evidence(False)
    took = time.monotonic() - begun
    if not as_json:
        text = f"{wanted:,} runs with the planted case and {wanted:,} without it, among {planted.cases:,} cases"
        typer.echo(f"{text}: about {lasting(2 * wanted * took)}.", err=True)
    with progress(quiet=as_json) as shown:
        found = audited(planted.evidence, budget=planted.budget, runs=wanted, progress=shown)
    tell(found, found.document, report=report, as_json=as_json)
    if not found.holds:
        raise ProtectionError("audit.refuted", place=str(cases))


def _drawn(table: "CaseTable", number: int, seed: int) -> "CaseTable":
    """Some cases, drawn at random, or all where there are no more."""
    import numpy as np

    if table.num_rows <= number:
        return table
    order = np.random.default_rng(seed).permutation(table.num_rows)
    return table.take(np.sort(order[:number]).tolist())


def _out_of_range(place: str, reason: str, remedy: str) -> "ProtectionError":
    from palermo.errors import ProtectionError

    return ProtectionError("attack.setting", place=place, reason=reason, remedy=remedy)

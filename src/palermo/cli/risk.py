"""`palermo risk`."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    import pyarrow as pa

app = typer.Typer()

USUAL_LENGTH = 4
OWNER_ONLY = 0o600


class Missing(StrEnum):
    """What a missing value is to somebody who looks for a person."""

    OWN = "own"
    NOTHING = "nothing"
    ANYTHING = "anything"


@app.command(
    epilog="Example: palermo risk cases.parquet --quasi-identifiers gender,age_band --sensitive type_of_exploitation"
)
def risk(
    cases: Path = typer.Argument(..., help="A case table, as palermo harmonise writes it.", show_default=False),
    resolution: int = typer.Option(10, "--resolution", help="Smallest group that may be told apart, in cases."),
    length: int | None = typer.Option(
        None,
        "--length",
        help="Longest combination looked at, in attributes: 1 to 8, at most as many as there are columns (4).",
    ),
    quasi_identifiers: list[str] = typer.Option(
        [], "--quasi-identifiers", help="Columns somebody may know of a person, with commas. May be repeated."
    ),
    sensitive: list[str] = typer.Option(
        [], "--sensitive", help="Columns nobody should learn by those, with commas. May be repeated."
    ),
    suda: bool = typer.Option(False, "--suda", help="Score special uniques: cases that few attributes single out."),
    fraction: float | None = typer.Option(
        None, "--fraction", help="With --suda: the share of all such people who are in the table, for DIS-SUDA."
    ),
    missing: Missing = typer.Option(
        Missing.OWN, "--missing", help="A missing value is like its own kind, like nothing, or like anything."
    ),
    report: Path | None = typer.Option(None, "--report", help="Write the report too: .json, .html or .txt."),
    cases_out: Path | None = typer.Option(
        None, "--cases-out", help="SENSITIVE: write what singles out each case, for the house alone: a new .parquet."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print the report as JSON, and no progress."),
) -> None:
    """How many cases a few attributes single out: combinations that fewer cases have than the resolution.

    The report is exact, so it stays with the cases. Identifiers are left aside. Nothing is changed.
    """
    from dataclasses import replace

    from palermo.cases import read_cases
    from palermo.cli._named import names
    from palermo.cli._papers import check_outputs, check_report, tell
    from palermo.cli._progress import progress
    from palermo.errors import SettingsError
    from palermo.protect import MissingAs, RiskSettings, assess_risk, cases_at_risk, check_cases

    if fraction is not None and not 0 < fraction < 1:
        raise SettingsError("risk.fraction_out_of_range", place="--fraction")
    settings = RiskSettings(
        resolution,
        USUAL_LENGTH if length is None else length,
        missing=MissingAs(missing.value),
        quasi_identifiers=names(*quasi_identifiers),
        sensitive=names(*sensitive),
        suda=suda or fraction is not None,
        fraction=fraction,
    )
    if report is not None:
        check_report(report)
    check_outputs([path for path in (report, cases_out) if path is not None], inputs=[cases])
    if cases_out is not None:
        _check_cases_out(cases_out)
    table = read_cases(cases)
    if length is None:
        columns = len(table.without_ids().names)
        settings = replace(settings, reporting_length=max(min(USUAL_LENGTH, columns), 1))
    check_cases(table, settings)
    with progress(quiet=as_json) as shown:
        found = assess_risk(table, settings=settings, progress=shown)
        if cases_out is not None:
            _write_cases_out(cases_at_risk(table, settings=settings, progress=shown), cases_out)
    tell(found, found.document, report=report, as_json=as_json)
    if cases_out is not None:
        typer.echo(f"Sensitive, about single people; keep it with the cases: {cases_out}", err=True)


def _check_cases_out(path: Path) -> None:
    """Raise InputError for a name that says no Parquet, or of which there is something already."""
    from palermo.cases import refuse_existing
    from palermo.errors import InputError, UserError

    def taken(path: Path) -> UserError:
        return InputError("file.unwritable", place=str(path), reason="it is there already.", hint="Give another name.")

    if path.suffix.lower() != ".parquet":
        raise InputError("file.format_unknown", place=str(path), known=".parquet")
    refuse_existing(path, taken)


def _write_cases_out(rows: "pa.Table", path: Path) -> None:
    """Write what singles out each case, for its owner's eyes."""
    import pyarrow.parquet as pq

    from palermo.cases import replacing

    with replacing(path, mode=OWNER_ONLY) as partial:
        pq.write_table(rows, partial, compression="zstd")

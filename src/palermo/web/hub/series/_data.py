"""The three series of a country as JSON and CSV: every figure with who counted whom, its source and its bounds."""

import csv
import io
from typing import Any

import pyarrow as pa

from palermo.cases import guarded
from palermo.web.hub.series._side import COLUMNS
from palermo.web.hub.series._sides import Sides

NEVER_ADDED = (
    "Assisted, detected and estimated victims are three series. The same person may be in several of them: they are "
    "never added, and a total of one is only what its source calls so."
)


def document(sides: Sides) -> dict[str, Any]:
    """The three series as JSON values."""
    return {
        "country": sides.country,
        "release": sides.release.id,
        "about": NEVER_ADDED,
        "series": {
            side.kind: {
                "name": side.name,
                "who": side.who,
                "empty": " ".join(side.empty) or None,
                "notes": list(side.notes),
                "figures": [{name: row.get(name) for name in COLUMNS} for row in side.data],
            }
            for side in sides.sides
        },
    }


def as_lines(sides: Sides) -> str:
    """The three series as CSV, a line a figure. No cell is run by a spreadsheet as a formula."""
    rows = [row for side in sides.sides for row in side.data]
    columns = [guarded(pa.array([_text(row.get(name)) for row in rows], pa.string())).to_pylist() for name in COLUMNS]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue()


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)

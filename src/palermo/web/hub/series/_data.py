"""The three series of a country as JSON and CSV: every figure with who counted whom, its source and its bounds."""

from typing import Any

import pyarrow as pa

from palermo.tabulate.formats import table_as_csv
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


def as_table(sides: Sides) -> bytes:
    """The three series as CSV, a line a figure."""
    rows = [row for side in sides.sides for row in side.data]
    columns = {name: pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in COLUMNS}
    return table_as_csv(pa.table(columns))


def _text(value: object) -> str | None:
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)

"""The hub beside Datasette on the field's synthetic table (193,025 rows), and how long pages take on the demonstration.

Both answer the same grouped counts of the same rows as JSON, asked by wrk with 1, 8 and 64 clients in turn on the same
machine: cold, where every question is a new one, and warm, where 200 are asked over and over. Before, both are asked
the same 200 questions and must say the same. Ours carries with each count what must travel with it (share, bounds,
denominator, cautions, labels); the peer's is the count alone.
"""

import sys
import tempfile
from pathlib import Path

import _hub_load
import _hub_pages
from _claims import run


def measure(quick=False):
    """Time of pages, the comparison with the peer, memory over many requests, releases that come and go."""
    with tempfile.TemporaryDirectory() as name:
        yield from _hub_load.measure(Path(name), quick=quick)
    yield from _hub_pages.measure()


if __name__ == "__main__":
    sys.exit(run(__doc__.splitlines()[0], measure, has_quick=True))

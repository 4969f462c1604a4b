"""How long `palermo --help` takes: the median of nine whole processes, after one to warm the disk's cache."""

import statistics
import sys

from _claims import Claim, palermo, run

RUNS = 9
MOST_SECONDS = 0.5


def measure():
    """One claim; there is no peer: the gate is absolute."""
    from palermo.cli._main import COMMANDS

    palermo("--help")
    runs = [palermo("--help") for _ in range(RUNS)]
    seconds = [run[0] for run in runs]
    agree = all(name in printed for _, _, printed in runs for name in COMMANDS)
    figures = {"slowest": round(max(seconds), 3), "peak_mb": round(max(run[1] for run in runs))}
    yield Claim("palermo --help", round(statistics.median(seconds), 3), MOST_SECONDS, "s", figures, agree)


if __name__ == "__main__":
    sys.exit(run(__doc__, measure))

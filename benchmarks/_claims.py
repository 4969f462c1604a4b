"""What every benchmark shares: a claim, how it is printed, and how a whole command is measured."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

SHARED = Path(__file__).parents[2] / "shared"


@dataclass(frozen=True)
class Claim:
    """One claim and whether it holds.

    value, most, unit: what was measured and the gate: it passes when value < most (or value >= most where `least`).
    peer: the tool beside which it was measured, None where no tool does the same. ratio: the peer's over ours.
    figures: everything else that was measured. agree: whether both results (or ours and the truth) are the same.
    """

    name: str
    value: float
    most: float
    unit: str
    figures: dict[str, object]
    agree: bool
    least: bool = False
    peer: str | None = None
    ratio: float | None = None

    @property
    def gate(self):
        """The gate in words."""
        return f"{'>=' if self.least else '<'} {self.most:,} {self.unit}"

    @property
    def passes(self):
        """Whether the gate is met by a result that is right."""
        return self.agree and (self.value >= self.most if self.least else self.value < self.most)


def run(description, measure, has_quick=False):
    """Measure, print a table or, with --json, one object a claim on a line; the exit code.

    has_quick: whether `measure` can be told to be quick, for a look whether everything runs: its figures say little.
    """
    arguments = argparse.ArgumentParser(description=description)
    arguments.add_argument("--json", action="store_true", help="one JSON object a claim on a line")
    if has_quick:
        arguments.add_argument("--quick", action="store_true", help="only see whether it runs; the figures say little")
    given = arguments.parse_args()
    as_json = given.json
    claims = list(measure(quick=given.quick) if has_quick else measure())
    for claim in claims:
        figures = {"value": claim.value, "unit": claim.unit, **claim.figures}
        if as_json:
            row = {"name": claim.name, "peer": claim.peer, "figures": figures, "ratio": claim.ratio}
            print(json.dumps({**row, "agree": claim.agree, "gate": claim.gate, "passes": claim.passes}))
            continue
        verdict = "passes" if claim.passes else "FAILS"
        agrees = "" if claim.agree else "  DISAGREES"
        print(f"{claim.name:<34} {claim.value:>12,.2f} {claim.unit:<7} gate {claim.gate:<18} {verdict}{agrees}")
        for name, value in claim.figures.items():
            print(f"    {name:<30} {value:,}" if isinstance(value, int | float) else f"    {name:<30} {value}")
    return 0 if all(claim.passes for claim in claims) else 1


def real_file(*parts):
    """A file of the real data beside the checkout; ends the benchmark with a sentence where it is not there."""
    path = SHARED.joinpath(*parts)
    if not path.is_file():
        sys.exit(f"The real data is not there: {'/'.join(('shared', *parts))} should lie beside the checkout.")
    return path


def palermo(*words):
    """Run a command of ours in a process of its own: seconds, peak resident memory in MB, what it printed."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([sys.executable, "-m", "palermo.cli", *map(str, words)], stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - begun
        out.seek(0)
        printed = out.read().decode()
    if process.returncode:
        sys.exit(f"palermo {' '.join(map(str, words))} ended with {process.returncode}: {printed}")
    return seconds, usage.ru_maxrss / 1024, printed

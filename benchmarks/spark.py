"""What counting on a cluster costs, what the driver of a private release needs, and what 100 million cases would.

A release of generated cases is made on this machine; then a cluster of two worker processes is asked what that release
asked, and must answer the same. Seconds are of processors, of all processes together. The last figures are straight
lines through the sizes that were measured, continued: an extrapolation, and called so. From the environment:
SPARK_SIZES (cases, separated by commas; two at least).
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from _claims import Claim, run
from _generated_cases import cases
from palermo.cases import write_cases

SIZES = "50000,100000,200000"
PART = 25_000
MANY = 100_000_000
HOUR = 3_600


def measure():
    """A claim for each size, that both engines agree; and one for the extrapolation, whose gate is that it has one."""
    local, cluster = [], []
    for rows in map(int, os.environ.get("SPARK_SIZES", SIZES).split(",")):
        with tempfile.TemporaryDirectory() as name:
            folder, questions = Path(name, "cases"), Path(name, "questions")
            write(rows, folder)
            local.append(run_in("local", folder, questions))
            cluster.append(run_in("cluster", folder, questions))
        here, there = local[-1], cluster[-1]
        figures = {
            "parts": there["parts"],
            "counting_here": f"{sum(here['counting']):.1f} s",
            "counting_there": f"{sum(there['counting']):.1f} s of all processes",
            "driver_of_counting": f"{sum(there['driver']):.2f} s",
            "travelled": f"{(sum(there['sent']) + sum(there['answered'])) / 2**20:.0f} MB",
            "noise": f"{here['noise']:.1f} s",
            "fitting": f"{here['fitting']:.1f} s",
            "intervals": f"{here['intervals']:.1f} s",
            "attributes": f"{here['attributes']}, {here['combined']} kinds of them combined, {here['triples']} triples",
            "memory_of_driver": f"{here['megabytes_start']}, {here['megabytes_fitted']}, {here['megabytes']} MB",
        }
        same = here["digest"] == there["digest"]
        extra = sum(there["counting"]) / max(sum(here["counting"]), 0.01)
        yield Claim(f"{rows:,} cases: cluster over machine", extra, 10, "x", figures, same)
    yield extrapolated(local, cluster)


def extrapolated(local, cluster):
    """Straight lines through what was measured, at 100 million cases."""
    rows = [each["cases"] for each in local]

    def at(values):
        slope, fixed = np.polyfit(rows, values, 1)
        return slope * MANY + fixed, slope * 1e6, fixed

    lines = {
        "counting_on_machine": at([sum(each["counting"]) for each in local]),
        "counting_on_cluster": at([sum(each["counting"]) for each in cluster]),
        "noise": at([each["noise"] for each in local]),
        "fitting": at([each["fitting"] for each in local]),
        "intervals": at([each["intervals"] for each in local]),
    }
    figures = {
        name: f"{whole / HOUR:.1f} hours of a core ({slope:.1f} s a million cases, {fixed:.1f} s fixed)"
        for name, (whole, slope, fixed) in lines.items()
    }
    whole, slope, fixed = at([each["megabytes"] for each in local])
    figures["memory_of_driver"] = f"{whole / 1024:.0f} GB ({slope:.0f} MB a million cases, {fixed:.0f} MB fixed)"
    hours = float(lines["counting_on_cluster"][0] / HOUR)
    return Claim("100 million cases, extrapolated: counting", hours, 100, "hours of a core", figures, True)


def write(rows, folder):
    """Generated cases as a folder of parts."""
    folder.mkdir()
    table = cases(rows)
    for number, begin in enumerate(range(0, rows, PART)):
        part = table.take(np.arange(begin, min(begin + PART, rows)))
        write_cases(part, folder / f"{number:05d}.parquet")


def run_in(where, folder, questions):
    """What `_spark_ours.py` prints, in a process of its own."""
    script = Path(__file__).with_name("_spark_ours.py")
    done = subprocess.run(
        [sys.executable, script, where, folder, questions], stdout=subprocess.PIPE, check=True, text=True
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


if __name__ == "__main__":
    sys.exit(run(__doc__, measure))

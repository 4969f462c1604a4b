"""Publish the real k-anonymised table (97,750 cases) again: wall time and peak memory of the whole command.

No other tool takes contributors' files to a signed release, so there is no peer; the gate is absolute. That the result
is right is checked by `palermo verify`, which counts every combination again from the bytes on the disk.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DATA = Path(__file__).parents[2] / "shared" / "data" / "ctdc" / "ctdc_global_k_anonymised_2021.csv.gz"
CASES = 97_750
K, LENGTH = 10, 3
MOST_SECONDS = 60
MOST_MEGABYTES = 2_000

SPECIFICATION = f"""\
id: benchmark
title: A real table, published again
publisher: Benchmark
date: 2026-11-24
licence: {{name: As the source}}
contributions:
  - {{contributor: CTDC, file: {{file}}, mapping: ctdc-k-anonymised-2021}}
protect: {{{{method: k-anonymity, k: {K}, length: {LENGTH}}}}}
sign_with: release.key
"""


def palermo(*words):
    """Run a command; seconds, peak resident memory in MB, and what it printed."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([sys.executable, "-m", "palermo.cli", *map(str, words)], stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - begun
        out.seek(0)
        printed = out.read().decode()
    if process.returncode:
        sys.exit(f"palermo {words[0]} ended with {process.returncode}: {printed}")
    return seconds, usage.ru_maxrss / 1024, printed


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--json", action="store_true")
    as_json = arguments.parse_args().json
    if not DATA.is_file():
        sys.exit(f"The real data is not there: {DATA.name} should lie in shared/data/ctdc beside the checkout.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        specification = folder / "release.yaml"
        specification.write_text(SPECIFICATION.replace("{file}", json.dumps(str(DATA))), encoding="utf-8")
        command = ("publish", specification, "--out", folder / "releases", "--make-keys", "--json")
        seconds, megabytes, printed = palermo(*command)
        manifest = json.loads(printed)
        checking, _, verified = palermo("verify", folder / "releases" / "benchmark", "--json")
    agree = json.loads(verified)["passed"] and manifest["contributions"][0]["rows_in"] == CASES
    figures = {
        "seconds": round(seconds, 1),
        "peak_mb": round(megabytes),
        "rows_in": manifest["contributions"][0]["rows_in"],
        "published": manifest["rows"],
        "verify_seconds": round(checking, 1),
    }
    claims = [
        ("publish: wall time", seconds, MOST_SECONDS, "s"),
        ("publish: peak memory", megabytes, MOST_MEGABYTES, "MB"),
    ]
    for claim, value, most, unit in claims:
        passes = agree and value < most
        if as_json:
            row = {"name": claim, "peer": None, "figures": figures, "ratio": None, "agree": agree}
            print(json.dumps({**row, "gate": f"< {most} {unit}", "passes": passes}))
        else:
            print(f"{claim:<24} {value:>10,.1f} {unit:<3} gate < {most:,} {unit:<3} {'passes' if passes else 'FAILS'}")
    if not as_json:
        print(", ".join(f"{key} {value:,}" for key, value in figures.items()), "· agrees" if agree else "· DISAGREES")
    return 0 if agree and seconds < MOST_SECONDS and megabytes < MOST_MEGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())

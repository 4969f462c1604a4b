"""Publish the real k-anonymised table (97,750 cases) again: wall time and peak memory of the whole command.

No other tool takes contributors' files to a signed release, so there is no peer; the gate is absolute. That the result
is right is checked by `palermo verify`, which counts every combination again from the bytes on the disk.
"""

import json
import sys
import tempfile
from pathlib import Path

from _claims import Claim, palermo, real_file, run

CASES = 97_750
K, LENGTH = 10, 3
MOST_SECONDS = 60
MOST_MEGABYTES = 2_000

SPECIFICATION = """\
id: benchmark
title: A real table, published again
publisher: Benchmark
date: 2026-11-24
licence: {name: As the source}
contributions:
  - {contributor: CTDC, file: FILE, mapping: ctdc-k-anonymised-2021}
protect: {method: k-anonymity, k: K, length: LENGTH}
sign_with: release.key
"""


def measure():
    """Two claims about one run of the command."""
    data = real_file("data", "ctdc", "ctdc_global_k_anonymised_2021.csv.gz")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        specification = folder / "release.yaml"
        text = (
            SPECIFICATION.replace("LENGTH", str(LENGTH))
            .replace("k: K", f"k: {K}")
            .replace("FILE", json.dumps(str(data)))
        )
        specification.write_text(text, encoding="utf-8")
        command = ("publish", specification, "--out", folder / "releases", "--make-keys", "--json")
        seconds, megabytes, printed = palermo(*command)
        manifest = json.loads(printed)
        checking, _, verified = palermo("verify", folder / "releases" / "benchmark", "--json")
    agree = json.loads(verified)["passed"] and manifest["contributions"][0]["rows_in"] == CASES
    figures = {
        "rows_in": manifest["contributions"][0]["rows_in"],
        "published": manifest["rows"],
        "verify_seconds": round(checking, 1),
    }
    yield Claim("publish: wall time", round(seconds, 1), MOST_SECONDS, "s", figures, agree)
    yield Claim("publish: peak memory", round(megabytes), MOST_MEGABYTES, "MB", figures, agree)


if __name__ == "__main__":
    sys.exit(run(__doc__, measure))

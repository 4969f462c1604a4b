"""Count a table's combinations with pac-synth: runs in the peer's environment. Arguments as _count_ours; the file: CSV.

Timed from its own loaded table (`Dataset`), which is made outside the measurement: that flatters the peer.
"""

import csv
import hashlib
import json
import resource
import sys
import time

from pacsynth import Dataset


def main(path, length, times, out):
    """Load, count so many times, digest the counts."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    begun = time.perf_counter()
    data = Dataset(rows)
    loading = time.perf_counter() - begun
    del rows
    seconds, processor, counts = [], [], {}
    for _ in range(times):
        del counts
        begun, burnt = time.perf_counter(), time.process_time()
        counts = data.get_aggregates(length, ";")
        seconds.append(time.perf_counter() - begun)
        processor.append(time.process_time() - burnt)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    digest = ""
    if out != "-":
        lines = sorted(f"{';'.join(sorted(key.split(';')))}\t{number}" for key, number in counts.items())
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    print(
        json.dumps(
            {
                "seconds": seconds,
                "processor": processor,
                "megabytes": memory,
                "combinations": len(counts),
                "digest": digest,
                "loading": loading,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])

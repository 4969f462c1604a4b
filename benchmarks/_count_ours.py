"""Count a table's combinations with palermo: in a process of its own, so that its memory can be measured.

Arguments: a Parquet file of text, the length, how often, a file for the counts (or -), threads. Prints JSON.
"""

import hashlib
import json
import resource
import sys
import time

import pyarrow.parquet as pq

from palermo.protect.counting import count_tree, encode_text, lists_of


def main(path, length, times, out, threads):
    """Warm up, count so many times, write the counts."""
    table = pq.read_table(path)
    count(table.slice(0, 50), length, threads)
    seconds, processor = [], []
    for _ in range(times):
        begun, burnt = time.perf_counter(), time.process_time()
        records, tree = count(table, length, threads)
        seconds.append(time.perf_counter() - begun)
        processor.append(time.process_time() - burnt)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    combinations = sum(len(counts) for counts in tree.counts)
    digest = fingerprint(records, tree) if out != "-" else ""
    print(
        json.dumps(
            {
                "seconds": seconds,
                "processor": processor,
                "megabytes": memory,
                "combinations": combinations,
                "digest": digest,
            }
        )
    )


def count(table, length, threads):
    """From a loaded table of text to counts."""
    records = encode_text(table, blank=("", "0"), threads=threads)
    return records, count_tree(lists_of(records), length=length, threads=threads)


def fingerprint(records, tree):
    """A digest of every combination with its count, whatever the order: as the peer writes them."""
    names = [f"{attribute.column}:{attribute.code}" for attribute in records.attributes]
    lines = []
    for length, counts in enumerate(tree.counts, 1):
        for row, number in zip(tree.combinations(length).tolist(), counts.tolist(), strict=True):
            lines.append(f"{';'.join(sorted(names[item] for item in row))}\t{number}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], int(sys.argv[5]))

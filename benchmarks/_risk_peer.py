"""Count an invented table with pac-synth, and keep what follows from its counts: tests/protect/risk/pac_synth.json.

It runs in the peer's environment, which `_peers.py` makes: `.peers/pac-synth/bin/python benchmarks/_risk_peer.py`.
pac-synth has only counts of combinations in its Python package; which of them are minimal, and whom they single out,
is worked out here from those counts, in plain Python.
"""

import json
import random
from itertools import combinations
from pathlib import Path

from pacsynth import Dataset

LENGTH, RESOLUTION, ROWS = 4, 4, 120
COLUMNS = {
    "year_of_registration": ["2015", "2016", "2017"],
    "gender": ["woman", "man", "trans_woman"],
    "age_band": ["0-8", "9-17", "18-20", "48+"],
    "citizenship": ["PHL", "UKR", "MDA", "KHM", "VNM"],
    "country_of_exploitation": ["USA", "ITA", "PHL"],
}


def invented():
    """Rows of text; an empty text is a missing value, the first values are the most frequent."""
    drawn = random.Random(20)  # noqa: S311 -- invented data
    return [
        [
            "" if drawn.random() < 0.1 else drawn.choices(codes, [1 / (n + 1) ** 1.5 for n in range(len(codes))])[0]
            for codes in COLUMNS.values()
        ]
        for _ in range(ROWS)
    ]


def main():
    """Count, work out, write."""
    rows = invented()
    counted = Dataset([list(COLUMNS), *rows]).get_aggregates(LENGTH, ";")
    counts = {frozenset(key.split(";")): number for key, number in counted.items()}
    held = [{f"{name}:{text}" for name, text in zip(COLUMNS, row, strict=True) if text} for row in rows]
    found = {"length": LENGTH, "resolution": RESOLUTION, "columns": list(COLUMNS), "rows": rows, "lengths": []}
    for size in range(1, LENGTH + 1):
        mine = [number for key, number in counts.items() if len(key) == size]
        rare, unique = sum(n < RESOLUTION for n in mine), sum(n == 1 for n in mine)
        found["lengths"].append({"combinations": len(mine), "occurrences": sum(mine), "rare": rare, "unique": unique})
    for name, most in (("rare", RESOLUTION - 1), ("unique", 1)):
        minimal = {
            key
            for key, number in counts.items()
            if number <= most and all(counts[key - {each}] > most for each in key if len(key) > 1)
        }
        found[f"minimal_{name}"] = [sum(len(key) == size for key in minimal) for size in range(1, LENGTH + 1)]
        found[f"{name}_by_attribute"] = {
            each: number for each in sorted(set().union(*held)) if (number := sum(each in key for key in minimal))
        }
        found[f"{name}_by_column"] = {
            column: sum(any(each.startswith(f"{column}:") for each in key) for key in minimal) for column in COLUMNS
        }
        found[f"shortest_{name}"] = [
            min(
                (
                    size
                    for size in range(1, LENGTH + 1)
                    for key in combinations(sorted(has), size)
                    if counts[frozenset(key)] <= most
                ),
                default=0,
            )
            for has in held
        ]
        found[f"{name}_without_column"] = {
            column: sum(
                any(key <= has and not any(each.startswith(f"{column}:") for each in key) for key in minimal)
                for has in held
            )
            for column in COLUMNS
        }
    path = Path(__file__).parents[1] / "tests/protect/risk/pac_synth.json"
    path.write_text(json.dumps({"source": "pac-synth 0.0.8, Dataset.get_aggregates", **found}) + "\n")


if __name__ == "__main__":
    main()

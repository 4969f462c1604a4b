"""How much of a table its made twin keeps, beside pac-synth 0.0.8 and beside columns shuffled each by itself.

Error at a length: the sum of |made - true| over all combinations that the true table has, over the sum of the true
counts; missing combinations count in full. The peer is taken at the best of its settings for each length. Every run is
kept in .palermo/bench/utility under its table, its settings and, for ours, our code, so that a long measurement can be
taken up again; `kept` says how many of the figures were. From the environment: UTILITY_FILES (of "k-anonymised",
"k-anonymised 20k", "synthetic 50k", "generated"; separated by commas), UTILITY_EPSILONS, UTILITY_SEEDS,
UTILITY_PEER_SEEDS, UTILITY_PEER (quick: only the tool-kit's defaults, at both lengths).
"""

import os
import statistics
import sys

from _claims import Claim, run
from _generated import table as generated
from _utility import TABLES, made_by, score, shuffled

LENGTHS = (1, 2, 3, 4)
PEER_SETTINGS = {
    "quick": ((3, "balanced"), (2, "balanced")),
    "all": ((3, "balanced"), (2, "balanced"), (3, "progressive"), (3, "minimize"), (2, "progressive"), (2, "minimize")),
}
MOST_OF_PEER = {12.0: 0.5, 4.0: 0.5, 1.0: 0.6}
DIAL = (0.0, 0.25, 0.5, 0.75, 1.0)
MOST_SECONDS, MOST_MEGABYTES = 120, 1_500


def measure():
    """Claims a table and ε: four of error, one of each of rows, uniques, time and memory."""
    files = os.environ.get("UTILITY_FILES", ",".join(TABLES)).split(",")
    epsilons = [float(text) for text in os.environ.get("UTILITY_EPSILONS", "12,4,1").split(",")]
    seeds = int(os.environ.get("UTILITY_SEEDS", "5"))
    for name in files:
        table = TABLES[name]()
        floor = score(table, shuffled(table))
        for epsilon in epsilons:
            yield from beside(name, table, floor, epsilon, seeds)
    if "generated" in files:
        yield from dial(TABLES["generated"]())
        yield from large(generated(200_000))


def beside(name, table, floor, epsilon, seeds):
    """One table at one ε."""
    peer_seeds = int(os.environ.get("UTILITY_PEER_SEEDS", "1"))
    ours = [made_by("palermo", table, {"epsilon": epsilon, "seed": seed}) for seed in range(1, seeds + 1)]
    theirs = [
        [
            made_by("pac-synth", table, {"epsilon": epsilon, "length": length, "fabrication": mode, "seed": seed})
            for seed in range(1, peer_seeds + 1)
        ]
        for length, mode in PEER_SETTINGS[os.environ.get("UTILITY_PEER", "quick")]
    ]
    title = f"{name}, ε {epsilon:g}"
    for length in LENGTHS:
        errors = [each["error"][length - 1] for each in ours]
        error = statistics.mean(errors)
        best = min(statistics.mean(each["error"][length - 1] for each in runs) for runs in theirs)
        figures = {
            "each_seed": str(errors),
            "best_of_peer": round(best, 4),
            "shuffled_columns": floor["error"][length - 1],
            "fabricated": round(statistics.mean(each["fabricated"][length - 1] for each in ours), 4),
            "fabricated_by_peer": str([runs[0]["fabricated"][length - 1] for runs in theirs]),
            "kept": f"{sum(each['kept'] for each in ours)} of {seeds} ours",
        }
        if length == 1:
            most = max(2 * best, 0.005)
        else:
            most = floor["error"][length - 1]
            if length < 4:
                most = min(most, MOST_OF_PEER.get(epsilon, 0.5) * best)
        ratio = round(best / error, 2) if error else None
        yield Claim(
            f"{title}: error, {length}",
            round(error, 4),
            round(most, 4),
            "",
            figures,
            True,
            peer="pac-synth",
            ratio=ratio,
        )
    off = max(abs(each["rows"] - table.num_rows) / max(3 * each["sd_rows"], 0.001 * table.num_rows) for each in ours)
    yield Claim(f"{title}: rows off", round(off, 3), 1, "× of 3 sd", {"rows": str([e["rows"] for e in ours])}, True)
    uniques = statistics.mean(each["uniques"][2] for each in ours)
    more = {"peer": str([runs[0]["uniques"][2] for runs in theirs])}
    yield Claim(f"{title}: uniques of 3 again", round(uniques), floor["uniques"][2] + 1, "", more, True)
    seconds = statistics.median(each["seconds"] for each in ours)
    slow = statistics.median(each["seconds"] for each in theirs[0])
    costs = {"peer_seconds": round(slow, 1)}
    yield Claim(
        f"{title}: processor", round(seconds, 1), MOST_SECONDS, "s", costs, True, ratio=round(slow / seconds, 1)
    )
    megabytes = max(each["megabytes"] for each in ours)
    yield Claim(f"{title}: memory", round(megabytes), MOST_MEGABYTES, "MB", {}, True)


def dial(table):
    """What the dial between fabrication and error buys, on invented cases: fabrication must fall as it is turned."""
    runs = {value: made_by("palermo", table, {"epsilon": 4.0, "seed": 1, "fabrication": value}) for value in DIAL}
    figures = {
        f"fabrication {value:g}": f"error {runs[value]['error']}, fabricated {runs[value]['fabricated']}"
        for value in DIAL
    }
    fabricated = [runs[value]["fabricated"][2] for value in DIAL]
    yield Claim(
        "dial: fabricated at 0", fabricated[0], fabricated[-1], "share", figures, fabricated == sorted(fabricated)
    )


def large(table):
    """What 200,000 cases of 23 columns cost, and how much of them is kept."""
    made = made_by("palermo", table, {"epsilon": 4.0, "seed": 1})
    figures = {"error": str(made["error"]), "fabricated": str(made["fabricated"])}
    yield Claim("generated 200,000 × 23: processor", round(made["seconds"], 1), MOST_SECONDS, "s", figures, True)
    yield Claim("generated 200,000 × 23: memory", round(made["megabytes"]), MOST_MEGABYTES, "MB", {}, True)


if __name__ == "__main__":
    sys.exit(run(__doc__, measure))

"""Count every combination of attributes, beside pac-synth 0.0.8: time, memory, growth with rows, two threads.

Each tool counts the same text table in a process of its own, in turn: theirs, ours, theirs, ours … and the medians are
compared. Ours is timed from an Arrow table of text to the counts, encoding included; theirs from its own loaded data
set to the counts. Both say the same of every combination, or the claim fails.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from _claims import Claim, run
from _generated import table as generated
from _peers import interpreter
from _real import K_ANONYMISED, SYNTHETIC, ctdc

HERE = Path(__file__).parent
LENGTH, ROUNDS = 4, 3
LEAST_RATIO = 50
LARGEST_SHARE = 1 / 3
CURVE = (10_000, 50_000, 200_000, 1_000_000, 2_000_000)
MOST_MEGABYTES = 4_000


def measure():
    """Three comparisons with the peer; growth, memory and threads without it."""
    peer = interpreter("pac-synth")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for title, data in (
            ("generated 200,000 x 23", generated(200_000)),
            ("CTDC k-anonymised 2021", ctdc(K_ANONYMISED)),
            ("CTDC synthetic 2021", ctdc(SYNTHETIC)),
        ):
            yield from beside(title, data, folder, peer)
        yield from growth(folder)


def beside(title, data, folder, peer):
    """Both tools on one table."""
    pq.write_table(data, folder / "table.parquet")
    pa_csv.write_csv(data, folder / "table.csv", pa_csv.WriteOptions(quoting_style="needed"))
    ours, theirs = [], []
    for turn in range(ROUNDS):
        digest = "digest" if turn == 0 else "-"
        theirs.append(run_in(peer, "_count_peer.py", folder / "table.csv", LENGTH, 1, digest))
        ours.append(run_in(sys.executable, "_count_ours.py", folder / "table.parquet", LENGTH, 3, digest, 2))
    agree = theirs[0]["digest"] == ours[0]["digest"] != ""
    slow, fast = median(theirs, "seconds"), median(ours, "seconds")
    heavy = statistics.median(each["megabytes"] for each in theirs)
    light = statistics.median(each["megabytes"] for each in ours)
    figures = {
        "rows": data.num_rows,
        "columns": data.num_columns,
        "combinations": ours[0]["combinations"],
        "seconds": round(fast, 4),
        "peer_seconds": round(slow, 3),
        "processor_seconds": round(median(ours, "processor"), 4),
        "peer_processor_seconds": round(median(theirs, "processor"), 3),
        "peer_loading_not_counted": round(theirs[0]["loading"], 3),
    }
    yield Claim(
        f"count {title}",
        slow / fast,
        LEAST_RATIO,
        "x",
        figures,
        agree,
        least=True,
        peer="pac-synth 0.0.8",
        ratio=slow / fast,
    )
    figures = {"megabytes": round(light), "peer_megabytes": round(heavy)}
    yield Claim(
        f"memory {title}",
        light / heavy,
        LARGEST_SHARE,
        "of peer",
        figures,
        agree,
        peer="pac-synth 0.0.8",
        ratio=heavy / light,
    )


def growth(folder):
    """Length 3 on ever longer tables, with one thread and with two."""
    seconds, one_thread, megabytes, combinations = {}, {}, {}, {}
    for rows in CURVE:
        pq.write_table(generated(rows), folder / "long.parquet")
        two = run_in(sys.executable, "_count_ours.py", folder / "long.parquet", 3, 3, "-", 2)
        one = run_in(sys.executable, "_count_ours.py", folder / "long.parquet", 3, 3, "-", 1)
        seconds[rows], one_thread[rows] = statistics.median(two["seconds"]), statistics.median(one["seconds"])
        megabytes[rows], combinations[rows] = two["megabytes"], (two["combinations"], one["combinations"])
    agree = all(two == one for two, one in combinations.values())
    longest, usual = CURVE[-1], CURVE[2]
    yield Claim("memory 2,000,000 rows, length 3", megabytes[longest], MOST_MEGABYTES, "MB", {}, agree)
    figures = {f"{rows:,} rows": f"{seconds[rows]:.3f} s, {megabytes[rows]:.0f} MB" for rows in CURVE}
    growing = (seconds[longest] / longest) / (seconds[usual] / usual)
    # a row may cost half as much again at ten times the rows: caches end somewhere, and squares would give ten
    yield Claim("seconds a row, 2,000,000 : 200,000", growing, 1.5, "x", figures, agree)
    figures = {f"{rows:,} rows": f"{one_thread[rows] / seconds[rows]:.2f} x" for rows in CURVE}
    helps = one_thread[longest] / seconds[longest]
    yield Claim("two threads, 2,000,000 rows", helps, 1.3, "x", figures, agree, least=True)


def median(runs, what):
    """The median over all runs of all turns."""
    return statistics.median(value for each in runs for value in each[what])


def run_in(python, script, *words):
    """What a script prints, in an interpreter."""
    done = subprocess.run([python, HERE / script, *map(str, words)], stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout)


if __name__ == "__main__":
    sys.exit(run(__doc__.splitlines()[0], measure))

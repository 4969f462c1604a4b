"""Overlapping lists: the estimates of R's packages to six digits, and the processor time that a replicate takes.

R's packages for it (SparseMSE 2.0.1, MultipleSystemsEstimation 1.2.0) are on no package index that is reached from
here, so the peer's time is the one that was measured where they were installed, on the same kind of machine: 190 ms of
processor a replicate on the UK's six lists, 75.9 s for its 32,768 models. Where R itself is installed, it draws the
tables, with the seed and in the order in which SparseMSE draws them: then the interval must be SparseMSE's to six
digits, which it can only be where every single replicate is the same.
"""

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time

from _claims import SHARED, Claim, run

TABLES = {
    "uk_2013_five_lists": "count",
    "uk_2013_six_lists": "count",
    "netherlands_six_lists": "frequency",
    "artificial_3": "n",
}
PEER_REPLICATE = 0.190
"""Seconds of processor a replicate by SparseMSE 2.0.1 on the UK's six lists; measured 0.190, 0.197 and 0.192."""
PEER_MODELS = 75.9
"""Seconds of processor for all 32,768 models by MultipleSystemsEstimation 1.2.0."""
AVERAGE = 13502.1
"""Of these models, weighted by BIC: by a program of its own (reference_results.csv)."""
REPLICATES = 1000
SEED = 1234
LEAST_TIMES = 500
MOST_SECONDS = 1.0
DIGITS = 1e-6

DRAW = """
set.seed({seed}); counts <- c({counts})
drawn <- rmultinom({replicates}, sum(counts), counts / sum(counts))
write.table(t(drawn), "{path}", row.names = FALSE, col.names = FALSE)
"""

COLD = """
import time
start = time.perf_counter()
from palermo.estimate import lists
table = {"a": [1, 0, 0, 1, 1, 0, 1], "b": [0, 1, 0, 1, 0, 1, 1], "c": [0, 0, 1, 0, 1, 1, 1]}
lists(table | {"n": [500, 300, 400, 40, 60, 30, 8]}, count="n").stepwise()
print(time.perf_counter() - start)
"""


def reference():
    """What R's packages print on the published tables, and the tables themselves."""
    from palermo.estimate import lists

    folder = SHARED / "data" / "mse"
    if not folder.is_dir():
        raise SystemExit("the folder shared/data/mse is not beside the checkout: nothing can be compared")
    with (folder / "reference_results.csv").open(encoding="utf-8") as file:
        printed = list(csv.DictReader(file))
    return printed, {name: lists(folder / f"{name}.csv", count=count) for name, count in TABLES.items()}


def close(one, other):
    """Whether two numbers are the same to six digits."""
    return abs(float(one) - float(other)) <= DIGITS * abs(float(other))


def points(printed, tables):
    """Every deterministic estimate that R printed, beside ours."""
    methods = {"sparsemse_point": "stepwise", "sparsemse_main": "independence", "mse_bic": "bic"}
    rows = [row for row in printed if row["method"] in methods and row["dataset"] in tables]
    wrong = {}
    for row in rows:
        found = tables[row["dataset"]].estimate(methods[row["method"]], replicates=0).estimate
        if not close(found, row["estimate"]):
            wrong[f"{row['dataset']} {row['method']}"] = [found, float(row["estimate"])]
    bounds = [row for row in printed if "Mth Chao (LB)" in row["settings"] and row["dataset"] in tables]
    for row in bounds:
        found = tables[row["dataset"]].chao().details["log_linear"]
        if not close(found, row["estimate"]):
            wrong[f"{row['dataset']} {row['method']}"] = [found, float(row["estimate"])]
    rows += bounds
    return Claim("estimates that are R's to 6 digits", len(rows) - len(wrong), len(rows), "of those printed",
                 {"compared": len(rows), "other": wrong}, not wrong, least=True, peer="R, as printed")  # fmt: skip


def drawn_by_r(table):
    """Tables as R draws them from the seed that SparseMSE sets."""
    import numpy as np

    counts = ",".join(f"{table.counts[each]:.0f}" for each in table.histories.order)
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/drawn.txt"
        script = DRAW.format(seed=SEED, counts=counts, replicates=REPLICATES, path=path)
        subprocess.run(["Rscript", "-e", script], check=True, capture_output=True)
        return np.loadtxt(path)


def intervals(printed, tables):
    """SparseMSE's interval from R's own tables: equal only where every replicate is."""
    rows = [row for row in printed if row["method"] == "sparsemse_boot" and "BCa95" in row["settings"]]
    rows = [row for row in rows if row["dataset"] in tables]
    told, same = {}, 0
    for row in rows:
        table = tables[row["dataset"]]
        found = table.stepwise(replicates=REPLICATES, counts=drawn_by_r(table)).details["bca"]
        agree = close(found["low"], row["lo"]) and close(found["high"], row["hi"])
        same += agree
        told[row["dataset"]] = {"ours": list(found.values()), "SparseMSE": [float(row["lo"]), float(row["hi"])]}
    return Claim("intervals from R's own tables that are SparseMSE's to 6 digits", same, len(rows), "of those printed",
                 told, same == len(rows), least=True, peer="SparseMSE 2.0.1, as printed")  # fmt: skip


def replicate_time(tables):
    """Processor time of a stepwise replicate, all threads together, the jackknife and the interval included."""
    table = tables["uk_2013_six_lists"]
    table.stepwise(replicates=REPLICATES)
    spent = []
    for _ in range(5):
        start, wall = time.process_time(), time.perf_counter()
        table.stepwise(replicates=REPLICATES)
        spent.append((time.process_time() - start, time.perf_counter() - wall))
    cpu, wall = sorted(spent)[len(spent) // 2]
    times = PEER_REPLICATE * REPLICATES / cpu
    figures = {"ms_cpu_a_replicate": round(1000 * cpu / REPLICATES, 4), "seconds_wall": round(wall, 3),
               "peer_ms_cpu": 1000 * PEER_REPLICATE, "peer_measured": "elsewhere"}  # fmt: skip
    return Claim("stepwise with BCa, 1,000 replicates, UK's six lists", round(times), LEAST_TIMES,
                 "times less processor", figures, agree=True, least=True,
                 peer="SparseMSE 2.0.1, as measured", ratio=round(times, 1))  # fmt: skip


def models_time(tables):
    """All 32,768 models of pairs of six lists."""
    table = tables["uk_2013_six_lists"]
    table.bma()
    spent = []
    for _ in range(5):
        start, wall = time.process_time(), time.perf_counter()
        found = table.bma()
        spent.append((time.perf_counter() - wall, time.process_time() - start))
    wall, cpu = sorted(spent)[len(spent) // 2]
    figures = {"seconds_cpu": round(cpu, 3), "peer_seconds_cpu": PEER_MODELS, "estimate": found.estimate}
    return Claim("all 32,768 models of six lists, warm", round(wall, 3), MOST_SECONDS, "s", figures,
                 agree=abs(found.estimate - AVERAGE) < 0.05,
                 peer="MultipleSystemsEstimation 1.2.0, as measured", ratio=round(PEER_MODELS / cpu, 1))  # fmt: skip


def cold_start():
    """A process that estimates for the first time: with what is compiled on disk, and without."""
    told = {}
    with tempfile.TemporaryDirectory() as cache:
        for name in ("never compiled", "compiled before"):
            environment = {**os.environ, "NUMBA_CACHE_DIR": cache}
            done = subprocess.run([sys.executable, "-c", COLD], check=True, capture_output=True, text=True,
                                  env=environment)  # fmt: skip
            told[f"seconds, {name}"] = round(float(done.stdout), 2)
    return Claim("the first estimate of a process, compiled before", told["seconds, compiled before"], 10.0, "s", told,
                 agree=True)  # fmt: skip


def measure():
    """The figures of R, then time."""
    printed, tables = reference()
    yield points(printed, tables)
    if shutil.which("Rscript"):
        yield intervals(printed, tables)
    else:
        print("NO R: its own tables were not drawn (Debian: r-base-core).", file=sys.stderr)
    yield replicate_time(tables)
    yield models_time(tables)
    yield cold_start()


if __name__ == "__main__":
    sys.exit(run(__doc__.splitlines()[0], measure))

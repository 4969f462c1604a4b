"""Count cases in parts, on this machine or on a cluster, and what the driver does then. Prints figures as JSON.

Arguments: `local FOLDER QUESTIONS`, which makes a release, writes down what was asked of the cases, and prints what the
driver needed; or `cluster FOLDER QUESTIONS`, which asks a cluster of two workers the same. Both print a digest of all
answers.
"""

import hashlib
import json
import math
import os
import pickle
import resource
import sys
import time
from pathlib import Path

from _generated_cases import RANGE
from palermo.cases import case_parts
from palermo.engine import Local, spark
from palermo.protect import private_counts
from palermo.protect.privacy import noisy
from palermo.protect.synthesis import SynthesisSettings, synthesise_parts

EPSILON, RANGES = 4.0, {"year_of_registration": RANGE}
MASTER = "local-cluster[2,1,1024]"
TICKS = 100
"""A second has so many of Linux's ticks."""


class Asked:
    """The engine of this machine, which keeps what it was asked and how long the answers took."""

    def __init__(self):
        self.kernels, self.seconds, self.digest = [], [], hashlib.sha256()

    def sum_over(self, parts, kernel):
        """As the engine does."""
        begun = time.process_time()
        found = Local().sum_over(parts, kernel)
        self.seconds.append(time.process_time() - begun)
        self.kernels.append(kernel)
        add(self.digest, found)
        return found


def add(digest, found):
    """Answers into a digest."""
    for array in found:
        digest.update(f"{array.dtype} {array.shape}".encode())
        digest.update(array.tobytes())


def megabytes():
    """The most memory that this process has had."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def local(folder, questions):
    """A whole release, each step's processor seconds and the memory until then."""
    parts, asked, drawing = case_parts(folder), Asked(), [0.0]

    def noise(counts, *, sd, progress=None):
        begun = time.process_time()
        found = noisy(counts, sd=sd, progress=progress)
        drawing[0] += time.process_time() - begun
        return found

    settings = SynthesisSettings(EPSILON, 1 / (parts.num_rows * math.log(parts.num_rows)))
    start = megabytes()
    begun = time.process_time()
    made = synthesise_parts(parts, engine=asked, settings=settings, ranges=RANGES, noise=noise)
    fitting = time.process_time() - begun - sum(asked.seconds) - drawing[0]
    fitted = megabytes()
    questions.write_bytes(pickle.dumps(asked.kernels))
    begun = time.process_time()
    counts = private_counts(made)
    return {
        "cases": parts.num_rows,
        "attributes": len(made.records.items),
        "combined": made.report.combined,
        "triples": made.report.triples,
        "counting": asked.seconds,
        "noise": drawing[0],
        "fitting": fitting,
        "intervals": time.process_time() - begun,
        "megabytes_start": start,
        "megabytes_fitted": fitted,
        "megabytes": megabytes(),
        "counts": counts.num_rows,
        "digest": asked.digest.hexdigest(),
    }


def cluster(folder, questions):
    """The same questions, the second time: then Java and the kernels are warm. Processor seconds of all processes."""
    parts, kernels = case_parts(folder), pickle.loads(questions.read_bytes())  # noqa: S301 - written by `local`
    digest, seconds, driver = hashlib.sha256(), [], []
    events = f"--conf spark.eventLog.enabled=true --conf spark.eventLog.dir={questions.parent.as_uri()}"
    single = "--conf spark.eventLog.rolling.enabled=false --conf spark.eventLog.compress=false"
    os.environ["PYSPARK_SUBMIT_ARGS"] = f"{events} {single} pyspark-shell"
    with spark(MASTER) as engine:
        session = engine.context._gateway.proc.pid
        for kernel in kernels:
            engine.sum_over(parts.parts, kernel)
        for kernel in kernels:
            before, mine = processors(session), time.process_time()
            add(digest, engine.sum_over(parts.parts, kernel))
            seconds.append(processors(session) - before)
            driver.append(time.process_time() - mine)
        log = questions.parent / engine.context.applicationId
    sent, answered = travelled(log)
    log.unlink()
    return {
        "parts": len(parts.parts),
        "counting": seconds,
        "driver": driver,
        "sent": sent[len(kernels) :],
        "answered": answered[len(kernels) :],
        "megabytes": megabytes(),
        "digest": digest.hexdigest(),
    }


def travelled(log):
    """For each question the bytes that its tasks left for others to add up, and those that came to the driver."""
    sent, answered, jobs = [], [], {}
    for event in map(json.loads, log.read_text().splitlines()):
        if event["Event"] == "SparkListenerJobStart":
            jobs |= dict.fromkeys(event["Stage IDs"], event["Job ID"])
            sent.append(0)
            answered.append(0)
        elif event["Event"] == "SparkListenerTaskEnd":
            metrics, job = event["Task Metrics"], jobs[event["Stage ID"]]
            sent[job] += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]
            answered[job] += metrics["Result Size"]
    return sent, answered


def processors(session):
    """Processor seconds of all processes of a session, Java's and Python's, those that have ended included."""
    ticks = 0
    for each in Path("/proc").glob("[0-9]*"):
        try:
            words = (each / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it ended
            continue
        if int(words[3]) == session:
            ticks += sum(map(int, words[11:15]))
    return ticks / TICKS


if __name__ == "__main__":
    run = {"local": local, "cluster": cluster}[sys.argv[1]]
    print(json.dumps(run(Path(sys.argv[2]), Path(sys.argv[3]))))

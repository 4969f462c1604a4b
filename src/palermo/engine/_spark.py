"""The engine of a cluster: Apache Spark runs the kernel where the parts are, and adds up block by block."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import reduce
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from palermo.engine._engine import Arrays, Kernel, Part, added, refuse_none
from palermo.engine._failed import failed
from palermo.engine._surroundings import end_session, held, quiet, surroundings
from palermo.errors import SettingsError, UserError

MOST_TASKS = 512
"""Each task sends one sum of its parts, however many parts it has."""

BLOCK = 1 << 17
"""Whole numbers that travel together: 1 MB. Other cores add up other blocks, and nobody but the driver has all."""

MOST_SHARES = 16
"""Into so many tasks adding up is shared."""

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.io.encryption.enabled": "true",  # exact counts, on the disks of the workers
}
STOPPING_SECONDS = 30

MASTER = re.compile(r"yarn|(spark|k8s)://\S+|local(\[(\*|\d+)(,\d+)?\])?|local-cluster\[\d+,\d+,\d+\]")
"""Addresses that Spark takes. It would say so itself, some seconds later."""


@dataclass(frozen=True, slots=True)
class Spark:
    """A Spark that runs: see `spark`. context: its SparkContext, yours if you have one already."""

    context: Any

    def sum_over(self, parts: Sequence[Part], kernel: Kernel[Part]) -> Arrays:
        """See `Engine`. Raises a worker's UserError as it was raised, and SettingsError when the cluster fails.

        Memory: a worker holds one part and two results, the driver one result.
        """
        from py4j.protocol import Py4JError

        refuse_none(parts)
        tasks = min(len(parts), MOST_TASKS)
        try:
            with quiet():
                sent = self.context.parallelize(parts, tasks).mapPartitions(_Summed(kernel))
            found = dict(sent.reduceByKey(_merged, min(tasks, MOST_SHARES)).collect())
        except (Py4JError, OSError) as error:
            raise failed(error) from error
        fault = found.get(_FAULT)
        if fault is not None:
            raise fault.error()
        return _joined(found)


@dataclass(frozen=True, slots=True)
class _Fault:
    """A UserError on its way from a worker: as an exception, Spark would try again, and print a trace of Java."""

    kind: type[UserError]
    key: str
    place: str
    details: dict[str, object]

    def error(self) -> UserError:
        return self.kind(self.key, place=self.place, **self.details)


_Key = tuple[int, tuple[int, ...], int]
"""Which array, its shape, and which block of it."""

_FAULT: _Key = (-1, (), 0)
_Block = Any
"""An array of whole numbers, or under the key `_FAULT` a fault."""


@dataclass(frozen=True, slots=True)
class _Summed:
    """What a task does: add up what the kernel gives for its parts, and send it in blocks. UserErrors are results."""

    kernel: Kernel[Any]

    def __call__(self, parts: Iterable[object]) -> Iterator[tuple[_Key, _Block]]:
        total: Arrays | None = None
        faults = []
        for part in parts:
            try:
                found = self.kernel(part)
            except UserError as error:
                faults.append(_Fault(type(error), error.key, error.place, error.details))
            else:
                total = found if total is None else added(total, found)
        if faults:
            yield _FAULT, reduce(_merged, faults)
            return
        for number, array in enumerate(total or ()):
            flat = array.reshape(-1)
            for block in range(max(1, -(-flat.size // BLOCK))):
                yield (number, array.shape, block), flat[block * BLOCK : (block + 1) * BLOCK]


def _merged(some: _Block, others: _Block) -> _Block:
    """Two blocks added; of two faults the same one in whatever order they come."""
    if isinstance(some, _Fault):
        return min(some, others, key=lambda fault: (fault.key, fault.place))
    return some + others


def _joined(found: dict[_Key, _Block]) -> Arrays:
    """The arrays, from their blocks."""
    blocks: dict[tuple[int, tuple[int, ...]], list[Any]] = {}
    for number, shape, block in sorted(found):
        blocks.setdefault((number, shape), []).append(found[number, shape, block])
    return tuple(np.concatenate(those).reshape(shape) for (_, shape), those in blocks.items())


@contextmanager
def spark(master: str) -> Iterator[Spark]:
    """Spark while the block runs; when it ends, and on Ctrl-C too, its processes and folders are gone.

    master: Spark's address of a cluster: `spark://host:7077`, `yarn`, `local[2]`, `local-cluster[2,1,1024]`. Memory,
    cores and the like come from Spark's own configuration: SPARK_CONF_DIR, or PYSPARK_SUBMIT_ARGS.

    Raises SettingsError when PySpark or Java is not installed, and when the cluster does not come up.
    """
    require_spark(master)
    from py4j.protocol import Py4JError
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway

    conf = SparkConf(loadDefaults=False).setMaster(master).setAppName("palermo").setAll(list(SETTINGS.items()))
    if master.startswith("local"):
        conf.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
    context = gateway = None
    with surroundings(master), tempfile.TemporaryFile() as log:
        try:
            try:
                java = {"stdout": log, "stderr": log, "start_new_session": True}
                with held():  # or nobody would know the process
                    gateway = launch_gateway(conf, java)  # type: ignore[no-untyped-call]
                with quiet():
                    context = SparkContext(conf=conf, gateway=gateway)
            except (Py4JError, PySparkException, OSError) as error:
                log.seek(0)
                raise failed(error, log.read().decode(errors="replace")) from error
            yield Spark(context)
        finally:
            try:
                if context is not None:
                    with suppress(Py4JError, OSError):  # where Java has gone, nothing is left to stop
                        context.stop()
            finally:
                if gateway is not None:
                    _end(gateway)


def require_spark(master: str) -> None:
    """Raise SettingsError unless PySpark and a Java are installed and this may be the address of a cluster."""
    if MASTER.fullmatch(master) is None:
        raise SettingsError("engine.failed", place="--master", reason="this is no address of a cluster.")
    if find_spec("pyspark") is None:
        raise SettingsError("engine.no_pyspark", place="--engine spark")
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=str(Path(home) / "bin") if home else None) is None:
        raise SettingsError("engine.no_java", place="--engine spark")


def _end(gateway: Any) -> None:
    """End the Java process that speaks to Spark, which would otherwise live as long as this one, and all of its own."""
    from py4j.protocol import Py4JError
    from pyspark import SparkContext

    with suppress(Py4JError, OSError):
        gateway.shutdown()
    SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None
    process = gateway.proc
    try:
        with suppress(OSError):
            process.stdin.close()  # Java ends when its standard input does
        with suppress(subprocess.TimeoutExpired):  # it is ended below, and what was counted is not lost for that
            process.wait(timeout=STOPPING_SECONDS)
    finally:
        process.kill()
        process.wait()
        end_session(process.pid)

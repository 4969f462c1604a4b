"""The engine of a cluster: Apache Spark runs the kernel where the parts are read, and adds up in a tree."""

import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from palermo.engine._engine import Arrays, Kernel, Part, added, refuse_none
from palermo.errors import SettingsError, UserError

TASKS_PER_CORE = 4
"""So many tasks a core: a core that is done early takes another, and one partial sum a task is all that travels."""


@dataclass(frozen=True, slots=True)
class Spark:
    """A running Spark: see `spark`."""

    context: Any

    def sum_over(self, parts: Sequence[Part], kernel: Kernel[Part]) -> Arrays:
        """See `Engine`. A worker's UserError arrives as it was raised; raises SettingsError when the cluster fails."""
        from py4j.protocol import Py4JError

        refuse_none(parts)
        tasks = min(len(parts), TASKS_PER_CORE * self.context.defaultParallelism)
        found = self.context.parallelize(parts, tasks).map(_Guarded(kernel))
        try:
            total: _Found = found.treeReduce(_merged)
        except Py4JError as error:
            raise SettingsError("engine.failed", reason=type(error).__name__) from error
        if isinstance(total, _Fault):
            raise total.error()
        return total


@dataclass(frozen=True, slots=True)
class _Fault:
    """A UserError on its way from a worker: exceptions themselves do not pickle, and Spark would print a Java trace."""

    kind: type[UserError]
    key: str
    place: str
    details: dict[str, object]

    def error(self) -> UserError:
        return self.kind(self.key, place=self.place, **self.details)


_Found = Arrays | _Fault


@dataclass(frozen=True, slots=True)
class _Guarded:
    """A kernel whose UserErrors are results."""

    kernel: Kernel[Any]

    def __call__(self, part: object) -> _Found:
        try:
            return self.kernel(part)
        except UserError as error:
            return _Fault(type(error), error.key, error.place, error.details)


def _merged(some: _Found, others: _Found) -> _Found:
    """Their sum, or the fault of one; of two the same one in whatever order they come."""
    if isinstance(some, _Fault) and isinstance(others, _Fault):
        return min(some, others, key=lambda fault: (fault.key, fault.place))
    if isinstance(some, _Fault):
        return some
    return others if isinstance(others, _Fault) else added(some, others)


@contextmanager
def spark(master: str) -> Iterator[Spark]:
    """Spark while the block runs; when it ends, and on Ctrl-C too, its processes and folders are gone.

    master: Spark's address of a cluster: `spark://host:7077`, `yarn`, `local[2]`, `local-cluster[2,1,1024]`. Settings
    of the cluster (memory, cores) come from Spark's own configuration: SPARK_CONF_DIR or PYSPARK_SUBMIT_ARGS.

    Raises SettingsError when PySpark or Java is not installed, and when the cluster does not come up.
    """
    require_spark()
    from py4j.protocol import Py4JError
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException

    before = {name: os.environ.get(name) for name in ("PYSPARK_PYTHON", "SPARK_LOCAL_IP", "SPARK_HOME")}
    conf = SparkConf().setMaster(master).setAppName("palermo").set("spark.ui.enabled", "false")
    if master.startswith("local"):
        import pyspark

        here = {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
        os.environ.update(here, SPARK_HOME=str(Path(pyspark.__file__).parent))
        conf.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
    handler = signal.getsignal(signal.SIGINT)
    context, left = None, None
    try:
        try:
            context = SparkContext(conf=conf)
        except (Py4JError, PySparkException, OSError) as error:
            raise SettingsError("engine.failed", reason=type(error).__name__) from error
        context.setLogLevel("ERROR")
        if master.startswith("local-cluster"):
            left = Path(os.environ["SPARK_HOME"]) / "work" / str(context.applicationId)
        yield Spark(context)
    finally:
        _stop(context)
        if left is not None:
            shutil.rmtree(left, ignore_errors=True)
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, handler)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def require_spark() -> None:
    """Raise SettingsError unless PySpark and a Java are installed."""
    if find_spec("pyspark") is None:
        raise SettingsError("engine.no_pyspark", place="--engine spark")
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=str(Path(home) / "bin") if home else None) is None:
        raise SettingsError("engine.no_java", place="--engine spark")


def _stop(context: Any) -> None:
    """Stop Spark and the Java process that speaks to it, which would otherwise live as long as this one."""
    from pyspark import SparkContext

    if context is not None:
        context.stop()
    gateway = SparkContext._gateway
    if gateway is None:
        return
    gateway.shutdown()
    SparkContext._gateway = SparkContext._jvm = None
    process = getattr(gateway, "proc", None)
    if process is not None:
        process.stdin.close()  # Java ends when its standard input does
        process.wait(timeout=30)

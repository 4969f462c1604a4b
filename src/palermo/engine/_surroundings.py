"""What Spark changes in the process that starts it and around it: put back when it has ended."""

import logging
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def surroundings(master: str) -> Iterator[None]:
    """Where Spark can be started, with what Ctrl-C does and the environment as before when the block has ended.

    On this machine Spark is the one that is installed with us, and its workers run this Python.
    """
    environment, handler, root = dict(os.environ), signal.getsignal(signal.SIGINT), logging.getLogger()
    root.addFilter(_of_others)
    try:
        with TemporaryDirectory(prefix="palermo-", ignore_cleanup_errors=True) as folder:
            if master.startswith("local"):
                home = str(_home(Path(folder)))
                os.environ.update(PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1", SPARK_HOME=home)
            yield
    finally:
        root.removeFilter(_of_others)
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, handler)
        for name in os.environ.keys() - environment.keys():
            del os.environ[name]
        os.environ.update(environment)


@contextmanager
def quiet() -> Iterator[None]:
    """What PySpark does carelessly is not ours to hear: it looks at pandas, and leaves a socket to Python to close."""
    with warnings.catch_warnings():
        for category in (FutureWarning, ResourceWarning):
            warnings.simplefilter("ignore", category)
        yield


def _home(folder: Path) -> Path:
    """Another way to the Spark that is installed with us: workers on this machine write beside it."""
    import pyspark

    for each in Path(pyspark.__file__).parent.iterdir():
        if each.name != "work":  # what others left there
            (folder / each.name).symlink_to(each)
    return folder


def _of_others(record: logging.LogRecord) -> bool:
    """Whether a record is not of the library that speaks to Java: it logs every error that it also raises."""
    return "py4j" not in Path(record.pathname).parts

"""What Spark changes in the process that starts it and around it: put back when it has ended."""

import logging
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ENDING_SECONDS = 5
"""For workers to remove what they wrote, before they are ended without being asked."""


@contextmanager
def surroundings(master: str) -> Iterator[None]:
    """Where Spark can be started, with what Ctrl-C does and the environment as before when the block has ended.

    On this machine Spark is the one that is installed with us, and its workers run this Python.
    """
    environment, handler, root = dict(os.environ), signal.getsignal(signal.SIGINT), logging.getLogger()
    talk = logging.getLogger("py4j")
    talking = talk.propagate
    root.addFilter(_of_others)
    talk.propagate = False  # it logs every error that it also raises
    try:
        if not master.startswith("local"):
            yield
            return
        disk = os.environ.get("SPARK_LOCAL_DIRS", "").split(",")[0] or None
        with (
            TemporaryDirectory(prefix="palermo-", ignore_cleanup_errors=True) as home,
            TemporaryDirectory(prefix="palermo-", ignore_cleanup_errors=True, dir=disk) as scratch,
        ):
            os.environ.update(PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1", SPARK_LOCAL_DIRS=scratch)
            os.environ["SPARK_HOME"] = str(_home(Path(home)))
            yield
    finally:
        root.removeFilter(_of_others)
        talk.propagate = talking
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, handler)
        for name in os.environ.keys() - environment.keys():
            del os.environ[name]
        os.environ.update(environment)


@contextmanager
def held() -> Iterator[None]:
    """Ctrl-C waits until the block has ended; the second does not."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before, waiting = signal.getsignal(signal.SIGINT), []

    def wait(*signalled: object) -> None:
        waiting.append(signalled)
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, wait)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if waiting:
        signal.raise_signal(signal.SIGINT)


def end_session(leader: int) -> None:
    """End what a process that has ended left running: workers that were about to begin when their cluster stopped."""
    if sys.platform == "win32":
        return
    for number, seconds in ((signal.SIGTERM, ENDING_SECONDS), (signal.SIGKILL, 1)):
        until = time.monotonic() + seconds
        try:
            os.killpg(leader, number)
            while time.monotonic() < until:
                os.killpg(leader, 0)
                time.sleep(0.05)
        except ProcessLookupError:
            return


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
    """Whether a record is not of the library that speaks to Java, which logs as if it were somebody else, too."""
    return "py4j" not in Path(record.pathname).parts

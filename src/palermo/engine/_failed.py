"""What to tell of a cluster that failed: a reason that somebody can act on, and nothing that a case holds."""

import re

from palermo.errors import SettingsError

LONGEST_REASON = 300
TRACE = "Traceback (most recent call last)"
"""Of Python: so a kernel raised something."""

MISSING = re.compile(r"^ModuleNotFoundError: No module named '[\w.]+'", re.MULTILINE)
GONE = re.compile(r'SparkContext (has been|was) shut ?down|"env" is null')
"""Spark gave up its cluster before all of this end of it had begun, or since."""
SAID = re.compile(r"Exception in thread .*?: (?P<reason>.+)")
"""How Java ends that cannot begin."""


def failed(error: Exception, log: str = "") -> SettingsError:
    """The error to raise for one of Spark's. log: what Java said, where Spark did not come up.

    Raises the error itself when a kernel raised it: that is a bug of ours, and hides behind no message.

    >>> failed(OSError("…"), "Exception in thread main java.lang.Exception: HADOOP_CONF_DIR must be set.").details
    {'reason': 'HADOOP_CONF_DIR must be set.'}
    """
    text = str(error)
    missing = MISSING.search(text)
    if missing is None and TRACE in text:
        raise error
    reason = missing[0] if missing else _reason(error, text, log)
    return SettingsError("engine.failed", place="--master", reason=f"{reason[:LONGEST_REASON].rstrip('.')}.")


def _reason(error: Exception, text: str, log: str) -> str:
    """What happened: as Java tells it in its first line, for Java knows of cases only as bytes."""
    if GONE.search(text):
        return "no cluster answers at this address, or it went away"
    said = SAID.search(log)
    if said:
        return said["reason"]
    java = getattr(error, "java_exception", None)
    if java is None:
        return type(error).__name__
    told = str(java.getMessage() or java.getClass().getName()).strip().splitlines()[0]
    return told.rpartition("most recent failure: ")[2]

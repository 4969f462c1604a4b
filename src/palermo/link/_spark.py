"""Splink on a Spark that runs: the functions it compares texts with are in a jar that comes with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from palermo.engine import Spark
from palermo.errors import SettingsError


def database(engine: Spark) -> Any:
    """Splink's way to Spark. The jar is added to a session that runs already; what is between stays in memory."""
    from pyspark.sql import SparkSession
    from splink.backends.spark import SparkAPI, similarity_jar_location

    session = SparkSession(engine.context)
    session.sql(f"add jar '{similarity_jar_location()}'")
    return SparkAPI(spark_session=session, break_lineage_method="persist")  # type: ignore[no-untyped-call]


@contextmanager
def told() -> Iterator[None]:
    """Tell of a cluster that failed in a sentence, and nothing that a record holds. Raises SettingsError."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException) as error:
        reason = f"it ended linking with {type(error).__name__}."
        raise SettingsError("engine.failed", place="--engine spark", reason=reason) from error

"""Splink on a Spark that runs: the functions it compares texts with are in a jar that comes with it."""

import warnings
from typing import Any

from palermo.engine import Spark
from palermo.errors import SettingsError


def database(engine: Spark) -> Any:
    """Splink's way to Spark. The jar is added to a session that runs already.

    Raises SettingsError when the session cannot take it.
    """
    from py4j.protocol import Py4JError
    from pyspark.sql import SparkSession
    from splink.backends.spark import SparkAPI, similarity_jar_location

    try:
        session = SparkSession(engine.context)
        session.sql(f"add jar '{similarity_jar_location()}'")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return SparkAPI(spark_session=session, break_lineage_method="persist")  # type: ignore[no-untyped-call]
    except Py4JError as error:
        raise SettingsError(
            "engine.failed", place="--engine spark", reason="Splink's functions can't be sent."
        ) from error

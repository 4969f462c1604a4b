"""Where a kernel runs: on this machine, or on a Spark cluster. Parts are counted apart, and whole numbers added up."""

from palermo.engine._engine import Arrays, Engine, Local
from palermo.engine._spark import Spark, require_spark, spark

__all__ = ["Arrays", "Engine", "Local", "Spark", "require_spark", "spark"]

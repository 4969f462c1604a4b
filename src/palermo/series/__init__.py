"""What others have published: victims whom States detected, and victims whom researchers estimated.

Assisted, detected and estimated victims are three series. A release holds the first; this room reads the other two from
the files of those who made them, and keeps each as a folder that says of itself where its figures come from.
"""

from palermo.series._dataset import DOCUMENT, Series, list_series, open_series
from palermo.series._estimates import import_estimates
from palermo.series._glotip import import_glotip
from palermo.series._model import AGES, SEXES, TOTAL, UNKNOWN, Figure, Kind, Source, Unit
from palermo.series._outcome import Conflict, Imported, ImportReport, RuleBroken
from palermo.series._write import write_series

__all__ = [
    "AGES",
    "DOCUMENT",
    "SEXES",
    "TOTAL",
    "UNKNOWN",
    "Conflict",
    "Figure",
    "ImportReport",
    "Imported",
    "Kind",
    "RuleBroken",
    "Series",
    "Source",
    "Unit",
    "import_estimates",
    "import_glotip",
    "list_series",
    "open_series",
    "write_series",
]

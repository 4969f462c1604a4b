"""HTCDS 2.0 on its way in and out: a pure mapping between the standard's objects and the forms of a case, and files.

Human Trafficking Case Data Standard (HTCDS) by IOM, CC BY 4.0. IOM endorses neither this software nor any change.
"""

from palermo.web.casework.exchange._files import Row, Table, read_file
from palermo.web.casework.exchange._flat import FORMATS, Format, written
from palermo.web.casework.exchange._mapping import (
    Exported,
    Facts,
    Fault,
    Loss,
    Read,
    Record,
    Why,
    objects,
    to_parts,
    to_record,
)

__all__ = [
    "FORMATS",
    "Exported",
    "Facts",
    "Fault",
    "Format",
    "Loss",
    "Read",
    "Record",
    "Row",
    "Table",
    "Why",
    "objects",
    "read_file",
    "to_parts",
    "to_record",
    "written",
]

"""Figures in the formats of statistical offices: SDMX (ISO 17369), its data messages and its structures."""

from palermo.tabulate.formats.sdmx._data import csv_message, data_message
from palermo.tabulate.formats.sdmx._ids import code_id, code_of
from palermo.tabulate.formats.sdmx._structure import Structure, structure, structure_of
from palermo.tabulate.formats.sdmx._structure_json import structure_message
from palermo.tabulate.formats.sdmx._structure_xml import structure_xml

__all__ = [
    "Structure",
    "code_id",
    "code_of",
    "csv_message",
    "data_message",
    "structure",
    "structure_message",
    "structure_of",
    "structure_xml",
]

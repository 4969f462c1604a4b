"""How a stage tells what it did: one document, as a terminal table, as a page, as JSON.

A stage's report is a frozen dataclass with `document()`; this room renders the document. It knows nothing of cases.
"""

from palermo.report._blocks import Facts, Note, Paragraph, Table, show, show_share
from palermo.report._document import Block, Document, Section
from palermo.report._html import to_html
from palermo.report._intervals import Interval, Intervals
from palermo.report._json import to_json
from palermo.report._pictures import Bar, Bars, Line, Lines
from palermo.report._terminal import print_document

__all__ = [
    "Bar",
    "Bars",
    "Block",
    "Document",
    "Facts",
    "Interval",
    "Intervals",
    "Line",
    "Lines",
    "Note",
    "Paragraph",
    "Section",
    "Table",
    "print_document",
    "show",
    "show_share",
    "to_html",
    "to_json",
]

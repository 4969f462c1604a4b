"""An answer as CSV with hashtags of the Humanitarian Exchange Language (HXL) 1.1, see hxlstandard.org.

Under the header stands a row of hashtags, by which the tools of the humanitarian field know what a column holds. The
hashtags are those of HXL's dictionary; a publisher may add attributes to tell apart columns that would have the same,
and here these are the names of the columns.
"""

from collections.abc import Iterator

import pyarrow as pa

from palermo.codes import Column
from palermo.tabulate._answer import Answer
from palermo.tabulate.formats._csv import table_as_csv
from palermo.tabulate.formats._travel import parts, travelling

PLACES = {"country": "#country", "un-subregion": "#region", "un-region": "#region"}
"""Lists of places, by the hashtag of what is in them."""
ROLES = {"citizenship": "+origin", "country_of_exploitation": "+exploitation"}
"""What a place is to a person. HXL has no attribute for where somebody was exploited: `+dest` is where she went."""
ORGANISATION, YEAR, PERSON = "#org", "#date+reported", "#beneficiary"
"""Who sent the case, when it was registered, and anything else that is told of the person."""

FIGURES = {
    "n": "#affected+ind",
    "low": "#affected+ind+min",
    "high": "#affected+ind+max",
    "denominator": "#affected+ind+denominator",
    "total": "#affected+ind+matching",
    "missing": "#affected+ind+missing",
    "source": "#meta+source",
    "link": "#meta+url",
}
"""Figures that have a hashtag of their own. Others are indicators, texts are metadata, each with its name."""


def hxl_lines(answer: Answer, language: str = "en", link: str = "") -> Iterator[bytes]:
    """The answer as HXL: the CSV, with a row of hashtags under its header."""
    for number, part in enumerate(parts(answer)):
        table = travelling(part, language, link)
        yield table_as_csv(table, header=number == 0, above=[hashtags(part, table, language)])


def hashtags(answer: Answer, table: pa.Table, language: str = "en") -> list[str]:
    """The hashtag of every column of the answer's table, in order; no two are the same."""
    known = dict(FIGURES)
    for column in answer.columns:
        tag = _tag(column)
        known[column.name] = tag if tag == YEAR else f"{tag}+code"
        known[f"{column.name}_label"] = f"{tag}+name+i_{language}"
    return [known.get(field.name) or _other(field) for field in table.schema]


def _tag(column: Column) -> str:
    if column.list in PLACES:
        return PLACES[column.list] + ROLES.get(column.name, f"+{column.name}")
    if column.name == "contributor":
        return ORGANISATION
    return YEAR if column.is_number and column.name.startswith("year") else f"{PERSON}+{column.name}"


def _other(field: pa.Field) -> str:
    """A field that has no hashtag of its own: what comes to an answer later is tagged too."""
    return f"#meta+{field.name}" if pa.types.is_string(field.type) else f"#indicator+num+{field.name}"

"""What travels with every number, whatever the format: source, terms, and the address it came from."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyarrow as pa

from palermo.release import terms_of
from palermo.tabulate._answer import Answer

ROWS_AT_ONCE = 1_000
"""Rows that are put into text at once, so that a long answer can leave while it is written."""


def document(answer: Answer, language: str = "en", link: str = "") -> dict[str, Any]:
    """The answer as JSON values, with the terms of use, and the address where it is found again.

    link: empty where there is none, as on this machine.
    """
    found = answer.to_dict(language)
    found["source"] = {**found["source"], "terms": terms_of(answer.about, language)}
    return {**found, "link": link} if link else found


def travelling(answer: Answer, language: str = "en", link: str = "") -> pa.Table:
    """The answer as a table, one row a cell: all that `Answer.to_table` has, and licence, terms and link."""
    table = answer.to_table(language)
    about = answer.about
    licence = " ".join(filter(None, (about.licence.name, about.licence.url)))
    texts = {"licence": licence, "terms": terms_of(about, language), **({"link": link} if link else {})}
    for name, text in texts.items():
        table = table.append_column(name, pa.array([text] * table.num_rows, pa.string()))
    return table


def parts(answer: Answer, rows: int = ROWS_AT_ONCE) -> Iterator[Answer]:
    """The answer as several of at most so many cells each, in order; one without cells where it has none."""
    for start in range(0, max(len(answer.cells), 1), rows):
        yield replace(answer, cells=answer.cells[start : start + rows])

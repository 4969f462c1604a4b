"""Rows of totals, which are nobody: a spreadsheet's last line is no record of a person."""

from collections.abc import Mapping

import pyarrow as pa

from palermo.codes import fold
from palermo.link._fields import Fields
from palermo.link._words import no_value, totals

MOST_NAMED = 5


def without_totals(tables: Mapping[str, pa.Table], fields: Fields) -> tuple[dict[str, pa.Table], tuple[str, ...]]:
    """The lists without their rows of totals, and for each list that had some a sentence that says which.

    A row is a total when one of its cells is a word for it (Total, Итого, المجموع) and no other column that is
    read of people holds a letter: `Total | 317`. Somebody called Total has a birth date or another name.

    >>> table = pa.table({"first name": ["Amina", "317"], "case no": ["P1", "Total"], "sex": ["f", ""]})
    >>> kept, said = without_totals({"north": table}, Fields())
    >>> kept["north"].num_rows, said
    (1, ('north: record 2 says "Total" and nothing of a person: it is a total, and was set aside.',))
    """
    kept, said = {}, []
    for label, table in tables.items():
        columns = list(fields.found_in(label, table.column_names).values())
        texts = [[text or "" for text in table.column(column).cast(pa.string()).to_pylist()] for column in columns]
        found = {at: word for at, cells in enumerate(zip(*texts, strict=True)) if (word := _total(cells))}
        kept[label] = table
        if found:
            kept[label] = table.filter(pa.array([at not in found for at in range(table.num_rows)]))
            said += [
                f'{label}: record {at + 1} says "{word}" and nothing of a person: it is a total, and was set aside.'
                for at, word in list(found.items())[:MOST_NAMED]
            ]
        if len(found) > MOST_NAMED:
            said.append(f"{label}: {len(found) - MOST_NAMED:,} more totals were set aside.")
    return kept, tuple(said)


def _total(cells: tuple[str, ...]) -> str:
    """The word for a total that a row says, and nothing else; blank where there is none."""
    word, others = "", []
    for cell in cells:
        folded = fold(cell).strip()
        if not word and folded in totals():
            word = cell.strip()
        elif folded and folded not in no_value():
            others.append(folded)
    return word if all(each.replace(" ", "").isdigit() for each in others) else ""

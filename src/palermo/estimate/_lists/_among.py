"""Which columns of a table are lists, where nobody said it. What could be a count is never passed over."""

from collections.abc import Sequence

import pyarrow as pa

from palermo.estimate._lists._yes import BLANK, WORDS, said

MANY_ROWS = 10
"""Rows for each history from which a table has a row a person: one of histories has each once, or once a stratum."""


def lists_among(table: pa.Table, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The columns that are lists, or are meant for lists; and those that are none, which can be passed over.

    None is a column of words of which not one says yes or no, or is a mark; and one of numbers that tell the rows
    apart, each another, where rows are persons. Other numbers may be counts or draws, and a list with a slip in it is
    a list: they are left among the lists, where they are refused by their place.

    >>> import pyarrow as pa
    >>> rows = {"no": [1, 2, 3, 4], "police": [1, 0, 1, 1], "shelter": [0, 1, 0, 1], "city": ["A", "B", "B", "C"]}
    >>> lists_among(pa.table(rows), list(rows))
    (['police', 'shelter'], ['no', 'city'])
    """
    values = {name: said(table.column(name)) for name in names}
    words = [name for name in names if _is_words(values[name])]
    apart = [name for name in names if name not in words and _is_apart(values[name], table.num_rows)]
    lists = [name for name in names if name not in words and name not in apart]
    if apart and lists:
        histories = table.select(lists).group_by(lists).aggregate([]).num_rows
        for name in apart:
            numbers = [int(each) for each in values[name]]
            in_a_row = max(numbers) - min(numbers) == len(numbers) - 1
            if table.num_rows <= histories * (1 if in_a_row else MANY_ROWS):
                lists.append(name)
    passed = [name for name in names if name not in lists]
    return [name for name in names if name in lists], passed


def _is_words(values: frozenset[str]) -> bool:
    """Whether a column says something, but neither yes nor no, and no number."""
    there = values - BLANK
    return bool(there) and not there & WORDS and not any(_is_number(each) for each in there)


def _is_apart(values: frozenset[str], rows: int) -> bool:
    """Whether a column has another whole number in every row."""
    return len(values) == rows and not values <= WORDS and all(each.isdecimal() for each in values)


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True

"""From linked records to capture histories: how many people stand in which of the lists together.

The table has a column of 0 and 1 for each list, and `count`; what no list knows has no row. With draws of the linkage
it is long: a further column `draw`, from 1 on, has a whole table for each, and an estimate is mixed over them.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from palermo.errors import InputError
from palermo.link._linked import Linked
from palermo.link._persons import Ints
from palermo.link._untraced import join_untraced, share_untraced

COUNT, DRAW = "count", "draw"
LINKAGE = b"palermo.linkage"
"""Under which name a table says how its lists were linked; `palermo.estimate` reads it."""

MOST_LISTS = 62


def capture_histories(
    linked: Linked, lists: Mapping[str, Sequence[str]] | None = None, *, column: str | None = None,
    draws: int = 0, seed: int | None = None, untraced: bool = True,
) -> pa.Table:  # fmt: skip
    """Count people by the lists they are in.

    lists: what to call each list, with the names of the lists, or the values of the column, that make it; lists that no
    name stands for are left out, and so is who is only there. By default each list is itself. column: a column of the
    records that says which list a record is of, such as `contributor`, where one file holds several.
    draws: 0 for the linkage as it is; else so many linkages drawn at random, as likely as each is, one table each in
    the column `draw`, with rows of all histories that occur in any. The same seed gives the same draws. untraced:
    whether each draw also joins some people at random, for links that left no trace (see `_untraced`); without them
    draws know only of doubts that the model has.

    What the linkage's report warns of goes with the table, in Arrow and Parquet, and so into estimates made of it.

    Raises InputError for fewer than two lists, one that holds nobody, and one in two of them.

    >>> from palermo.link import link
    >>> a = pa.table({"given name": ["Ana", "Luz"], "surname": ["Diaz", "Rey"], "dob": ["1999-03-05", "2001-07-09"]})
    >>> capture_histories(link({"a": a, "b": a.slice(0, 1)})).to_pylist()
    [{'a': 1, 'b': 0, 'count': 1}, {'a': 1, 'b': 1, 'count': 1}]
    """
    labels, bits = _bits(linked, lists, column)
    persons = linked.draws(draws, seed=seed) if draws else [linked.persons]
    found = [_counts(each, bits) for each in persons]
    if draws and untraced:
        most = share_untraced(linked.report.threshold.recall)
        random = np.random.default_rng([linked.settings.seed if seed is None else seed, draws])
        found = [join_untraced(each, float(random.uniform(0.0, most)), random) for each in found]
    counted = _table(labels, found, draw=bool(draws))
    return counted.replace_schema_metadata({LINKAGE: json.dumps(linked.report.warnings, ensure_ascii=False)})


def _bits(linked: Linked, lists: Mapping[str, Sequence[str]] | None, column: str | None) -> tuple[list[str], Ints]:
    """The lists' names, and of each record the bit of its list; 0 where it is in none."""
    if column is None:
        of = [linked.records.lists[each] for each in linked.records.of_list]
    else:
        if not any(column in table.column_names for _, table in linked.tables):
            raise _wrong(f"No list has a column {column}.", "Name a column of the records.")
        of = [text or "" for text in linked.table().column(column).to_pylist()]
    present = [name for name in dict.fromkeys(of) if name]
    chosen = {name: (name,) for name in present} if lists is None else lists
    owner: dict[str, int] = {}
    for number, (label, parts) in enumerate(chosen.items()):
        if label in (COUNT, DRAW):
            raise _wrong(f"A list can't be called {label}.", "Give it another name.")
        for part in parts:
            if part not in present:
                raise _wrong(f"No record is of a list {part}.", f"There are {', '.join(present[:20])}.")
            if part in owner:
                raise _wrong(f"{part} is in two lists.", "Put it into one.")
            owner[part] = number
    if not 2 <= len(chosen) <= MOST_LISTS:
        raise _wrong(f"There are {len(chosen)} lists; capture histories have 2 to {MOST_LISTS}.", "Choose others.")
    return list(chosen), np.array([1 << owner[each] if each in owner else 0 for each in of], np.int64)


def _wrong(reason: str, hint: str) -> InputError:
    return InputError("link.lists", place="--list", reason=reason, hint=hint)


def _counts(persons: Ints, bits: Ints) -> Counter[int]:
    """How many people have each history, as bits."""
    history = np.zeros(int(persons.max(initial=-1)) + 1, np.int64)
    np.bitwise_or.at(history, persons, bits)
    found, count = np.unique(history[history > 0], return_counts=True)
    return Counter(dict(zip(found.tolist(), count.tolist(), strict=True)))


def _table(labels: Sequence[str], counted: Sequence[Counter[int]], *, draw: bool) -> pa.Table:
    histories = sorted({history for each in counted for history in each})
    size = len(histories)
    columns: dict[str, pa.Array] = {}
    if draw:
        columns[DRAW] = pa.array(np.repeat(np.arange(1, len(counted) + 1), size), pa.int64())
    for at, label in enumerate(labels):
        column = [history >> at & 1 for history in histories]
        columns[label] = pa.array(column * len(counted), pa.int8())
    columns[COUNT] = pa.array([each[history] for each in counted for history in histories], pa.int64())
    return pa.table(columns)

"""Any table of text as records: for data that is no case table, as other tools read it."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa

from palermo.protect.counting._attributes import Attribute, Records
from palermo.protect.counting._lists import THREADS
from palermo.protect.counting._merge import gather_single, merge, taken
from palermo.protect.counting._numbers import Int32s, Ints


def encode_text(table: pa.Table, *, blank: Collection[str] = ("",), threads: int = THREADS) -> Records:
    """A table of text as records: an attribute is a column and a text in it; blank texts and nulls are none.

    table: columns of text, plain or dictionary-encoded. Attributes are numbered by column as the table has them, then
    by text.

    >>> records = encode_text(pa.table({"sex": ["f", "f", "m"], "age": ["18-20", "18-20", ""]}))
    >>> [str(attribute) for attribute in records.attributes]
    ['sex = f', 'sex = m', 'age = 18-20']
    >>> records.weights.tolist(), records.of_case.tolist()
    ([2, 1], [0, 0, 1])
    """
    with ThreadPoolExecutor(max(threads, 1)) as pool:
        encoded = list(pool.map(lambda name: _column(table.column(name), frozenset(blank)), table.column_names))
    numbers: list[tuple[Int32s, Int32s]] = []
    labels: list[Attribute] = []
    column_of: list[int] = []
    for place, (name, (index, rank, texts)) in enumerate(zip(table.column_names, encoded, strict=True)):
        numbers.append((index, np.where(rank >= 0, rank + len(labels), -1).astype(np.int32)))
        labels += [Attribute(name, text) for text in texts]
        column_of += [place] * len(texts)
    starts, items = gather_single(numbers, table.num_rows)
    of_case, first, weights = merge(starts, items)
    record, item = taken(starts, items, first)
    return Records(
        attributes=tuple(labels),
        columns=tuple(table.column_names),
        column_of=np.array(column_of, np.int64),
        reading_order=np.arange(len(labels)),
        stand_in=np.full(table.num_columns, -1, np.int64),
        absent=np.zeros(len(labels), dtype=bool),
        record=record,
        item=item,
        weights=weights,
        of_case=of_case,
    )


def _column(values: pa.ChunkedArray, blank: frozenset[str]) -> tuple[Int32s, Ints, list[str]]:
    """Each case's place in the column's dictionary, each place's rank among the texts that are not blank, the texts."""
    array = values.combine_chunks()
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    texts = array.dictionary.to_pylist()
    index = array.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    used = np.zeros(len(texts) + 1, dtype=bool)
    used[index] = True
    kept = sorted(text for place, text in enumerate(texts) if used[place] and text is not None and text not in blank)
    number = {text: rank for rank, text in enumerate(kept)}
    rank = np.array([*(number.get(text, -1) for text in texts), -1], np.int64)
    return index, rank, kept

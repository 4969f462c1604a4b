"""Any table of lists → capture histories, checked."""

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from palermo.cases import Dialect
from palermo.errors import InputError
from palermo.estimate._lists._among import lists_among
from palermo.estimate._lists._table import MOST_LISTS, Histories, made
from palermo.estimate._lists._transforms import Bools, Floats, Ints, tally
from palermo.estimate._lists._yes import who_is_on
from palermo.estimate._results import Caution
from palermo.estimate._tables import arrow_of

LINKAGE = b"palermo.linkage"
"""Under which name a table of histories says how its lists were linked, as `palermo.link` writes it."""

PLAIN = re.compile(r"\d+(\.\d*)?([eE]\+?\d+)?")
"""A count as people and programs write it; Python itself would also read 1_0 as ten."""

MANKIND = 1e10
"""More persons than there are: a count above this is a slip."""

MOST_STRATA = 200
"""A column with more values than this is no column of strata but a number or a name."""


def read_histories(
    table: Any,
    *,
    columns: Sequence[str] | None,
    count: str | None,
    stratum: str | None,
    person: str | None,
    impossible: Collection[Collection[str]],
    dialect: Dialect | None = None,
) -> Histories:
    """Read and check a table. See `palermo.estimate.lists`."""
    arrow, place = arrow_of(table, dialect)
    names, passed = _list_columns(arrow, columns, (count, stratum, person), place)
    _check_names(names, place)
    on = np.zeros(arrow.num_rows, np.int64)
    read: dict[str, list[str]] = {}
    for bit, name in enumerate(names):
        who, how = who_is_on(arrow.column(name), _at(place, name))
        on |= who.astype(np.int64) << bit
        if how:
            read.setdefault(how, []).append(name)
    if columns is not None:  # one bit beyond all lists: on a list that was not chosen
        on |= _elsewhere(arrow, (*names, count, stratum, person)).astype(np.int64) << MOST_LISTS
    persons = np.ones(len(on)) if count is None else _counts(arrow.column(count), _at(place, count))
    labels = np.zeros(len(on), np.int64) if stratum is None else _coded(arrow.column(stratum))[0]
    notes: list[Caution] = []
    if person is not None:
        if count is not None:
            reason = "Persons have ids where there is one row a person, and then there is no count."
            raise InputError("estimate.setting", place=_at(place, person), reason=reason)
        on, labels, notes = _united(on, labels, arrow.column(person), _at(place, person))
        persons = np.ones(len(on))
    if read:
        text = "; ".join(f"{', '.join(of)}: {how}" for how, of in read.items())
        notes.append(Caution("yes_and_no", f"How lists were read: {text}."))
    notes += _of_linkage(arrow)
    if passed:
        text = (
            f"Left out, for they say of nobody that she is on a list or not: {', '.join(passed)}. If one of them is a "
            "list, name the lists; if one says groups or periods, name it as strata."
        )
        notes.append(Caution("columns_left_out", text))
    aside = on == 1 << MOST_LISTS
    on &= (1 << MOST_LISTS) - 1
    if persons[aside].sum() > 0:
        text = (
            f"{persons[aside].sum():,.0f} persons are on none of the lists that were chosen, but on another one; they "
            "were left out, and are among those whom the estimate is to find."
        )
        notes.append(Caution("on_other_lists", text))
    on, persons, labels = on[~aside], persons[~aside], labels[~aside]
    nowhere = persons[on == 0].sum()
    if nowhere > 0:
        raise InputError("estimate.on_no_list", place=place, count=f"{nowhere:,.0f}")
    possible = _possible(names, impossible)
    notes += _notes(on, labels, counted=count is not None)
    whole = _tallied(names, on, persons, possible, place, notes)
    for bit, name in enumerate(names):
        if whole.sizes()[bit] == 0:
            raise InputError("estimate.empty_list", place=_at(place, name))
    if stratum is None:
        return whole
    texts = _coded(arrow.column(stratum))[1]
    found = list(dict.fromkeys(labels[persons > 0].tolist()))
    if len(found) > MOST_STRATA:
        reason = f"The column of strata has {len(found):,} values; at most {MOST_STRATA} can be strata."
        raise InputError("estimate.setting", place=_at(place, stratum), reason=reason)
    each = {
        texts[label]: _tallied(names, on[labels == label], persons[labels == label], possible, place, ())
        for label in found
    }
    return replace(whole, strata=each)


def _coded(column: pa.ChunkedArray) -> tuple[Ints, list[str]]:
    """A column as numbers and the texts that they stand for; what is missing is one of them."""
    texts = [str(value).strip() for value in column.to_pylist()]
    vocabulary = list(dict.fromkeys(texts))
    number = {text: at for at, text in enumerate(vocabulary)}
    return np.array([number[text] for text in texts], np.int64), vocabulary


def _united(on: Ints, labels: Ints, ids: pa.ChunkedArray, place: str) -> tuple[Ints, Ints, list[Caution]]:
    """One row a person and stratum: who is there several times is on every list that a row says."""
    who, texts = _coded(ids)
    for blank in {"", "None", "nan"}.intersection(texts):
        row = int(np.argmax(who == texts.index(blank))) + 1
        raise InputError("estimate.no_id", place=f"{place}, record {row}")
    _, first, group = np.unique(labels * len(texts) + who, return_index=True, return_inverse=True)
    united = np.zeros(len(first), np.int64)
    np.bitwise_or.at(united, group, on)
    notes = []
    if len(first) < len(on):
        text = (
            f"{len(on) - len(first):,} rows are of persons who have a row already; their lists were united. The same "
            "person twice on one list is a duplicate that linkage should find."
        )
        notes.append(Caution("repeated_persons", text))
    order = np.argsort(first)
    return united[order], labels[first][order], notes


def _of_linkage(table: pa.Table) -> list[Caution]:
    """What the linkage warned of from which a table was made; nothing where it does not say."""
    try:
        said = json.loads((table.schema.metadata or {}).get(LINKAGE, b"[]"))
    except ValueError:  # another program's
        return []
    told = [str(each) for each in said] if isinstance(said, list) else []
    if not told:
        return []
    text = f"The lists were linked, and whom linkage misses looks like somebody else: {' '.join(told)}"
    return [Caution("linked", text)]


def _at(place: str, column: str) -> str:
    return f"{place}, column {column}" if place else f"column {column}"


def _list_columns(
    table: pa.Table, columns: Sequence[str] | None, others: Sequence[str | None], place: str
) -> tuple[list[str], list[str]]:
    """The columns that are lists; and, where nobody named them, those that were left out."""
    named = [name for name in (*others, *(columns or ())) if name is not None]
    for name in named:
        if name not in table.column_names:
            known = ", ".join(table.column_names)
            raise InputError("estimate.no_such_column", place=place, column=name, columns=known)
    passed: list[str] = []
    if columns is not None:
        names = list(columns)
    else:
        names, passed = lists_among(table, [each for each in table.column_names if each not in others])
    if len(names) < 2:
        listed = ", ".join(names) or "none"
        raise InputError("estimate.one_list", place=place, count=len(names), names=listed)
    if len(names) > MOST_LISTS:
        raise InputError("estimate.too_many_lists", place=place, count=len(names), most=MOST_LISTS)
    return names, passed


def _check_names(names: Sequence[str], place: str) -> None:
    seen: dict[str, str] = {}
    for name in names:
        alike = " ".join(name.split()).casefold()
        if alike in seen:
            raise InputError("estimate.column_twice", place=place, names=f"“{seen[alike]}” and “{name}”")
        seen[alike] = name


def _elsewhere(table: pa.Table, chosen: Sequence[str | None]) -> Bools:
    """Who is on a list that was not chosen. Columns that are no lists say nothing of it."""
    found = np.zeros(table.num_rows, bool)
    for name in table.column_names:
        if name not in chosen:
            try:
                found |= who_is_on(table.column(name), name)[0]
            except InputError:  # no list
                continue
    return found


def _counts(column: pa.ChunkedArray, place: str) -> Floats:
    counts = np.zeros(len(column))
    for row, value in enumerate(column.to_pylist()):
        text = str(value).strip()
        try:
            number = float(text) if PLAIN.fullmatch(text) else float("nan")
        except ValueError:
            number = float("nan")
        if not (0 <= number <= MANKIND and number.is_integer()):
            shown = "missing" if text in ("", "None", "nan") else text[:20]
            raise InputError("estimate.not_a_count", place=f"{place}, record {row + 1}", value=shown)
        counts[row] = number
    return counts


def _possible(names: Sequence[str], impossible: Collection[Collection[str]]) -> Bools:
    cells = np.arange(1 << len(names))
    possible = cells > 0
    for together in impossible:
        mask = 0
        for name in together:
            if name not in names:
                raise InputError("estimate.unknown_list", place=str(name), names=", ".join(names))
            mask |= 1 << names.index(name)
        if mask.bit_count() < 2:
            reason = "A set of lists that share nobody names at least two lists."
            raise InputError("estimate.setting", place="impossible", reason=reason)
        possible &= cells & mask != mask
    return possible


def _tallied(
    names: Sequence[str], on: Ints, persons: Floats, possible: Bools, place: str, notes: Sequence[Caution]
) -> Histories:
    counts = tally(on, persons, 1 << len(names))
    counts[0] = 0.0
    if counts.sum() == 0:
        raise InputError("estimate.nobody", place=place)
    against = counts[~possible].sum()
    if against > 0:
        which = made(names, {}).label(int(np.flatnonzero(~possible & (counts > 0))[0]))
        raise InputError("estimate.impossible_seen", place=place, count=f"{against:,.0f}", names=which)
    order = np.array(list(dict.fromkeys(on[persons > 0].tolist())), np.int64)
    return replace(made(names, {}, possible=possible, order=order), counts=counts, cautions=tuple(notes))


def _notes(on: Ints, labels: Ints, *, counted: bool) -> list[Caution]:
    notes = []
    if counted:
        repeated = len(on) - len(np.unique(np.stack([on, labels]), axis=1).T)
        if repeated:
            text = (
                f"{repeated} rows repeat a history that another row has; their counts were added. If they belong to "
                "different years or places, name that column as strata."
            )
            notes.append(Caution("repeated_histories", text))
        if (on == 0).any():
            text = "A row that is on no list says 0 persons; it was passed over."
            notes.append(Caution("empty_row", text))
    return notes

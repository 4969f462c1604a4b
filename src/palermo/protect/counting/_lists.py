"""Records as one array of ascending attribute numbers: the form in which kernels walk through combinations."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from math import comb
from typing import TypeVar

import numpy as np

from palermo.protect.counting._attributes import Records
from palermo.protect.counting._compiled import compiled
from palermo.protect.counting._numbers import Floats, Int32s, Ints, Mask

Result = TypeVar("Result")

THREADS = 2
"""Threads that share a walk by default. What it finds does not depend on their number."""
TASKS = 24
"""Parts a walk is cut into, at most: enough that threads end together, few enough that their buffers don't matter."""


@dataclass(frozen=True, eq=False)
class Lists:
    """Records as ascending attribute numbers, each ended by the number of attributes.

    items: of all records, one after the other. weights: how many cases the record is, at each place. owner: the
    record, at each place. after, starts: the places just after each attribute, by attribute: those of attribute a are
    after[starts[a] : starts[a + 1]]. reason: attributes that stand in pairs at most.
    """

    items: Int32s
    weights: Int32s
    owner: Int32s
    after: Int32s
    starts: Ints
    reason: Mask

    @property
    def attributes(self) -> int:
        """How many attributes there are."""
        return len(self.starts) - 1

    @cached_property
    def room(self) -> Ints:
        """For each attribute the places that what follows it takes, ends among them."""
        return _room(self.items, self.attributes)


def lists_of(records: Records, *, number_of: Ints | None = None, attributes: int | None = None) -> Lists:
    """The records as lists.

    number_of: another number for each attribute, if the records' own are not meant; attributes: how many there are.
    """
    size = len(records.attributes) if attributes is None else attributes
    item = records.item if number_of is None else number_of[records.item]
    reason = np.zeros(size, dtype=bool)
    if number_of is None:
        reason[:] = records.is_reason
    else:
        reason[number_of] = records.is_reason
    return flat(records.record, item, records.weights, size, reason)


def flat(record: Ints, item: Ints, weights: Ints, attributes: int, reason: Mask | None = None) -> Lists:
    """Lists from pairs of a record and an attribute. record: ascending; within a record items may be in any order."""
    items, at_weights, owner = _fill(record, item, weights, attributes)
    after, starts = _places(items, attributes)
    return Lists(
        items, at_weights, owner, after, starts, np.zeros(attributes, dtype=bool) if reason is None else reason
    )


def tasks(lists: Sequence[Lists], length: int) -> Iterator[Int32s]:
    """First attributes, in groups of about the same work, the largest first."""
    work = np.zeros(lists[0].attributes)
    for each in lists:
        work += _work(each.items, each.after, each.starts, _below(length))
    most = max(float(work.sum()) / TASKS, 1.0)
    groups: list[tuple[float, list[int]]] = []
    for attribute in range(len(work)):
        if groups and groups[-1][0] + work[attribute] <= most:
            groups[-1] = groups[-1][0] + float(work[attribute]), [*groups[-1][1], attribute]
        else:
            groups.append((float(work[attribute]), [attribute]))
    yield from (np.array(group, np.int32) for _, group in groups)


def shared_out(
    run: Callable[[Int32s], Result],
    parts: Sequence[Int32s],
    *,
    threads: int = THREADS,
    progress: Callable[[int, int], None] | None = None,
) -> list[Result]:
    """What `run` finds for each part, in the order of the parts. progress: told how many are done."""
    found: list[Result] = []
    with ThreadPoolExecutor(max(threads, 1)) as pool:
        for result in pool.map(run, parts):
            found.append(result)
            if progress is not None:
                progress(len(found), len(parts))
    return found


def _below(length: int) -> Floats:
    """How many combinations of up to length − 1 attributes there are of so many, as work; capped far above use."""
    return np.array([sum(comb(size, each) for each in range(1, length)) + 1.0 for size in range(1024)])


@compiled
def _fill(record: Ints, item: Ints, weights: Ints, attributes: int) -> tuple[Int32s, Int32s, Int32s]:
    size = record.size + weights.size
    items = np.empty(size, np.int32)
    at_weights = np.empty(size, np.int32)
    owner = np.empty(size, np.int32)
    place = 0
    at = 0
    for number in range(weights.size):
        first = place
        while at < record.size and record[at] == number:
            value = item[at]
            slot = place
            while slot > first and items[slot - 1] > value:
                items[slot] = items[slot - 1]
                slot -= 1
            items[slot] = value
            place += 1
            at += 1
        items[place] = attributes
        place += 1
        for each in range(first, place):
            at_weights[each] = weights[number]
            owner[each] = number
    return items, at_weights, owner


@compiled
def _places(items: Int32s, attributes: int) -> tuple[Int32s, Ints]:
    starts = np.zeros(attributes + 1, np.int64)
    for place in range(items.size):
        if items[place] < attributes:
            starts[items[place] + 1] += 1
    for attribute in range(attributes):
        starts[attribute + 1] += starts[attribute]
    after = np.empty(starts[attributes], np.int32)
    cursor = starts.copy()
    for place in range(items.size):
        attribute = items[place]
        if attribute < attributes:
            after[cursor[attribute]] = place + 1
            cursor[attribute] += 1
    return after, starts


@compiled
def _room(items: Int32s, attributes: int) -> Ints:
    room = np.zeros(attributes, np.int64)
    rest = 0
    for back in range(items.size):
        item = items[items.size - 1 - back]
        rest = rest + 1 if item != attributes else 1
        if item != attributes:
            room[item] += rest - 1
    return room


@compiled
def _work(items: Int32s, after: Int32s, starts: Ints, below: Floats) -> Floats:
    attributes = starts.size - 1
    rest = np.zeros(items.size, np.int32)
    for back in range(items.size):
        place = items.size - 1 - back
        rest[place] = 0 if items[place] == attributes else rest[place + 1] + 1
    work = np.zeros(attributes)
    for attribute in range(attributes):
        total = 0.0
        for each in range(starts[attribute], starts[attribute + 1]):
            total += below[min(rest[after[each]], below.size - 1)]
        work[attribute] = total
    return work

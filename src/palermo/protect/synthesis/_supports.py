"""How many cases hold several cells together: sets of cases as bits, intersected and counted in kernels."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types
from numba.extending import intrinsic

from palermo.protect.counting import Int32s, Ints, Mask, compiled

Words = npt.NDArray[np.uint64]


@intrinsic
def _ones(context: Any, word: Any) -> tuple[Any, Callable[..., Any]]:
    """How many bits of a word are set: one machine instruction, which neither Python nor NumPy offers in a loop."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


@compiled
def bits_of(cells: Int32s, number: int) -> Words:
    """For each cell the cases that hold it, as bits. cells: cases × columns, -1 where a case holds none that counts."""
    cases, columns = cells.shape
    found = np.zeros((number, (cases + 63) // 64), np.uint64)
    for case in range(cases):
        bit = np.uint64(1) << np.uint64(case & 63)
        for column in range(columns):
            if cells[case, column] >= 0:
                found[cells[case, column], case >> 6] |= bit
    return found


@compiled
def _together(held: Words, more: Words) -> int:
    total = np.uint64(0)
    for word in range(held.size):
        total += _ones(held[word] & more[word])  # type: ignore[call-arg]
    return int(total)


@compiled
def _narrow(held: Words, more: Words) -> None:
    for word in range(held.size):
        held[word] &= more[word]


@compiled
def supports(rows: Int32s, bits: Words, cases: int) -> Ints:
    """How many of the cases hold all cells of each row; all of them for a row without a cell."""
    found = np.empty(rows.shape[0], np.int64)
    held = np.empty(bits.shape[1], np.uint64)
    for row in range(rows.shape[0]):
        held[:] = ~np.uint64(0)
        cells = 0
        for cell in rows[row]:
            if cell >= 0:
                cells += 1
                _narrow(held, bits[cell])
        found[row] = cases if cells == 0 else _together(held, held)
    return found


@compiled
def grow(seeds: Int32s, bits: Words, is_reason: Mask, k: int, seed: int) -> Int32s:
    """Of each seed's cells, as many as k cases hold together, found one after the other.

    The next cell is drawn among those that keep k cases, the likelier the more it keeps: the frequent ones cost the
    others least. Reasons why a value is missing come last, in random order.
    """
    np.random.seed(seed)
    rows, columns = seeds.shape
    kept = np.full((rows, columns), -1, np.int32)
    held = np.empty(bits.shape[1], np.uint64)
    open_columns = np.empty(columns, np.int64)
    size = np.empty(columns, np.float64)
    for row in range(rows):
        held[:] = ~np.uint64(0)
        number = 0
        for column in range(columns):
            cell = seeds[row, column]
            if cell >= 0 and not is_reason[cell]:
                open_columns[number] = column
                number += 1
        while number > 0:
            left = 0
            whole = 0.0
            for at in range(number):
                column = open_columns[at]
                support = _together(held, bits[seeds[row, column]])
                if support >= k:
                    open_columns[left] = column
                    size[left] = support
                    whole += support
                    left += 1
            if left == 0:
                break
            drawn = np.random.random() * whole
            at = 0
            while at < left - 1 and drawn >= size[at]:
                drawn -= size[at]
                at += 1
            column = open_columns[at]
            kept[row, column] = seeds[row, column]
            _narrow(held, bits[seeds[row, column]])
            open_columns[at] = open_columns[left - 1]
            number = left - 1
        for column in np.random.permutation(columns):
            cell = seeds[row, column]
            if cell >= 0 and is_reason[cell] and _together(held, bits[cell]) >= k:
                kept[row, column] = cell
                _narrow(held, bits[cell])
    return kept


@compiled
def refill(rows: Int32s, order: Ints, owed: Ints, first: Ints, bits: Words, k: int, tries: int, seed: int) -> int:
    """Give cells that their seeds could not keep to other rows that lack one in that column; how many were given.

    rows: changed. order: rows, in the order in which they are asked. owed: how many of each cell are to be given,
    changed. first: where each column's cells begin, one more than columns. tries: cells tried a row and column.
    """
    np.random.seed(seed)
    columns = rows.shape[1]
    held = np.empty(bits.shape[1], np.uint64)
    waiting = np.zeros(columns, np.int64)
    for column in range(columns):
        for cell in range(first[column], first[column + 1]):
            waiting[column] += owed[cell]
    given = 0
    for row in order:
        held[:] = ~np.uint64(0)
        for cell in rows[row]:
            if cell >= 0:
                _narrow(held, bits[cell])
        for column in np.random.permutation(columns):
            if rows[row, column] >= 0:
                continue
            for _ in range(tries):
                if waiting[column] <= 0:
                    break
                drawn = np.random.randint(waiting[column])
                cell = first[column]
                while drawn >= owed[cell]:
                    drawn -= owed[cell]
                    cell += 1
                if _together(held, bits[cell]) >= k:
                    rows[row, column] = cell
                    _narrow(held, bits[cell])
                    owed[cell] -= 1
                    waiting[column] -= 1
                    given += 1
                    break
    return given

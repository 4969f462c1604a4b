"""Where the records of a CSV file begin: found for all of them at once, so that every fault has a place."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from palermo.cases._dialect import Dialect
from palermo.cases._encoding import row_of
from palermo.errors import InputError

Offsets = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

BLOCK = 1 << 24
"""Bytes that are looked at at once: what is found out about a byte takes several times its room."""

LINE_FEED, RETURN = 10, 13


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the records of a CSV file stand.

    starts: the offset at which each record begins; ends: that at which its text ends, before its line end.
    rows: the line of the file in which each begins, counted from 1. Blank lines are no records.
    blank: how many blank lines there are.
    """

    starts: Offsets
    ends: Offsets
    rows: Offsets
    blank: int


def find_layout(data: bytes, dialect: Dialect, *, path: Path) -> Layout:
    """Find the records. data: UTF-8.

    Raises InputError for a quotation mark in the middle of a cell and for one that is never closed: with either, where
    a record ends is a guess. Line ends are line feeds, carriage returns, or both; inside quotes they belong to a cell.
    """
    view = np.frombuffer(data, np.uint8)
    quote = ord(dialect.quote) if dialect.quote and dialect.quote.encode() in data else None
    returns = b"\r" in data
    lines: list[Offsets] = []
    record_ends: list[Offsets] = []
    carry = np.uint8(0)
    for start in range(0, len(view), BLOCK):
        part = view[start : start + BLOCK]
        at_end = part == LINE_FEED
        if returns:
            at_end |= _lone_returns(view, part, start)
        lines.append(np.flatnonzero(at_end) + start)
        if quote is not None:
            marks = part == quote
            inside = np.bitwise_xor.accumulate(marks.view(np.uint8)) ^ carry
            _check_quotes(data, view, start, np.flatnonzero(marks), inside, dialect, path)
            carry = inside[-1]
            at_end &= inside == 0
        record_ends.append(np.flatnonzero(at_end) + start)
    if carry:
        place = f"{path}, row {row_of(data, data.rfind(dialect.quote.encode()))}"
        raise InputError("file.damaged", place=place, reason="the quotation mark that opens a cell there never closes.")
    return _records(view, _join(lines), _join(record_ends))


def _join(pieces: list[Offsets]) -> Offsets:
    return np.concatenate(pieces) if pieces else np.zeros(0, np.int64)


def _lone_returns(view: npt.NDArray[np.uint8], part: npt.NDArray[np.uint8], start: int) -> Flags:
    """Where a carriage return ends a line by itself."""
    found: Flags = part == RETURN
    following = view[start + 1 : start + 1 + len(part)]
    found[: len(following)] &= following != LINE_FEED
    return found


def _check_quotes(
    data: bytes, view: npt.NDArray[np.uint8], start: int, marks: Offsets, inside: Any, dialect: Dialect, path: Path
) -> None:
    """Raise InputError for the first mark that neither opens nor closes a whole cell and is not doubled."""
    opens = inside[marks] == 1
    places = marks + start
    beside = np.where(opens, places - 1, places + 1)
    there = (beside >= 0) & (beside < len(view))
    neighbour = view[np.clip(beside, 0, len(view) - 1)]
    allowed = np.zeros(256, dtype=bool)
    allowed[[LINE_FEED, RETURN, ord(dialect.delimiter), ord(dialect.quote)]] = True
    wrong = there & ~allowed[neighbour]
    if wrong.any():
        place = f"{path}, row {row_of(data, int(places[np.argmax(wrong)]))}"
        raise InputError("table.quote", place=place, quote=dialect.quote)


def _records(view: npt.NDArray[np.uint8], lines: Offsets, record_ends: Offsets) -> Layout:
    """From the places of line ends to records. lines: every line end; record_ends: those outside of quotes."""
    size = len(view)
    ends = record_ends if len(record_ends) and record_ends[-1] == size - 1 else np.append(record_ends, size)
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1] + 1])
    rows = np.searchsorted(lines, starts) + 1
    before = np.clip(ends - 1, 0, max(size - 1, 0))
    paired = (ends > starts) & (ends < size) & (view[before] == RETURN) if size else np.zeros(len(ends), bool)
    ends = ends - paired
    there = ends > starts
    return Layout(starts[there], ends[there], rows[there].astype(np.int64), int((~there).sum()))

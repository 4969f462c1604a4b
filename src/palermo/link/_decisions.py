"""What people decided of pairs of records: kept in a file, never overridden by a run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import pyarrow as pa

from palermo.cases import Dialect, read_rows, write_rows
from palermo.errors import InputError

COLUMNS = ("left", "right", "verdict", "by", "on")
"""Of a decisions file. It may have others, as a review queue has: they are left aside."""


QUEUE = ("left", "right", "probability", "why", "left_says", "right_says")
"""What a review queue has besides, for people to decide by."""


class Verdict(StrEnum):
    """What somebody decided of two records."""

    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """Two records are of one person, or not: who said so, and on which day (`2026-11-30`).

    left, right: the records, as `list:record`. Raises ValueError for a record compared with itself.
    """

    on: str
    left: str
    right: str
    verdict: Verdict
    by: str

    def __post_init__(self) -> None:
        if self.left == self.right:
            raise ValueError("a record is always the same as itself")

    @property
    def pair(self) -> frozenset[str]:
        """The two records."""
        return frozenset((self.left, self.right))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A decision that others, which were made later or came first, do not let stand; and those others."""

    decision: Decision
    against: tuple[Decision, ...]


def read_decisions(path: Path | str, dialect: Dialect | None = None) -> tuple[Decision, ...]:
    """The decisions of a file: any table with the columns left, right, verdict, by, on. Rows without verdict are none.

    So a review queue that somebody filled in is a decisions file. dialect: how it is written, where it is not with
    commas in UTF-8, as spreadsheets save it in many countries. Raises InputError, with the row, for a verdict that
    is neither *same* nor *different*, for a day that is none, and for a decision that nobody made.
    """
    rows = read_rows(path, dialect or Dialect())
    for name in COLUMNS:
        if name not in rows.table.column_names:
            raise InputError("link.decisions_unreadable", place=str(path), reason=f"there is no column {name}.")
    cells = zip(*(rows.table.column(name).to_pylist() for name in COLUMNS), strict=True)
    found = []
    for (left, right, verdict, by, on), row in zip(cells, rows.row_numbers.to_pylist(), strict=True):
        if verdict.strip():
            found.append(_decision(left, right, verdict, by, on, place=f"{path}, row {row}"))
    return tuple(found)


def _decision(left: str, right: str, verdict: str, by: str, on: str, *, place: str) -> Decision:
    def wrong(reason: str) -> InputError:
        return InputError("link.decisions_unreadable", place=place, reason=reason)

    if verdict.strip().lower() not in tuple(Verdict):
        raise wrong("the verdict is neither same nor different.")
    if not by.strip():
        raise wrong("nobody stands for it: the column by is blank.")
    try:
        day = date.fromisoformat(on.strip()).isoformat()
    except ValueError as error:
        raise wrong("the column on holds no day.") from error
    if left.strip() == right.strip() or not left.strip() or not right.strip():
        raise wrong("it does not name two records.")
    return Decision(day, left.strip(), right.strip(), Verdict(verdict.strip().lower()), by.strip())


def write_decisions(decisions: Iterable[Decision], path: Path | str) -> None:
    """Write decisions, in the order of their days, for their owner's eyes: they name records of people."""
    ordered = sorted(decisions, key=lambda each: each.on)  # of one day, the later stays the later
    columns = [[str(getattr(each, name)) for each in ordered] for name in COLUMNS]
    write_rows(pa.table([pa.array(column, pa.string()) for column in columns], names=list(COLUMNS)), path, secret=True)


@dataclass(frozen=True, slots=True)
class Standing:
    """The decisions that stand: pairs of records by number; and those that do not, and why.

    same, different: pairs, the smaller number first. contradictions: what could not stand beside later decisions.
    unknown: decisions on records that are not among these. They are kept, and wait.
    """

    same: tuple[tuple[int, int], ...]
    different: tuple[tuple[int, int], ...]
    contradictions: tuple[Contradiction, ...]
    unknown: tuple[Decision, ...]


def standing(decisions: Sequence[Decision], keys: Mapping[str, int]) -> Standing:
    """Which decisions stand together: from the latest on, each that does not contradict those taken already.

    Two records are the same also when a chain of *same* leads from one to the other, and different when a chain leads
    to two that are different. Of two decisions of one day, the one that stands later among those given is the later.
    """
    here = [each for each in decisions if each.left in keys and each.right in keys]
    unknown = tuple(each for each in decisions if each.left not in keys or each.right not in keys)
    latest = sorted(enumerate(here), key=lambda each: (each[1].on, each[0]), reverse=True)
    group: dict[int, int] = {}
    same: dict[tuple[int, int], Decision] = {}
    different: dict[tuple[int, int], Decision] = {}
    contradictions: list[Contradiction] = []

    def root(record: int) -> int:
        while group.setdefault(record, record) != record:
            record = group[record]
        return record

    for _, each in latest:
        one, other = sorted((keys[each.left], keys[each.right]))
        mine, its = root(one), root(other)
        if each.verdict is Verdict.SAME:
            against = [d for (a, b), d in different.items() if {root(a), root(b)} == {mine, its}]
            if against:
                contradictions.append(Contradiction(each, tuple(against)))
                continue
            group[mine] = its
            same[one, other] = each
        else:
            if mine == its:
                chain = tuple(d for (a, b), d in same.items() if root(a) == mine)
                contradictions.append(Contradiction(each, chain))
                continue
            different[one, other] = each
    return Standing(tuple(same), tuple(different), tuple(contradictions), unknown)


def read_queue(path: Path | str, dialect: Dialect | None = None) -> list[dict[str, str]]:
    """The pairs of a review queue, as `Linked.queue` makes it. Raises InputError where its columns are not there.

    dialect: as in `read_decisions`.
    """
    rows = read_rows(path, dialect or Dialect())
    for name in QUEUE:
        if name not in rows.table.column_names:
            raise InputError(
                "link.decisions_unreadable", place=str(path), reason=f"this is no queue: it has no {name}."
            )
    return [dict(each) for each in rows.table.to_pylist()]

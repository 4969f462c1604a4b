"""What a case may hold, from public lists alone: which attributes there are is then no secret of the cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from palermo.cases import CaseTable, code_pairs, is_missing
from palermo.codes import Column, ColumnKind, code_list
from palermo.errors import ProtectionError
from palermo.protect.counting import NONE, Attribute, Int32s, Ints, Mask, different


@dataclass(frozen=True, eq=False)
class Domain:
    """Every attribute that a case of these columns may have, whether or not some case has it.

    attributes: by number, in the order of columns, then of codes. columns: their columns. column_of: each attribute's
    column, by its place. slot, solo: which attributes exclude each other in one case: those of the same slot, and those
    of the same column where one of them is solo. The codes of a single-valued column share a slot; each code of a set
    has a slot of its own, and the empty set is solo.
    """

    attributes: tuple[Attribute, ...]
    columns: tuple[Column, ...]
    column_of: Int32s
    slot: Int32s
    solo: Mask

    def __len__(self) -> int:
        return len(self.attributes)

    @property
    def slots(self) -> int:
        """How many attributes a case can have at most; the empty sets' slots are counted, so that it is a bound."""
        return int(self.slot.max(initial=-1)) + 1

    def codes(self, column: int) -> tuple[str, ...]:
        """The codes of a column, by its place, in the order of their attributes."""
        return tuple(self.attributes[number].code for number in np.flatnonzero(self.column_of == column))


@dataclass(frozen=True, eq=False)
class Members:
    """Cases as sets of a domain's attributes.

    items: attribute numbers, ascending within a case. starts: where each case's items begin; one more than cases.
    """

    starts: Ints
    items: Int32s

    @property
    def num_cases(self) -> int:
        """How many cases there are."""
        return len(self.starts) - 1

    @property
    def sizes(self) -> Ints:
        """How many attributes each case has."""
        return np.diff(self.starts)


def domain_of(
    columns: Sequence[Column],
    *,
    values: Mapping[str, Sequence[str]] | None = None,
    ranges: Mapping[str, tuple[int, int]] | None = None,
) -> Domain:
    """The domain of these columns: their code lists, whole numbers within their bounds, and declared values.

    values: what columns with an open vocabulary may hold, known without looking at a case: the contributors of a
    release, for example. ranges: closer public bounds of whole numbers, inclusive.

    Raises ProtectionError for an identifier, for a vocabulary that is open, and for a number without bounds.
    """
    attributes: list[Attribute] = []
    column_of: list[int] = []
    slot: list[int] = []
    solo: list[bool] = []
    slots = 0
    for place, column in enumerate(columns):
        codes = _codes(column, values or {}, ranges or {})
        many = column.kind is ColumnKind.CODES
        if many:
            codes = (*codes, NONE)
        attributes += [Attribute(column.name, code) for code in codes]
        column_of += [place] * len(codes)
        slot += [slots + number if many else slots for number in range(len(codes))]
        solo += [many and code == NONE for code in codes]
        slots += len(codes) if many else 1
    return Domain(
        attributes=tuple(attributes),
        columns=tuple(columns),
        column_of=np.array(column_of, np.int32),
        slot=np.array(slot, np.int32),
        solo=np.array(solo, dtype=bool),
    )


def members(cases: CaseTable, domain: Domain) -> Members:
    """The cases as sets of the domain's attributes. A missing value is none, whatever the reason.

    Raises ProtectionError when a column holds a value that the domain does not have.
    """
    rows: list[Ints] = [np.empty(0, np.int64)]
    items: list[Ints] = [np.empty(0, np.int64)]
    first = 0
    for place, column in enumerate(domain.columns):
        codes = domain.codes(place)
        listed = codes[:-1] if column.kind is ColumnKind.CODES else codes
        case, code = code_pairs(cases, column, listed)
        _refuse_outside(cases, column, case, code)
        rows.append(case)
        items.append(code + first)
        if column.kind is ColumnKind.CODES:
            empty = ~is_missing(cases, column.name)
            empty[case] = False
            rows.append(np.flatnonzero(empty))
            items.append(np.full(int(empty.sum()), first + len(listed), np.int64))
        first += len(codes)
    width = max(len(domain), 1)
    # a code that a set names twice is there once: counted twice, it would weigh more than the noise is made for
    row, item = np.divmod(different(np.concatenate(rows) * width + np.concatenate(items)), width)
    starts = np.searchsorted(row, np.arange(cases.num_rows + 1))
    return Members(starts.astype(np.int64), item.astype(np.int32))


def check_domain(domain: Domain, cases: int) -> None:
    """Raise ProtectionError when a column may hold more values than there are cases: nearly all would be noise."""
    for place, column in enumerate(domain.columns):
        codes = int((domain.column_of == place).sum()) - (column.kind is ColumnKind.CODES)  # the empty set is no code
        if codes > cases:
            raise ProtectionError("privacy.too_many_codes", place=column.name, codes=codes)


def _codes(
    column: Column, values: Mapping[str, Sequence[str]], ranges: Mapping[str, tuple[int, int]]
) -> tuple[str, ...]:
    if column.kind is ColumnKind.ID:
        raise ProtectionError("privacy.identifier", place=column.name)
    if column.list is not None:
        return tuple(code.code for code in code_list(column.list))
    if column.name in values:
        return tuple(dict.fromkeys(values[column.name]))
    if not column.is_number:
        raise ProtectionError("privacy.open_vocabulary", place=column.name)
    low, high = ranges.get(column.name, (column.minimum, column.maximum))
    if low is None or high is None or low > high:
        raise ProtectionError("privacy.open_vocabulary", place=column.name)
    return tuple(str(number) for number in range(low, high + 1))


def _refuse_outside(cases: CaseTable, column: Column, case: Ints, code: Ints) -> None:
    if column.kind is ColumnKind.CODES:
        outside = bool((code < 0).any())
    else:
        known = ~is_missing(cases, column.name)
        known[case] = False
        outside = bool(known.any())
    if outside:
        raise ProtectionError("privacy.outside_domain", place=column.name)

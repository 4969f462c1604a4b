"""What a risk report looks at, and which tables it can't be made of."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from palermo.cases import CaseTable
from palermo.codes import ColumnKind
from palermo.errors import ProtectionError
from palermo.protect.counting import MOST_LENGTH, check_length

DEFAULT_RESOLUTION = 10
DEFAULT_REPORTING_LENGTH = 4
DEFAULT_C = 2.0
"""As sdcMicro has it: the most frequent value may be nearly twice as frequent as the rarer ones together."""

Progress = Callable[[str, int, int], None]
"""Told what is done now, how many steps are done, and how many there are."""


class MissingAs(StrEnum):
    """What a missing value is to somebody who looks for a person.

    Of quasi-identifiers, two cases are alike in a column when they hold the same value there, or:
    """

    OWN = "own"
    """when both are missing for the same reason: that can be seen in the table. In combinations, the reason is an
    attribute, in those of up to two."""
    NOTHING = "nothing"
    """never: a missing value is like no other, so that a case with one is in a group of its own. In combinations it is
    no attribute."""
    ANYTHING = "anything"
    """when either is missing: it may be any value, as in sdcMicro's counts of keys. In combinations, where sdcMicro's
    SUDA2 skips it too, it is no attribute."""


@dataclass(frozen=True, slots=True)
class RiskSettings:
    """How rare a combination must be to count as a risk, and what else is looked at.

    resolution: smallest group that may be told apart, in cases, 2 or more. reporting_length: longest combination looked
    at, in attributes, 1 to 8. missing: what a missing value is. quasi_identifiers: columns that somebody may know of a
    person, all of them at once. sensitive: columns that nobody should learn of a person by those. c: how much more
    frequent than the rarer ones together the most frequent sensitive value may be, for recursive l-diversity, above 0.
    suda: whether special uniques are scored. fraction: the share of all such people who are in the table, above 0 and
    below 1, for DIS-SUDA; None where nobody knows it.

    Raises ProtectionError when the resolution or the length is out of range, ValueError when c or the fraction is.
    """

    resolution: int = DEFAULT_RESOLUTION
    reporting_length: int = DEFAULT_REPORTING_LENGTH
    missing: MissingAs = MissingAs.OWN
    quasi_identifiers: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    c: float = DEFAULT_C
    suda: bool = False
    fraction: float | None = None

    def __post_init__(self) -> None:
        check_resolution(self.resolution, place="resolution")
        check_length(self.reporting_length)
        if self.c <= 0:
            raise ValueError(f"the constant of recursive l-diversity is above 0, not {self.c}")
        if self.fraction is not None and not 0 < self.fraction < 1:
            raise ValueError(f"a sampling fraction is above 0 and below 1, not {self.fraction}")


def check_resolution(k: int, *, place: str) -> None:
    """Raise ProtectionError unless groups of k cases hide anybody."""
    if k < 2:
        raise ProtectionError("protect.resolution_out_of_range", place=place, k=k)


def check_cases(cases: CaseTable, settings: RiskSettings) -> None:
    """Raise ProtectionError for cases whose risk nobody can tell, and for columns that mean nothing here.

    Of no case or one, of cases of whom nothing is known, and of combinations longer than there are columns, a report
    would say something that nobody should rely on.
    """
    known = cases.without_ids()
    for place, names in (("quasi_identifiers", settings.quasi_identifiers), ("sensitive", settings.sensitive)):
        for name in names:
            if name not in cases:
                raise ProtectionError("protect.unknown_column", place=place, name=name, known=", ".join(known.names))
            if cases.column(name).kind is ColumnKind.ID:
                raise ProtectionError("risk.identifier", place=place, name=name)
    for name in settings.sensitive:
        if name in settings.quasi_identifiers:
            raise ProtectionError("risk.both", place="sensitive", name=name)
    if not settings.quasi_identifiers:
        if settings.sensitive:
            raise ProtectionError("risk.no_quasi_identifiers", place="sensitive")
        if settings.missing is MissingAs.ANYTHING:
            raise ProtectionError("risk.no_quasi_identifiers", place="missing")
    if settings.reporting_length > len(known.names) > 0:
        most = min(MOST_LENGTH, len(known.names))
        raise ProtectionError(
            "protect.length_out_of_range", place="length", length=settings.reporting_length, most=most
        )
    if cases.num_rows == 0:
        raise ProtectionError("risk.empty")
    if cases.num_rows == 1:
        raise ProtectionError("risk.one_case")
    if all(known.values(name).null_count == cases.num_rows for name in known.names):
        raise ProtectionError("risk.all_missing")

"""What a release can tell: its columns, the codes they have, its ages, its years."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from palermo.codes import CodeList, Column, ColumnKind, case_schema, code_list
from palermo.release import Release
from palermo.tabulate._index import index_of
from palermo.tabulate.plain._meanings import COUNTRY, PLACES, REGION, SUBREGION
from palermo.tabulate.plain._reasons import Detail, Reason

AGE, STATUS, YEAR = "age_band", "majority_status", "year_of_registration"
MAJORITY, MINOR, ADULT = "majority", "minor", "adult"
"""The list of adult and child, and its codes; lists of ages have it of each band as an attribute."""

OLDEST = 120
FIRST_ADULT_AGE = 18
"""Below it, a person is a child: article 3 (d) of the Palermo Protocol."""


@dataclass(frozen=True, slots=True)
class Ages:
    """A band of ages in completed years. last: None for and over."""

    code: str
    first: int
    last: int | None


def child_codes(release: Release) -> tuple[str, ...]:
    """The codes of age below 18 years that occur in a release; none where it has no age, or none so low.

    A release may have its own ages: bands, broader bands, or only adult and child. Below 18 years is the age of a
    child in article 3 (d) of the Palermo Protocol.
    """
    return Facts(release).ages_of(MINOR)


class Facts:
    """A release, as far as words can be about it."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self._columns = {column.name: column for column in release.columns if column.kind is not ColumnKind.ID}

        self._of_regions: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}

    def has(self, column: str) -> bool:
        """Whether the release has a column of this name."""
        return column in self._columns

    def is_set(self, column: str) -> bool:
        """Whether a case may have several codes of this column."""
        return self.has(column) and self._columns[column].kind is ColumnKind.CODES

    def is_ordered(self, column: str) -> bool:
        """Whether the codes of a column stand in an order of their own."""
        found = index_of(self.release).column(column)
        return found.is_ordered or found.keeps_order

    def listed(self, column: str) -> CodeList | None:
        """The list of a column of the release."""
        return self.release.codes(column)

    def holds(self, column: str, code: str) -> bool:
        """Whether a column of the release has this code."""
        if not self.has(column):
            return False
        listed = self.listed(column)
        return code in listed if listed is not None else code in index_of(self.release).column(column).number

    def name(self, column: str) -> Detail:
        """What a column is called, in every language that there is."""
        known: Column | None = self._columns.get(column)
        if known is None and column in case_schema():
            known = case_schema()[column]
        return known.label if known is not None else column

    def no_column(self, column: str) -> Reason:
        """Why what is in a column cannot be asked for."""
        return Reason("no_column", {"column": self.name(column)})

    def occurring(self, column: str) -> frozenset[str]:
        """The codes that cases of the release have, with the broader ones above them."""
        found = index_of(self.release).column(column)
        return frozenset(found.codes[number] for number in np.flatnonzero(np.bincount(found.ids)))

    @cached_property
    def newest(self) -> int | None:
        """The newest year of the release; None where it has none."""
        years = [int(code) for code in index_of(self.release).column(YEAR).codes] if self.has(YEAR) else []
        return max(years, default=None)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The columns of countries that the release has."""
        return tuple(name for name in PLACES if self.has(name))

    def ages_of(self, majority: str) -> tuple[str, ...]:
        """The codes of age of children or of adults that occur."""
        listed = self.listed(AGE) if self.has(AGE) else None
        if listed is None:
            return ()
        occurring = self.occurring(AGE)
        own = (code.code for code in listed if majority in (code.attributes.get(MAJORITY), code.code))
        return tuple(code for code in own if code in occurring)

    @cached_property
    def bands(self) -> tuple[Ages, ...]:
        """The bands of ages that the release can tell apart, in order."""
        listed = self.listed(AGE) if self.has(AGE) else None
        return tuple(found for code in listed or () if (found := _band(code.code)) is not None)

    def in_ages(self, first: int, last: int | None) -> tuple[str, ...]:
        """The codes of exactly these ages, in completed years; none where a band holds others too."""
        bands = self.bands
        found = [each for each in bands if each.first >= first and (last is None or (each.last or OLDEST + 1) <= last)]
        if not found or found[0].first != first or (found[-1].last != last):
            return ()
        occurring = self.occurring(AGE)
        codes = tuple(each.code for each in found)
        return tuple(code for code in codes if code in occurring) or codes

    def in_countries(self, column: str, codes: Sequence[str]) -> tuple[str, ...]:
        """These countries, as far as a column has them; none where the release tells regions only."""
        listed = self.listed(column)
        return tuple(code for code in codes if listed is not None and listed.name == COUNTRY and code in listed)

    def in_regions(self, column: str, regions: Sequence[str]) -> tuple[str, ...]:
        """What a column has of these regions of M49: countries, subregions, or the regions themselves."""
        key = (column, tuple(regions))
        if key not in self._of_regions:
            self._of_regions[key] = self._in_regions(column, regions)
        return self._of_regions[key]

    def _in_regions(self, column: str, regions: Sequence[str]) -> tuple[str, ...]:
        listed = self.listed(column)
        if listed is None or listed.name not in (COUNTRY, SUBREGION, REGION):
            return ()
        wanted = set(regions)
        found = []
        for code in listed:
            own = {code.attributes.get("subregion"), code.attributes.get("region")}
            if code.code in wanted or (listed.name != REGION and own & wanted):
                found.append(code.code)
        return tuple(found)

    def region_of(self, country: str) -> str:
        """The subregion of a country."""
        known = code_list(COUNTRY)
        return known[country].attributes.get("subregion", "") if country in known else ""


def _band(code: str) -> Ages | None:
    if code == MINOR:
        return Ages(code, 0, FIRST_ADULT_AGE - 1)
    if code == ADULT:
        return Ages(code, FIRST_ADULT_AGE, None)
    first, dash, last = code.partition("-")
    if dash and first.isdecimal() and last.isdecimal():
        return Ages(code, int(first), int(last))
    return Ages(code, int(code[:-1]), None) if code.endswith("+") and code[:-1].isdecimal() else None

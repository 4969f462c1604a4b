"""Corridors: from where people are, to where they were exploited; which of them may be drawn, and how they add up."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from palermo.codes import code_list
from palermo.release import Release
from palermo.tabulate import AllOf, AnyOf, Condition, Question
from palermo.web.hub.countries import ORIGIN, PLACE
from palermo.web.hub.figures import Figures, Row, ask
from palermo.web.hub.maps import COUNTRIES, middle, places

EQUAL = "="
OTHER = ""
"""The name, in a diagram of streams, of all places that are not told apart."""
REGION, SUBREGION = "region", "subregion"


class Undrawn(StrEnum):
    """Why a corridor is in the table and in no picture."""

    UNSURE = "unsure"
    """Its interval includes fewer people than the release tells apart, or nobody."""
    SAME_PLACE = "same_place"
    """People were exploited where they are from: that is no line, and is shown apart."""


@dataclass(frozen=True, slots=True)
class Stream:
    """People from one place, or several, who were exploited in another. low, high: between which numbers they lie."""

    origin: str
    place: str
    n: int
    low: int
    high: int

    @property
    def is_hollow(self) -> bool:
        """Whether its interval is wider than itself: drawn hollow, for it is hardly known."""
        return self.high - self.low > self.n


@dataclass(frozen=True)
class Flows:
    """The corridors of an answer, the largest first.

    rows: between two places. within: where both are the same. withheld: how many have no number at all.
    least: the smallest number of people that a picture shows; an interval must not go below it.
    """

    rows: Sequence[Row]
    within: Sequence[Row]
    withheld: int
    least: int

    @property
    def drawn(self) -> Sequence[Row]:
        """The corridors that may be drawn."""
        return [row for row in self.rows if is_sure(row, self.least)]

    @property
    def unsure(self) -> Sequence[Row]:
        """Those that may not."""
        return [row for row in self.rows if not is_sure(row, self.least)]

    def why_not(self, codes: tuple[str, ...], low: int) -> Undrawn | None:
        """Why a corridor is in no picture; None where it is in one, if it is large enough."""
        if codes[0] == codes[1]:
            return Undrawn.SAME_PLACE
        return None if low >= self.least else Undrawn.UNSURE


def is_sure(row: Row | Stream, least: int) -> bool:
    """Whether the interval holds only numbers of people that a picture may show."""
    return row.low >= least


def flows(figures: Figures) -> Flows:
    """The corridors of an answer by citizenship and country of exploitation."""
    ordered = sorted(figures.broad, key=lambda row: (-row.n, row.codes))
    return Flows(
        rows=[row for row in ordered if row.codes[0] != row.codes[1]],
        within=[row for row in ordered if row.codes[0] == row.codes[1]],
        withheld=sum(cell.n is None for cell in figures.answer.cells),
        least=figures.release.manifest.k or 1,
    )


def place_of(release: Release, column: str, code: str) -> tuple[float, float] | None:
    """Where a line to a country or a region begins or ends, in degrees; None where that is not known.

    A region is in the middle of its countries.
    """
    listed = release.codes(column)
    if listed is None or listed.name == COUNTRIES:
        return places().get(code)
    return _regions().get(code)


def region_of(release: Release) -> Callable[[str, str], str]:
    """A function that tells the region of the world of a code of a column; OTHER where it is in none."""

    def found(column: str, code: str) -> str:
        listed = release.codes(column)
        if listed is None or code not in listed:
            return OTHER
        return listed[code].attributes.get(REGION, code if listed.name != COUNTRIES else OTHER)

    return found


def by_largest(figures: Figures, rows: Sequence[Row], origins: int, ends: int) -> list[Stream]:
    """The corridors among the places with most people, each of the others as OTHER."""
    kept = _largest(rows, 0, origins), _largest(rows, 1, ends)

    def named(row: Row, place: int) -> str:
        return row.codes[place] if row.codes[place] in kept[place] else OTHER

    return _added(figures, ((named(row, 0), named(row, 1), row) for row in rows))


def by_region(figures: Figures, rows: Sequence[Row]) -> list[Stream]:
    """The corridors between regions of the world, and between countries of one region."""
    region = region_of(figures.release)
    return _added(figures, ((region(ORIGIN, row.codes[0]), region(PLACE, row.codes[1]), row) for row in rows))


def _largest(rows: Sequence[Row], place: int, most: int) -> set[str]:
    """The codes with most people. One that would be the only other one is told apart as well."""
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.codes[place]] = sums.get(row.codes[place], 0) + row.n
    ordered = sorted(sums, key=lambda code: (-sums[code], code))
    return set(ordered if len(ordered) <= most + 1 else ordered[:most])


def _added(figures: Figures, rows: Iterable[tuple[str, str, Row]]) -> list[Stream]:
    """Corridors that begin and end alike, together."""
    members: dict[tuple[str, str], list[Row]] = {}
    for origin, place, row in rows:
        members.setdefault((origin, place), []).append(row)
    found = [Stream(*ends, *_together(figures, of)) for ends, of in members.items()]
    return sorted(found, key=lambda stream: (-stream.n, stream.origin, stream.place))


def _together(figures: Figures, rows: Sequence[Row]) -> tuple[int, int, int]:
    """How many people the corridors have together, and between which numbers they lie.

    The bounds are asked for, and not only added: a case whose places were withheld may be in any of the corridors, but
    only in one of them. Where what is asked for is less sure than the sum, as it can be with noise, the sum is taken.
    """
    if len(rows) == 1:
        return rows[0].n, rows[0].low, rows[0].high
    by_place: dict[str, list[str]] = {}
    for row in rows:
        by_place.setdefault(row.codes[1], []).append(row.codes[0])
    pairs = tuple(
        AllOf((Condition(ORIGIN, EQUAL, tuple(sorted(origins))), Condition(PLACE, EQUAL, (place,))))
        for place, origins in sorted(by_place.items())
    )
    question = figures.answer.question
    among = pairs[0] if len(pairs) == 1 else AnyOf(pairs)
    (cell,) = ask(figures.release, Question((), (*question.where, among))).cells
    people = sum(row.n for row in rows)
    low = max(cell.low, sum(row.low for row in rows))
    high = min(cell.high, sum(row.high for row in rows))
    return people, min(low, people), max(high, people)


@cache
def _regions() -> dict[str, tuple[float, float]]:
    """The middle of each region and subregion of the world, in degrees."""
    listed, found = code_list(COUNTRIES), places()
    members: dict[str, list[tuple[float, float]]] = {}
    for code in listed:
        for name in (REGION, SUBREGION):
            region = code.attributes.get(name)
            if region and code.code in found:
                members.setdefault(region, []).append(found[code.code])
    return {region: middle(of) for region, of in members.items()}

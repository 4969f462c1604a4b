"""Corridors: from where people are, to where they were exploited; which of them may be drawn, and how they add up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from math import ceil, sqrt

from palermo.codes import code_list
from palermo.release import DIFFERENTIAL_PRIVACY, Release
from palermo.tabulate import AllOf, AnyOf, Cell, Condition, Question
from palermo.web.hub.countries import ORIGIN, PLACE
from palermo.web.hub.figures import Figures, Row, ask, read
from palermo.web.hub.maps import COUNTRIES, middle, places

EQUAL = "="
SIDES = (ORIGIN, PLACE)
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
    return _added(figures, rows, lambda side, code: code if code in kept[side] else OTHER)


def by_region(figures: Figures, rows: Sequence[Row]) -> list[Stream]:
    """The corridors between regions of the world, and between countries of one region."""
    region = region_of(figures.release)
    return _added(figures, rows, lambda side, code: region(SIDES[side], code))


def _largest(rows: Sequence[Row], place: int, most: int) -> set[str]:
    """The codes with most people. One that would be the only other one is told apart as well."""
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.codes[place]] = sums.get(row.codes[place], 0) + row.n
    ordered = sorted(sums, key=lambda code: (-sums[code], code))
    return set(ordered if len(ordered) <= most + 1 else ordered[:most])


def _added(figures: Figures, rows: Iterable[Row], named: Callable[[int, str], str]) -> list[Stream]:
    """Corridors that begin and end alike, together. named: what a code is called on a side."""
    members: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        members.setdefault((named(0, row.codes[0]), named(1, row.codes[1])), []).append(row)
    sides = [_places_on(figures, side, partial(named, side)) for side in (0, 1)]
    found = [
        Stream(*ends, *_together(figures, of, (sides[0].get(ends[0], {}), sides[1].get(ends[1], {}))))
        for ends, of in members.items()
    ]
    return sorted(found, key=lambda stream: (-stream.n, stream.origin, stream.place))


def _places_on(figures: Figures, side: int, named: Callable[[str], str]) -> Mapping[str, Mapping[str, int]]:
    """All places that the release knows on a side, by what they are called together: of each, the most people."""
    found: dict[str, dict[str, int]] = {}
    chosen = {
        value
        for each in figures.answer.question.where
        if isinstance(each, Condition) and (each.column, each.operator) == (SIDES[side], EQUAL)
        for value in each.values
    }
    for row in read(figures.release, Question((SIDES[side],))).broad:
        if not chosen or row.codes[0] in chosen:
            found.setdefault(named(row.codes[0]), {})[row.codes[0]] = row.high
    return found


def _together(
    figures: Figures, rows: Sequence[Row], sides: tuple[Mapping[str, int], Mapping[str, int]]
) -> tuple[int, int, int]:
    """How many people the corridors have together, and between which numbers they lie.

    sides: all places that they may begin or end in, and the most people of each. The bounds are asked for, and not only
    added: a case whose places were withheld may be in any of the corridors, but only in one of them. Also in corridors
    of which the release has nobody, so that they are asked for as well; with noise, each of these may have as many
    people as one that has nobody, and together they grow as noise does, with the square root of their number.
    """
    people, here = sum(row.n for row in rows), {(row.codes[0], row.codes[1]) for row in rows}
    absent = [(one, other) for one in sides[0] for other in sides[1] if one != other and (one, other) not in here]
    if len(rows) == 1 and not absent:
        return rows[0].n, rows[0].low, rows[0].high
    is_noisy = figures.release.manifest.about.method == DIFFERENTIAL_PRIVACY
    cell = _asked(figures, sorted(here) if is_noisy else [*sorted(here), *absent])
    low, high = max(cell.low, sum(row.low for row in rows)), cell.high
    if is_noisy:
        high = min(high, sum(row.high for row in rows))
        if absent:
            high += ceil(_asked(figures, absent[:1]).high * sqrt(len(absent)))
    high = min(high, *(sum(side.values()) for side in sides if side))
    return people, min(low, people), max(high, people)


def _asked(figures: Figures, pairs: Sequence[tuple[str, str]]) -> Cell:
    """The people of several corridors, with the bounds of their number."""
    by_origins: dict[tuple[str, ...], list[str]] = {}
    by_place: dict[str, list[str]] = {}
    for origin, place in pairs:
        by_place.setdefault(place, []).append(origin)
    for place, origins in by_place.items():
        by_origins.setdefault(tuple(sorted(origins)), []).append(place)
    among = tuple(
        AllOf((Condition(ORIGIN, EQUAL, origins), Condition(PLACE, EQUAL, tuple(sorted(places)))))
        for origins, places in sorted(by_origins.items())
    )
    clause = among[0] if len(among) == 1 else AnyOf(among)
    (cell,) = ask(figures.release, Question((), (*figures.answer.question.where, clause))).cells
    return cell


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

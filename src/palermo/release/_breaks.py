"""Where a series breaks: years in which a contributor's cases begin or end, which look like more or less crime."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from palermo.release._manifest import DIFFERENTIAL_PRIVACY, Coverage, Manifest

NOISE = "noise_sd"
"""The measured figure of a private release that tells the standard deviation of its counts, by number of attributes."""

PAIR = "2"
"""A contributor's cases in a year are a combination of two attributes."""

SURE = 1.96
"""Standard deviations of the noise above which a count is told apart from nothing, at 95 %."""


class Way(StrEnum):
    """What a break is: cases of a contributor begin, or end."""

    ENTERED = "entered"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Break:
    """A year whose figures cannot be compared with those of the year before without a second thought.

    year: the first year with the contributor's cases, or the first year without them. kind: which of the two.
    share: the contributor's cases over those of all contributors, in the first year with them or in the last one:
    how much of the series changed at once. None where a number of that year is withheld.
    """

    year: int
    contributor: str
    kind: Way
    share: float | None = None


def breaks(manifest: Manifest) -> tuple[Break, ...]:
    """The breaks in a release's coverage, by year, then by contributor; none where it does not tell its coverage.

    The years are those from the first to the last in which any contributor has cases: who is there from the first on
    did not enter, and who is there in the last did not leave. A number that is withheld because it is small is a
    presence. In a private release, a number that noise alone may have made is none.

    An end in the last years may be late delivery, and no end at all: nothing in a manifest tells the two apart.
    """
    there = _there(manifest)
    if not there:
        return ()
    years = range(min(year for _, year in there), max(year for _, year in there) + 1)
    found = [each for name in sorted({name for name, _ in there}) for each in _of(name, years, there)]
    return tuple(sorted(found, key=lambda each: (each.year, each.contributor)))


def _there(manifest: Manifest) -> dict[tuple[str, int], int | None]:
    """The numbers of cases of contributors in years, where there are any. None: withheld."""
    least = _least(manifest)
    return {(cell.contributor, cell.year): cell.cases for cell in manifest.about.coverage if _is_there(cell, least)}


def _is_there(cell: Coverage, least: float) -> bool:
    return cell.cases is None or cell.cases > least


def _least(manifest: Manifest) -> float:
    """The number of cases up to which a published one may be nothing."""
    noise = manifest.about.utility.get(NOISE)
    if manifest.about.method != DIFFERENTIAL_PRIVACY or not isinstance(noise, Mapping):
        return 0
    deviation = noise.get(PAIR, 0)
    return SURE * deviation if isinstance(deviation, int | float) else 0


def _of(contributor: str, years: range, there: Mapping[tuple[str, int], int | None]) -> Iterator[Break]:
    for year in years[1:]:
        before, now = ((contributor, each) in there for each in (year - 1, year))
        if now and not before:
            yield Break(year, contributor, Way.ENTERED, _share(contributor, year, there))
        if before and not now:
            yield Break(year, contributor, Way.LEFT, _share(contributor, year - 1, there))


def _share(contributor: str, year: int, there: Mapping[tuple[str, int], int | None]) -> float | None:
    """A contributor's part of a year's cases; None where a number is withheld."""
    cases = there[contributor, year]
    everyone = [number for (_, each), number in there.items() if each == year]
    known = [number for number in everyone if number is not None]
    return cases / sum(known) if cases is not None and len(known) == len(everyone) else None

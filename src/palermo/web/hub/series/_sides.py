"""The three series of a country together: what they share is their years, and nothing else."""

from dataclasses import dataclass

from palermo.codes import code_list
from palermo.release import Release
from palermo.series import Kind
from palermo.web.hub.maps import COUNTRIES
from palermo.web.hub.others import Others
from palermo.web.hub.series._assisted import assisted
from palermo.web.hub.series._detected import detected
from palermo.web.hub.series._estimated import estimated
from palermo.web.hub.series._side import Side


@dataclass(frozen=True)
class Sides:
    """The three, in their order. first, last: the years that the charts span; None where nothing is drawn."""

    country: str
    release: Release
    sides: tuple[Side, ...]
    first: int | None
    last: int | None


def side_by_side(release: Release, others: Others, country: str, language: str) -> Sides | None:
    """The three series of a country; None for what is no country of ISO 3166, such as a region."""
    if country not in code_list(COUNTRIES):
        return None
    sides = (
        assisted(release, country, language),
        detected(others.of(Kind.DETECTED), country, language),
        estimated(others.of(Kind.ESTIMATED), country, language),
    )
    edges = [year for side in sides for point in side.points for year in (point.year_from, point.year_to)]
    return Sides(country, release, sides, min(edges, default=None), max(edges, default=None))

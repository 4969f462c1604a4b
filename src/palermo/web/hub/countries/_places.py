"""The places of a release: countries, or regions where it was made coarser to protect people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _

from palermo.codes import CodeList, code_list
from palermo.release import Release
from palermo.tabulate import Question
from palermo.web.hub.countries._profile import ORIGIN, PLACE
from palermo.web.hub.figures import ask
from palermo.web.hub.maps import COUNTRIES
from palermo.web.hub.questions import folded

REGION, REGIONS, OTHER = "region", "un-region", "other"
NOTHING: tuple[int | None, bool] = (None, False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A country or region in the index.

    origin, place: people from there and exploited there; None: not published. origin_doubtful, place_doubtful: whether
    noise alone may have made the figure, so that perhaps nobody is. others: what others have figures of, in words.
    """

    code: str
    name: str
    origin: int | None
    place: int | None
    origin_doubtful: bool = False
    place_doubtful: bool = False
    others: tuple[str, ...] = ()

    @property
    def is_here(self) -> bool:
        """Whether the release has a figure."""
        return self.origin is not None or self.place is not None

    @property
    def is_doubtful(self) -> bool:
        """Whether any of the figures is."""
        return self.origin_doubtful or self.place_doubtful


@dataclass(frozen=True, slots=True)
class Group:
    """A region of the world, and the countries or regions in it by name. code: of its place in the page."""

    code: str
    name: str
    places: tuple[Entry, ...]
    is_countries: bool


def has_list(release: Release, column: str, name: str = COUNTRIES) -> bool:
    """Whether a release has a column, and by this list of codes."""
    return any(each.name == column and each.list == name for each in release.columns)


def lists(release: Release) -> dict[str, CodeList]:
    """The lists that a release has places by, countries first; none where it has no column of places."""
    found: dict[str, CodeList] = {}
    for column in release.columns:
        listed = release.codes(column.name) if column.name in (ORIGIN, PLACE) else None
        if listed is not None and column.list is not None:
            found.setdefault(column.list, listed)
    return dict(sorted(found.items(), key=lambda pair: pair[0] != COUNTRIES))


def groups(
    release: Release, language: str, others: Mapping[str, tuple[str, ...]] = MappingProxyType({})
) -> tuple[Group, ...]:
    """The places with a published figure, by region of the world; countries first.

    others: the countries of which others have figures, and what these are called.
    """
    listed = lists(release)
    if others:
        listed = {COUNTRIES: code_list(COUNTRIES), **listed}
    return tuple(
        group
        for name, codes in listed.items()
        for group in _groups(release, name, codes, language, others if name == COUNTRIES else {})
    )


def region_of(listed: CodeList, code: str) -> str:
    """The region of the world that a place is in; `other` where it is in none, as a region of the world itself."""
    region = listed[code].attributes.get(REGION, "")
    return region if region in code_list(REGIONS) else OTHER


def region_name(region: str, language: str) -> str:
    """What a region of the world is called."""
    return _("Other") if region == OTHER else code_list(REGIONS).label(region, language)


def _groups(
    release: Release, name: str, listed: CodeList, language: str, others: Mapping[str, tuple[str, ...]]
) -> Iterator[Group]:
    origin, place = (_counts(release, column, name) for column in (ORIGIN, PLACE))
    by_region: dict[str, list[Entry]] = {}
    for code in {*origin, *place, *(each for each in others if each in listed)}:
        (people, doubtful), (exploited, unsure) = origin.get(code, NOTHING), place.get(code, NOTHING)
        entry = Entry(code, listed.label(code, language), people, exploited, doubtful, unsure, others.get(code, ()))
        by_region.setdefault(region_of(listed, code), []).append(entry)
    for region in sorted(by_region, key=lambda each: (each == OTHER, folded(region_name(each, language)))):
        yield Group(
            code=region if name == COUNTRIES else f"{name}-{region}",
            name=_title(name, region, language),
            places=tuple(sorted(by_region[region], key=lambda each: folded(each.name))),
            is_countries=name == COUNTRIES,
        )


def _title(name: str, region: str, language: str) -> str:
    if name == COUNTRIES:
        return region_name(region, language)
    if region == OTHER:
        return _("Regions of the world")
    return _("{region}, by subregion").format(region=region_name(region, language))


def _counts(release: Release, column: str, name: str) -> dict[str, tuple[int | None, bool]]:
    """By code, how many people, and whether there may be none."""
    if not has_list(release, column, name):
        return {}
    cells = ask(release, Question((column,))).cells
    return {cell.codes[0]: (cell.n, cell.n > 0 and cell.low <= 0) for cell in cells if cell.n is not None}

"""What the API says of places, and of whose cases there are."""

from typing import Any

from ninja import Schema

from palermo.web.hub.api._shapes._answers import Aggregate, CautionShown, Row, SourceShown


class Place(Schema):
    """A country or region. origin: people from there; exploitation: people exploited there; null: no figure."""

    code: str
    name: str
    region: str
    origin: Row | None
    exploitation: Row | None


class PlaceList(Schema):
    """All places with a figure, by code. cautions: of both numbers."""

    release: str
    language: str
    places: list[Place]
    cautions: list[CautionShown]
    citation: str
    source: SourceShown


class Profile(Schema):
    """What is told of the people from a country, or exploited there. role: which of the two, as a column.

    whole: how many they are. tables: who they are, how and by whom they were exploited, when: an answer a column.
    """

    role: str
    whole: Aggregate
    tables: list[Aggregate]


class Country(Schema):
    """A country or region, as a release tells of it."""

    release: str
    language: str
    code: str
    name: str
    profiles: list[Profile]
    citation: str
    source: SourceShown


class OneSeries(Schema):
    """One of three series. who: who counted whom. empty: why there is no figure. figures: each with its source."""

    name: str
    who: str
    empty: str | None
    notes: list[str]
    figures: list[dict[str, Any]]


class SeriesShown(Schema):
    """Three series of a country side by side: assisted, detected, estimated. about: why they are never added."""

    country: str
    release: str
    about: str
    series: dict[str, OneSeries]


class Contributed(Schema):
    """What one contributor sent. Null where a number is withheld, or is told by no number of this release."""

    contributor: str
    rows_in: int | None
    accepted: int | None
    quarantined: int | None


class Covered(Schema):
    """Cases of one contributor in one year. cases: null where it is withheld because it is small."""

    contributor: str
    year: int
    cases: int | None


class BreakShown(Schema):
    """A year in which a contributor's cases begin (`entered`) or end (`left`), and how much of the series that is."""

    year: int
    contributor: str
    kind: str
    share: float | None


class CoverageShown(Schema):
    """Whose cases a release has, from which years. not_covered: published cases that no number here counts.

    data_sources: the cases by kind of source, such as hotlines and case management; null where that is not published.
    """

    release: str
    language: str
    contributions: list[Contributed]
    cells: list[Covered]
    not_covered: int | None
    breaks: list[BreakShown]
    data_sources: Aggregate | None
    citation: str
    source: SourceShown

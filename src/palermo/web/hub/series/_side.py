"""One of the three series, as it stands on a page: who counted whom, a chart, a table, where it comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from palermo.series import Figure, Source
from palermo.web.hub.figures import DASH, number, span

ASSISTED, DETECTED, ESTIMATED = "assisted", "detected", "estimated"
KINDS = (ASSISTED, DETECTED, ESTIMATED)


@dataclass(frozen=True, slots=True)
class Point:
    """What is drawn of one year or period: the interval from low to high, and the value where one is told."""

    year_from: int
    year_to: int
    low: int
    high: int
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as it is named under a chart. address: empty where it leads nowhere."""

    title: str
    publisher: str
    date: str
    address: str
    licence: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table behind a chart. head: its years. detail: a line below it. source: its number, from 1."""

    head: str
    cells: tuple[str, ...]
    source: int = 1
    detail: str = ""


@dataclass(frozen=True)
class Side:
    """A series of a country.

    name: of the series. who: who counted whom, as a sentence. empty: why nothing is drawn, in two sentences or fewer.
    notes: what to know before using it. data: each figure with all that belongs to it, as JSON values.
    """

    kind: str
    name: str
    who: str
    points: tuple[Point, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[Cited, ...] = ()
    empty: tuple[str, ...] = ()
    data: tuple[Mapping[str, object], ...] = ()


def told(low: int, high: int, language: str) -> str:
    """A number, or the interval in which it lies.

    >>> told(7, 7, "en"), told(1, 4, "en")
    ('7', '1–4')
    """
    return span(low, high, language) or number(low, language)


def years(first: int, last: int) -> str:
    """A year, or the years of a period.

    >>> years(2019, 2019), years(2013, 2016)
    ('2019', '2013–2016')
    """
    return str(first) if first == last else f"{first}{DASH}{last}"


def cited(source: Source) -> Cited:
    """A source of a series of others."""
    return Cited(source.title, source.publisher, source.date, source.url, source.licence, source.verified)


def data_of(figure: Figure, dataset: str) -> dict[str, object]:
    """A figure of others with its source, as JSON values."""
    source = figure.source
    return {
        "series": figure.kind.value,
        "country": figure.country,
        "year_from": figure.year_from,
        "year_to": figure.year_to,
        "sex": figure.sex,
        "age": figure.age,
        "form": figure.form,
        "citizenship": figure.citizenship,
        "repatriation": figure.repatriation,
        "low": figure.low,
        "high": figure.high,
        "value": figure.low if figure.is_exact else figure.estimate,
        "level": figure.level,
        "unit": figure.unit.value,
        "sdg": figure.sdg or None,
        "note": None,
        "population": source.population,
        "method": source.method,
        "source": source.title,
        "publisher": source.publisher or None,
        "url": source.url,
        "date": source.date or None,
        "licence": source.licence or None,
        "verified": source.verified,
        "dataset": dataset,
        "row": figure.row,
    }


COLUMNS: Sequence[str] = (
    "series", "country", "year_from", "year_to", "sex", "age", "form", "citizenship", "repatriation", "low", "high",
    "value", "level", "unit", "sdg", "denominator", "missing_share", "cautions", "note", "population", "method",
    "source", "publisher", "url", "date", "licence", "terms", "verified", "dataset", "row",
)  # fmt: skip
"""The fields of every figure, in the order in which files have them; one that does not apply is empty."""

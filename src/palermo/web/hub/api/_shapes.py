"""What the API answers, as its OpenAPI description states it."""

from typing import Any

from ninja import Field, Schema

from palermo.release import Release


class Fault(Schema):
    """What is wrong: where, what, and what to do about it."""

    code: str
    place: str
    fault: str
    remedy: str


class Failure(Schema):
    """The one shape of errors."""

    error: Fault


class ReleaseBrief(Schema):
    """A release, in short. manifest: the address of its manifest."""

    id: str
    title: dict[str, str]
    publisher: str
    date: str
    cases: int
    columns: list[str]
    demonstration: bool
    reviewed: bool
    licence: str
    licence_url: str
    key_fingerprint: str
    manifest_url: str


class ReleaseList(Schema):
    """All releases. current: the one that is asked when a question names none; null when there is none."""

    current: str | None
    releases: list[ReleaseBrief]


class FileOffered(Schema):
    """A file of a release. sha256: of its bytes, in hexadecimal."""

    name: str
    bytes: int
    sha256: str
    media_type: str
    description: str
    url: str


class ReleaseFull(ReleaseBrief):
    """A release. manifest: all that it says of itself, as in manifest.json."""

    files: list[FileOffered]
    manifest: dict[str, Any]


class QuestionAsked(Schema):
    """The question, as it was understood. text: in words.

    id: a short name that is the same everywhere and for ever. counting: the version of the rules of counting.
    """

    by: list[str]
    where: list[str]
    within: bool
    sort: str
    top: int
    change: str
    schema_: str = Field(alias="schema")
    text: str
    id: str
    counting: int


class ColumnAsked(Schema):
    """A column of the answer. proxy: what it stands in for; empty when it measures what its name says."""

    name: str
    label: str
    kind: str
    list: str | None
    proxy: str


class CodeShown(Schema):
    """A code of a row. parent: the broader code that includes it."""

    column: str
    code: str
    label: str
    parent: str | None


class ChangeShown(Schema):
    """How a figure differs from that of another year. base: that year. n: so many more. share: of that year's n."""

    base: str
    n: int
    low: int
    high: int
    share: float | None
    share_low: float | None
    share_high: float | None


class Row(Schema):
    """The cases with one code in each column.

    n: null where it is that of fewer than k cases; so is denominator. share: n over denominator. share_low, share_high:
    between which shares it lay before values were withheld. low, high: between which numbers n lay then.
    interval: whether these bounds were published with the release or recounted. missing_share: of the cases that the
    share could be over, those with no answer. change: against another year, where that is asked. cautions: the codes
    of the rules that this figure breaks.
    """

    by: list[CodeShown]
    n: int | None
    denominator: int | None
    share: float | None
    share_low: float | None
    share_high: float | None
    low: int
    high: int
    interval: str
    missing_share: float | None
    change: ChangeShown | None
    cautions: list[str]


class CautionShown(Schema):
    """One line that travels with the numbers."""

    code: str
    text: str


class SourceShown(Schema):
    """Where the numbers come from."""

    release: str
    title: str
    publisher: str
    date: str
    licence: str
    licence_url: str
    demonstration: bool
    key_fingerprint: str
    terms: str


class Paging(Schema):
    """Which rows these are. rows: how many the answer has. next, previous: addresses of the rows after and before."""

    offset: int
    limit: int | None
    rows: int
    next: str | None
    previous: str | None


class Aggregate(Schema):
    """An answer. total: cases that match; missing: with no answer in a column asked by; none: with no code at all.

    Each is null where it is that of fewer than k cases, and not 0. others: how many codes are together in `*`.
    cell_cautions: the rules that single rows break, in words. link: where the answer is found again, whatever is
    published later. paging: only where a limit or an offset was asked for.
    """

    question: QuestionAsked
    release: str
    language: str
    columns: list[ColumnAsked]
    rows: list[Row]
    total: int | None
    denominator: int | None
    missing: int | None
    missing_share: float | None
    none: int | None
    others: int
    cautions: list[CautionShown]
    cell_cautions: dict[str, str]
    citation: str
    source: SourceShown
    link: str
    paging: Paging | None = None


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


class TermShown(Schema):
    """A word of the field. verified: whether its meaning was confirmed at its source. also: words to look up next."""

    id: str
    term: dict[str, str]
    definition: dict[str, str]
    source: str
    source_url: str
    verified: bool
    also: list[str]


class Glossary(Schema):
    """The field's words, in every language that has them."""

    terms: list[TermShown]


class StructureMessage(Schema):
    """An SDMX-JSON structure message, as its standard describes it."""

    meta: dict[str, Any]
    data: dict[str, Any]


class Codebook(Schema):
    """The codebook, as in codebook.json."""

    release: str
    languages: list[str]
    columns: list[dict[str, Any]]
    lists: dict[str, dict[str, Any]]
    missing: list[dict[str, Any]]


def brief(release: Release, manifest_url: str) -> dict[str, Any]:
    """A release, in short."""
    about = release.manifest.about
    return {
        "id": release.id,
        "title": dict(about.title),
        "publisher": about.publisher,
        "date": about.date.isoformat(),
        "cases": release.manifest.rows,
        "columns": [column.name for column in release.columns],
        "demonstration": about.demonstration,
        "reviewed": release.manifest.is_reviewed,
        "licence": about.licence.name,
        "licence_url": about.licence.url,
        "key_fingerprint": release.manifest.key.fingerprint,
        "manifest_url": manifest_url,
    }

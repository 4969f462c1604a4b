"""The shapes of the API: what is asked and what is answered, as its OpenAPI description states them."""

from typing import Any, Literal

from ninja import Field, Schema

from palermo.release import Release
from palermo.tabulate import MOST_COLUMNS
from palermo.web.hub.figures import MOST_CONDITIONS

Language = Literal["en", "fr", "es", "ar", "ru", "zh"]


class Asked(Schema):
    """A question."""

    by: list[str] = Field(
        default_factory=list,
        description="A column whose codes make the rows; up to three, repeated or with commas between them. "
        "Without any, the answer is how many cases match.",
        examples=[["gender"]],
        json_schema_extra={"maxItems": MOST_COLUMNS},
    )
    where: list[str] = Field(
        default_factory=list,
        description="A condition, repeated as needed; all must hold: `citizenship=PHL`, `age_band=0-8|9-17`, "
        "`gender!=man`, `year_of_registration>=2015`, `gender=?` (missing). A code includes the codes below it.",
        examples=[["gender=woman"]],
        json_schema_extra={"maxItems": MOST_CONDITIONS},
    )
    within: bool = Field(False, description="Shares within each code of the first column instead of over all.")
    release: str = Field("", description="The release's id; the newest when left out.", max_length=100)
    language: Language = Field("en", description="Language of labels and cautions, where there are any in it.")


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
    """The question, as it was understood. text: in words."""

    by: list[str]
    where: list[str]
    within: bool
    text: str


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


class Row(Schema):
    """The cases with one code in each column.

    n: null where it is that of fewer than k cases; so is denominator. share: n over denominator. share_low, share_high:
    between which shares it lay before values were withheld. low, high: between which numbers n lay then.
    interval: whether these bounds were published with the release or recounted.
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


class Aggregate(Schema):
    """An answer. total: cases that match; missing: with no answer in a column asked by; none: with no code at all.

    Each is null where it is that of fewer than k cases, and not 0.
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
    cautions: list[CautionShown]
    citation: str
    source: SourceShown


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

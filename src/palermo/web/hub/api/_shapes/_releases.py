"""What the API says of releases: their files, words and codes."""

from typing import Any

from ninja import Schema


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

"""Everything that can be looked up by name: lists, schemas, vintages and crosswalks."""

from collections.abc import Sequence
from dataclasses import dataclass

from palermo.codes._crossing import Crosswalk, Vintage
from palermo.codes._htcds import Htcds
from palermo.codes._load import (
    case_schema,
    code_list,
    crosswalk,
    crosswalk_names,
    htcds,
    list_names,
    vintage,
    vintage_names,
)
from palermo.codes._model import CodeList, Labels, Schema
from palermo.codes._read_list import unknown
from palermo.codes._read_schema import CASE_SCHEMA, HTCDS
from palermo.report import Document, Section, Table

Found = CodeList | Schema | Htcds | Vintage | Crosswalk
"""What a name can stand for."""

KINDS = ("list", "schema", "vintage", "crosswalk")
"""The kinds of data files."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of the catalogue.

    size: codes of a list, columns of a schema or vintage, links of a crosswalk.
    verified: whether the whole was confirmed at its source; unverified: rows of it that were not.
    losses: how many times a crosswalk loses detail; None for everything else.
    """

    kind: str
    name: str
    title: Labels
    version: str
    size: int
    verified: bool
    unverified: int
    losses: int | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every data file that words get their meaning from."""

    entries: tuple[Entry, ...]

    def document(self, language: str = "en") -> Document:
        """The catalogue as a report, titles in a language where they have it."""
        lead = f"{len(self.entries)} data files. `palermo codes show NAME` shows one of them."
        sections = [
            Section(_HEADINGS[kind], [_table([entry for entry in self.entries if entry.kind == kind], language)])
            for kind in KINDS
        ]
        return Document("What words mean", lead, sections)


_HEADINGS = {
    "list": "Code lists",
    "schema": "Schemas",
    "vintage": "Published vintages",
    "crosswalk": "Crosswalks",
}


def _table(entries: Sequence[Entry], language: str) -> Table:
    crossing = any(entry.losses is not None for entry in entries)
    columns = ["name", "title", "version", "size", "verified", *(["losses"] if crossing else [])]
    rows = []
    for entry in entries:
        title = entry.title.get(language, entry.title["en"])
        name = ", ".join((entry.name, *entry.aliases))
        rows.append([name, title, entry.version, entry.size, how_verified(entry.verified, entry.unverified)])
        rows[-1] += [entry.losses] if crossing else []
    return Table(columns, rows)


def how_verified(verified: bool, unverified: int) -> str:
    """Whether something was confirmed at its source, in words."""
    if not verified:
        return "NO"
    return f"all but {unverified}" if unverified else "yes"


def catalogue() -> Catalogue:
    """Read every data file and say what there is. Raises CodesError when one of them is wrong (file and line).

    >>> {entry.kind for entry in catalogue().entries} == set(KINDS)
    True
    """
    return Catalogue(tuple(_entry(found) for found in _everything()))


def _everything() -> list[Found]:
    return [
        *(code_list(name) for name in list_names()),
        case_schema(),
        htcds(),
        *(vintage(name) for name in vintage_names()),
        *(crosswalk(name) for name in crosswalk_names()),
    ]


def _entry(found: Found) -> Entry:
    def entry(kind: str, size: int, unverified: int = 0, losses: int | None = None) -> Entry:
        aliases = found.aliases if isinstance(found, Vintage) else ()
        return Entry(kind, found.name, found.title, found.version, size, found.verified, unverified, losses, aliases)

    if isinstance(found, CodeList):
        return entry("list", len(found), sum(not code.verified for code in found))
    if isinstance(found, Schema):
        return entry("schema", len(found.columns))
    if isinstance(found, Htcds):
        return entry("schema", len(found.fields))
    if isinstance(found, Vintage):
        return entry("vintage", len(found.columns))
    return entry("crosswalk", len(found.links), sum(not link.verified for link in found.links), len(found.losses()))


def find(name: str) -> Found:
    """What a name stands for; a column of the case table stands for its list.

    Raises CodesError when there is nothing of that name; it names the nearest ones.

    >>> find("ctdc-2024").name
    'ctdc-synthetic-2024'
    """
    if name in list_names():
        return code_list(name)
    if name in crosswalk_names():
        return crosswalk(name)
    if name in (CASE_SCHEMA, HTCDS):
        return case_schema() if name == CASE_SCHEMA else htcds()
    vintages = {called: known for known in vintage_names() for called in (known, *vintage(known).aliases)}
    if name in vintages:
        return vintage(name)
    if name in case_schema() and (named := case_schema()[name].list) is not None:
        return code_list(named)
    raise unknown("codes", name, (*list_names(), CASE_SCHEMA, HTCDS, *vintages, *crosswalk_names()))

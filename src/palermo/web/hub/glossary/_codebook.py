"""The columns and codes of a release, as one looks them up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from django.urls import reverse

from palermo.codes import Code, CodeList, Column, fold, in_language
from palermo.release import Release
from palermo.web.hub.glossary._terms import Term, terms

AFTER_NAMES = 10_000
"""How far a text that is only in a definition is: farther than any name that has it."""

MOST_FOUND = 100
"""Codes that a search shows; who sees as many as that wants another word."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A code as the page shows it. anchor: its id on the page of its column. level: how many broader codes include it.

    definition: as the release has it, in English.
    """

    code: str
    label: str
    anchor: str
    definition: str
    aliases: tuple[str, ...]
    source: str
    is_verified: bool
    level: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A code that a search found, with the column it belongs to and where to read of it."""

    column: str
    entry: Entry
    address: str


def anchor_of(code: str) -> str:
    """The id of a code on a page: it has no space in it.

    >>> anchor_of("Harbour House"), anchor_of("debt_bondage")
    ('Harbour-House', 'debt_bondage')
    """
    return "-".join(code.split())


def entries(release: Release, column: Column, language: str) -> list[Entry]:
    """Every code of a column; those below another after it. Columns without a list have the codes that occur."""
    listed = release.codes(column.name)
    if listed is None:
        codes = next(each.get("codes", ()) for each in release.codebook()["columns"] if each["name"] == column.name)
        return [Entry(str(each), str(each), anchor_of(str(each)), "", (), "", True) for each in codes]
    return [_entry(listed, code, language) for code in _in_order(listed)]


def _in_order(listed: CodeList) -> Iterator[Code]:
    below: dict[str | None, list[Code]] = {}
    for code in listed:
        below.setdefault(code.parent, []).append(code)

    def walk(parent: str | None) -> Iterator[Code]:
        for code in below.get(parent, ()):
            yield code
            yield from walk(code.code)

    return walk(None)


def _entry(listed: CodeList, code: Code, language: str) -> Entry:
    return Entry(
        code=code.code,
        label=listed.label(code.code, language),
        anchor=anchor_of(code.code),
        definition=code.definition,
        aliases=code.aliases,
        source=code.source,
        is_verified=code.verified and listed.verified,
        level=len(listed.ancestors(code.code)),
    )


def find_terms(text: str) -> list[Term]:
    """The words that a text is part of, in any language; those whose name it is come first."""
    wanted = fold(text)
    found: list[tuple[int, Term]] = []
    for each in terms():
        rank = _rank(wanted, map(fold, (*each.term.values(), *each.words)))
        if rank is None and any(wanted in fold(said) for said in each.definition.values()):
            rank = AFTER_NAMES
        if rank is not None:
            found.append((rank, each))
    found.sort(key=lambda pair: pair[0])
    return [each for _rank_of, each in found]


def find_codes(release: Release, text: str, language: str, pinned: str = "") -> list[Found]:
    """The columns' codes whose code, label in any language, alias or definition has this text; the nearest first.

    pinned: what addresses have at their end to stay with the release.
    """
    wanted = fold(text)
    found: list[tuple[int, Found]] = []
    for each in _searched(release, language):
        rank = _rank(wanted, each.names)
        if rank is None and wanted in each.definition:
            rank = AFTER_NAMES
        if rank is not None:
            address = f"{reverse('hub:glossary-column', args=(each.column,))}{pinned}#{each.entry.anchor}"
            found.append((rank, Found(each.label, each.entry, address)))
    found.sort(key=lambda pair: pair[0])
    return [each for _rank_of, each in found]


@dataclass(frozen=True, slots=True)
class _Searched:
    """A code as it is searched. label: of its column. names, definition: folded."""

    column: str
    label: str
    entry: Entry
    names: tuple[str, ...]
    definition: str


_kept: WeakKeyDictionary[Release, dict[str, list[_Searched]]] = WeakKeyDictionary()


def _searched(release: Release, language: str) -> list[_Searched]:
    """Every code of a release by all its names, kept for as long as the release is."""
    kept = _kept.setdefault(release, {})
    if language not in kept:
        kept[language] = list(_made_searchable(release, language))
    return kept[language]


def _made_searchable(release: Release, language: str) -> Iterator[_Searched]:
    for column in release.columns:
        listed = release.codes(column.name)
        label = in_language(column.label, language)
        for entry in entries(release, column, language):
            labels = listed[entry.code].label.values() if listed is not None else ()
            names = tuple(dict.fromkeys(map(fold, (entry.code, *labels, *entry.aliases))))
            yield _Searched(column.name, label, entry, names, fold(entry.definition))


def _rank(wanted: str, names: Iterable[str]) -> int | None:
    """How far folded names are from what is wanted: 0 where one is the same; None where none has it in it."""
    return min((len(name) - len(wanted) for name in names if wanted in name), default=None)

"""What a phrase can mean, and where the phrases come from: the lists of a release, and the words kept beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from palermo.codes import Code, CodeList, Column, ColumnKind, case_schema, code_list
from palermo.release import Release
from palermo.tabulate._index import index_of
from palermo.tabulate.plain._text import keys
from palermo.tabulate.plain._words import Phrases, words

COUNTRY, SUBREGION, REGION = "country", "un-subregion", "un-region"
PLACES = ("citizenship", "country_of_exploitation")
"""The columns of countries, the one that is meant where no word tells first."""

MEANT, ELSE, LABEL, ALIAS = range(4)
"""How near a phrase is to its meaning: written for it, also written for it, its label, its alias or code."""

SHORT = 3
"""Letters up to which a code or alias counts only where it is typed in capitals: `IN` is India, `in` is not."""


class Kind(Enum):
    """What sort of thing a phrase means."""

    ROLE = "role"
    ASK = "ask"
    COLUMN = "column"
    EITHER = "either"
    PEOPLE = "people"
    CODE = "code"
    PLACE = "place"
    REGION = "region"
    NUMBER = "number"
    BEYOND = "beyond"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One meaning of a phrase.

    values: a role, a group, codes, a number. column: of the codes. language: of the phrase, empty for any. rank: how
    near it is. is_demonym: people of a country, not the country. is_wider: the code holds more than the phrase says.
    is_capital: only where it is typed in capitals.
    """

    kind: Kind
    values: tuple[str, ...] = ()
    column: str = ""
    language: str = ""
    rank: int = MEANT
    is_demonym: bool = False
    is_wider: bool = False
    is_capital: bool = False


Phrase = tuple[tuple[str, ...], Meaning]


def phrases(release: Release) -> Iterator[Phrase]:
    """Every phrase that is understood when this release is asked, and what it means."""
    yield from _written()
    yield from _places(release)
    own = {column.name: column for column in release.columns}
    for name in dict.fromkeys((*own, *(column.name for column in case_schema().columns))):
        column = own.get(name) or case_schema()[name]
        if column.kind is ColumnKind.ID:
            continue
        for language, label in column.label.items():
            yield keys(label), Meaning(Kind.COLUMN, column=name, language=language, rank=LABEL)
        if name in own and column.list is None and not column.is_number:
            for code in index_of(release).column(name).codes:
                yield keys(code), Meaning(Kind.CODE, (code,), name, rank=LABEL)
        for listed in _lists(release, column, is_own=name in own):
            yield from _listed(listed, name)


def _lists(release: Release, column: Column, *, is_own: bool) -> Iterator[CodeList]:
    """The release's list of a column, and the catalogue's, for its newer labels. Not of places: see `_places`."""
    if column.list in (None, COUNTRY, REGION, SUBREGION):
        return
    listed = release.codes(column.name) if is_own else None
    if listed is not None:
        yield listed
    yield code_list(str(column.list))


def _listed(listed: CodeList, column: str) -> Iterator[Phrase]:
    for code in listed:
        for language, label in code.label.items():
            yield keys(label), Meaning(Kind.CODE, (code.code,), column, language, LABEL)
            yield keys(_before_brackets(label)), Meaning(Kind.CODE, (code.code,), column, language, ALIAS)
        for text in (code.code, *code.aliases):
            is_short = _is_short(text)
            yield keys(text), Meaning(Kind.CODE, (code.code,), column, rank=ALIAS, is_capital=is_short)


def _places(release: Release) -> Iterator[Phrase]:
    """Names of countries and regions, the release's own and the catalogue's, with their people."""
    own = [listed for name in PLACES if (listed := _own_list(release, name)) is not None]
    demonyms = set()
    for country, by_language in words().demonyms.items():
        for language, names in by_language.items():
            for name in names:
                for form in _plurals(name, language):
                    demonyms.add(keys(form))
                    meaning = Meaning(Kind.PLACE, (country,), language=language, rank=LABEL, is_demonym=True)
                    yield keys(form), meaning
    for listed in {each.name: each for each in (*own, *map(code_list, (COUNTRY, SUBREGION, REGION)))}.values():
        kind = Kind.PLACE if listed.name == COUNTRY else Kind.REGION
        for code in listed:
            yield from _place(code, kind, demonyms)


def _own_list(release: Release, name: str) -> CodeList | None:
    listed = release.codes(name) if any(column.name == name for column in release.columns) else None
    return listed if listed is not None and listed.name in (COUNTRY, SUBREGION, REGION) else None


def _place(code: Code, kind: Kind, demonyms: set[tuple[str, ...]]) -> Iterator[Phrase]:
    for language, label in code.label.items():
        for text, rank in ((label, LABEL), (_before_brackets(label), ALIAS)):
            yield keys(text), Meaning(kind, (code.code,), language=language, rank=rank)
        if language == "zh" and kind is Kind.PLACE:
            yield from _chinese_people(code.code, _before_brackets(label))
    for text in (code.code, *code.aliases, *words().countries.get(code.code, ())):
        own = keys(text)
        if own not in demonyms:
            is_short = _is_short(text) and text not in words().countries.get(code.code, ())
            yield own, Meaning(kind, (code.code,), rank=ALIAS, is_capital=is_short)
        if kind is Kind.PLACE and text[:1] > "\u3400":
            yield from _chinese_people(code.code, text)


def _chinese_people(code: str, name: str) -> Iterator[Phrase]:
    for ending in ("人", "籍", "公民", "国籍"):
        yield keys(name + ending), Meaning(Kind.PLACE, (code,), language="zh", rank=ALIAS, is_demonym=True)


def _written() -> Iterator[Phrase]:
    """The phrases of phrases.yaml."""
    known = words()
    for role, texts in known.roles.items():
        yield from _said(texts, Meaning(Kind.ROLE, (role,)))
    for column, texts in known.asks.items():
        yield from _said(texts, Meaning(Kind.ASK, column=column))
    for column, texts in known.columns.items():
        yield from _said(texts, Meaning(Kind.COLUMN, column=column))
    yield from _said(known.either_country, Meaning(Kind.EITHER))
    for name, (_means, texts) in known.people.items():
        yield from _said(texts, Meaning(Kind.PEOPLE, (name,)))
    for means, is_wider, texts in known.codes:
        for place, (column, code) in enumerate(means.items()):
            rank = ELSE if place or is_wider else MEANT
            yield from _said(texts, Meaning(Kind.CODE, (code,), column, rank=rank, is_wider=is_wider))
    for codes, texts in known.shared:
        yield from _said(texts, Meaning(Kind.PLACE, codes))
    for codes, texts in known.regions:
        yield from _said(texts, Meaning(Kind.REGION, codes))
    for number, texts in known.numbers.items():
        yield from _said(texts, Meaning(Kind.NUMBER, (number,)))
    for name, texts in known.beyond.items():
        yield from _said(texts, Meaning(Kind.BEYOND, (name,)))


def _said(texts: Phrases, meaning: Meaning) -> Iterator[Phrase]:
    for language, each in texts.items():
        in_it = Meaning(meaning.kind, meaning.values, meaning.column, language, meaning.rank, is_wider=meaning.is_wider)
        for text in each:
            yield keys(text), in_it


def _plurals(name: str, language: str) -> Sequence[str]:
    """A demonym and its plurals, so that `sirias` is never taken for Syria."""
    if language not in ("en", "fr", "es") or " " in name:
        return (name,)
    ends = ("", "s", "es") if language == "es" else ("", "s")
    return tuple(name + end for end in ends)


def _before_brackets(label: str) -> str:
    """A label without what stands in brackets at its end."""
    cut = min((at for bracket in "(（" if (at := label.find(bracket)) > 0), default=len(label))
    return label[:cut].strip()


def _is_short(text: str) -> bool:
    plain = text.replace(".", "")
    return plain.isascii() and plain.isalpha() and len(plain) <= SHORT

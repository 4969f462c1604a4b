"""How contributors call columns, and how like a header is to what they call one."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from palermo.cases import Missing
from palermo.codes import Column, ColumnKind, case_schema, crosswalk_names, fold, htcds_fields, vintage, vintage_names
from palermo.harmonise._private import spaced

SAME = 0.9
"""From this likeness on, two spellings are the same word with a slip in it."""

_PREFIX = re.compile(r"^[a-z]{2,4}_")
"""What databases put before a name: `vic_`, `prs_`."""

LONGEST = 100
"""Characters of a header that are compared. A longer one is a sentence."""

NEAR = 0.6
"""From this likeness on, a header speaks for a column."""


@cache
def _data() -> Mapping[str, object]:
    found: Mapping[str, object] = yaml.safe_load(
        files("palermo.harmonise").joinpath("headers.yaml").read_text(encoding="utf-8")
    )
    return found


def words(text: str) -> str:
    """A header as words: `vic_CountryOfExploitation` and `Country of exploitation` are alike.

    >>> words("vic_CountryOfExploitation"), words("Pays d'exploitation")
    ('vic country of exploitation', 'pays d exploitation')
    """
    return fold(spaced(text))


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    """Column of the case table, or part such as `birth_date` → what it is called, as words."""
    found: dict[str, list[str]] = {}
    given = _data()
    for section in (given["columns"], given["parts"]):
        for name, texts in section.items():  # type: ignore[attr-defined]
            found[name] = list(texts)
    crossings = set(crosswalk_names())
    for column in case_schema().columns:
        mine = found.setdefault(column.name, [])
        mine += [column.name, *column.label.values()]
        mine += [
            text
            for field in htcds_fields()
            if field.list and column.list and f"{field.list}-to-{column.list}" in crossings
            for text in (field.name, field.name.partition("_")[2], *field.label.values(), *field.aliases)
        ]
    for name in vintage_names():
        for known in vintage(name).columns:
            if known.column is not None and not known.flag and not known.missing:
                found[known.column].append(known.name)
    return {name: tuple(dict.fromkeys(filter(None, map(words, texts)))) for name, texts in found.items()}


@cache
def _known(name: str) -> Sequence[tuple[str, frozenset[str]]]:
    return [(known, frozenset(known.split())) for known in _names()[name]]


@lru_cache(maxsize=8192)
def likeness(header: str, name: str) -> float:
    """How like a header is to what a column of the case table, or a part of one, is called: 0 to 1.

    >>> likeness("Nationalité", "citizenship"), likeness("Nationalité", "gender") < 0.5
    (1.0, True)
    """
    whole = words(header[:LONGEST])
    last = header[:LONGEST].rpartition("/")[2]
    return max(_likeness(text, name) for text in {whole, words(last), words(_PREFIX.sub("", last))})


@lru_cache(maxsize=8192)
def _likeness(header: str, name: str) -> float:
    given = frozenset(header.split())
    return max((_alike(header, given, known, wanted) for known, wanted in _known(name)), default=0.0)


def _alike(header: str, given: frozenset[str], known: str, wanted: frozenset[str]) -> float:
    if header == known:
        return 1.0
    if not given:
        return 0.0
    common = len(given & wanted)
    if common == len(wanted):
        return 0.6 + 0.35 * common / len(given)
    if common == len(given):
        return 0.45 + 0.35 * common / len(wanted)
    longest_match = 2 * min(len(header), len(known)) / (len(header) + len(known))
    if longest_match >= SAME:
        matcher = SequenceMatcher(None, header, known)
        if matcher.quick_ratio() >= SAME and (ratio := matcher.ratio()) >= SAME:
            return 0.95 * ratio
    return 0.5 * common / len(given | wanted)


def yes_texts() -> frozenset[str]:
    """Texts that say yes, without case."""
    return frozenset(_texts("yes"))


def no_texts() -> frozenset[str]:
    """Texts that say no, without case."""
    return frozenset(_texts("no"))


def _texts(name: str) -> Sequence[str]:
    return [str(text).casefold() for text in _data()[name]]  # type: ignore[attr-defined]


@cache
def missing_texts() -> Mapping[str, Missing]:
    """Texts that often stand for a kind of missing, without case."""
    kinds = _data()["missing"]
    return {str(t).casefold(): Missing(kind) for kind, texts in kinds.items() for t in texts}  # type: ignore[attr-defined]


@cache
def known_flags() -> Mapping[str, tuple[str, tuple[str, ...], str]]:
    """Flags of published vintages, as words → column of the case table, codes, and the kind of missing if it is one."""
    return {
        words(known.name): (known.column, known.flag, known.missing)
        for name in vintage_names()
        for known in vintage(name).columns
        if known.column is not None and (known.flag or known.missing)
    }


@cache
def flag_words() -> Mapping[str, tuple[str, str]]:
    """What contributors call yes-or-no columns, as words → column of the case table and code."""
    given = _data()["flags"]
    return {
        words(text): (column, code)
        for column, codes in given.items()  # type: ignore[attr-defined]
        for code, texts in codes.items()
        for text in texts
    }


def set_columns() -> tuple[Column, ...]:
    """The columns of the case table that hold sets."""
    return tuple(column for column in case_schema().columns if column.kind is ColumnKind.CODES)

"""Reading lists of answers: a file of ours, which may begin with a list of `palermo.codes`, or be a table."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from django.utils.translation import get_language

from palermo.codes import code_list, fold

KEYS = frozenset({"begins_with", "only", "before", "labels", "codes", "table", "source", "verified"})
LANGUAGES = ("en", "fr", "es", "ar")
"""The languages of case work."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a list.

    label: by language. standard: the code of the standard's list that stands for it where it is written out strictly;
    itself where it is the standard's. verified: whether it was confirmed at its source. alpha2: its code of two
    letters, of a country or a language. others: other names for it.
    """

    code: str
    label: Mapping[str, str]
    standard: str = ""
    verified: bool = True
    source: str = ""
    alpha2: str = ""
    others: tuple[str, ...] = field(default=())

    @property
    def title(self) -> str:
        """Its label in the language of the page, or in English."""
        return self.label.get((get_language() or "en").split("-")[0]) or self.label["en"]


@cache
def answers(name: str) -> Mapping[str, Answer]:
    """The answers of a list by their codes, in their order. Raises KeyError for a list that is not there.

    >>> answers("type-of-exploitation")["ForcedCriminality"].standard
    'Other'
    >>> list(answers("role-of-others"))[:2]
    ['TravellingPartner', 'Transporter']
    """
    import yaml

    folder = files("palermo.web.casework.lists").joinpath("data")
    file = folder.joinpath(f"{name}.yaml")
    if not file.is_file():
        return MappingProxyType(_standard(name))
    entry = yaml.safe_load(file.read_text(encoding="utf-8"))
    if unknown := set(entry) - KEYS:
        raise ValueError(f"{name}.yaml: nobody reads {sorted(unknown)}")
    if "table" in entry:
        text = folder.joinpath(entry["table"]).read_text(encoding="utf-8")
        return MappingProxyType(_of_table(text, entry.get("source", "")))
    found = _standard(entry["begins_with"]) if "begins_with" in entry else {}
    if "only" in entry:
        found = {code: found[code] for code in entry["only"]}
    for code, words in entry.get("labels", {}).items():  # the standard's codes in other languages
        stands = found[code]
        others = (*stands.others, stands.label["en"])  # the standard's own label, which files have
        found[code] = replace(stands, label={**stands.label, **words}, others=others)
    before = entry.get("before")  # ours stand before the standard's last answer, which is `Other`
    last = {before: found.pop(before)} if before else {}
    for code, each in entry.get("codes", {}).items():
        found[code] = _ours(code, each, entry)
    return MappingProxyType({**found, **last})


def label(name: str, code: str) -> str:
    """What people read for a code."""
    known = answers(name).get(code)
    return known.title if known is not None else code


def resolve(name: str, text: str) -> str | None:
    """The code that a text names: itself, two letters of a country or language, a label in any language, another name.

    Case, accents and punctuation are set aside. A text that could name two codes names none.

    >>> resolve("country", "Côte d’Ivoire"), resolve("language", "kinyarwanda"), resolve("country", "Atlantis")
    ('CIV', 'kin', None)
    """
    if text in answers(name):
        return text
    return _by_name(name).get(fold(text)) or None


@cache
def _by_name(name: str) -> Mapping[str, str]:
    """Codes by what they are called. What is called alike in two languages and is not the same has an empty text."""
    found: dict[str, str] = {}
    codes = {fold(code) for code in answers(name)} | {fold(each.alpha2) for each in answers(name).values()}
    for code, each in answers(name).items():
        found[fold(code)] = code
        if each.alpha2:
            found[fold(each.alpha2)] = code
    for code, each in answers(name).items():
        for text in {fold(text) for text in (*each.label.values(), *each.others)} - codes:
            found[text] = code if found.get(text, code) == code else ""
    return MappingProxyType(found)


def _standard(name: str) -> dict[str, Answer]:
    return {
        each.code: Answer(
            each.code, dict(each.label), each.code, each.verified, each.source,
            each.attributes.get("alpha2", ""), each.aliases,
        )
        for each in code_list(name)
    }  # fmt: skip


def _of_table(text: str, source: str) -> dict[str, Answer]:
    return {
        row["code"]: Answer(
            code=row["code"],
            label={language: row[language] for language in LANGUAGES if row[language]},
            standard=row["code"],
            source=source,
            alpha2=row["alpha2"],
        )
        for row in csv.DictReader(text.splitlines())
    }


def _ours(code: str, each: Mapping[str, Any], entry: Mapping[str, Any]) -> Answer:
    return Answer(
        code=code,
        label=each["label"],
        standard=each.get("standard", ""),
        verified=each.get("verified", entry.get("verified", True)),
        source=each.get("source", entry.get("source", "")),
    )

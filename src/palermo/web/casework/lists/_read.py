"""Reading lists of answers: a file of ours, which may begin with a list of `palermo.codes`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from django.utils.translation import get_language

from palermo.codes import code_list


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a list.

    label: by language. standard: the code of the standard's list that stands for it where it is written out strictly;
    itself where it is the standard's. verified: whether it was confirmed at its source.
    """

    code: str
    label: Mapping[str, str]
    standard: str = ""
    verified: bool = True
    source: str = ""

    @property
    def title(self) -> str:
        """Its label in the language of the page, or in English."""
        return self.label.get((get_language() or "en").split("-")[0]) or self.label["en"]


@cache
def answers(name: str) -> Mapping[str, Answer]:
    """The answers of a list by their codes, in their order. Raises KeyError for a list that is not there.

    >>> answers("type-of-exploitation")["ForcedCriminality"].standard
    'Other'
    """
    import yaml

    file = files("palermo.web.casework.lists").joinpath("data", f"{name}.yaml")
    if not file.is_file():
        return MappingProxyType(_standard(name))
    entry = yaml.safe_load(file.read_text(encoding="utf-8"))
    found = _standard(entry["begins_with"]) if "begins_with" in entry else {}
    for code, words in entry.get("labels", {}).items():  # the standard's codes in other languages
        found[code] = Answer(code, {**found[code].label, **words}, found[code].standard, found[code].verified)
    before = entry.get("before")  # ours stand before the standard's last answer, which is `Other`
    last = {before: found.pop(before)} if before else {}
    for code, each in entry.get("codes", {}).items():
        found[code] = _ours(code, each, entry)
    return MappingProxyType({**found, **last})


def label(name: str, code: str) -> str:
    """What people read for a code."""
    known = answers(name).get(code)
    return known.title if known is not None else code


def _standard(name: str) -> dict[str, Answer]:
    return {
        each.code: Answer(each.code, dict(each.label), each.code, each.verified, each.source)
        for each in code_list(name)
    }


def _ours(code: str, each: Mapping[str, Any], entry: Mapping[str, Any]) -> Answer:
    return Answer(
        code=code,
        label=each["label"],
        standard=each.get("standard", ""),
        verified=each.get("verified", entry.get("verified", True)),
        source=each.get("source", entry.get("source", "")),
    )

"""The words of phrases.yaml and the demonyms, as they are written there."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from palermo.codes import LANGUAGES

Phrases = Mapping[str, Sequence[str]]
"""Phrases by language."""


@dataclass(frozen=True, slots=True)
class Words:
    """All words beside the labels and aliases of the code lists.

    roles: what a word does. asks: questions that name no column. columns: what columns are called.
    either_country: words for a country that do not say which. people: groups, as columns with their codes; `age` has
    `children` or `adults`. codes: columns with a code each, the first meant first; whether the code is wider; phrases.
    countries: other names by code. shared: codes with the names they share. alike: codes that each may be taken for.
    regions: codes of M49 with names. numbers: by their value. beyond: what no release says. demonyms: by country.
    reviewed: whether a native reader has read a language's words. examples: what
    somebody may type, by language: of each line, the first that has an answer.
    """

    roles: Mapping[str, Phrases]
    asks: Mapping[str, Phrases]
    columns: Mapping[str, Phrases]
    either_country: Phrases
    people: Mapping[str, tuple[Mapping[str, Any], Phrases]]
    codes: Sequence[tuple[Mapping[str, str], bool, Phrases]]
    countries: Mapping[str, Sequence[str]]
    shared: Sequence[tuple[tuple[str, ...], Phrases]]
    alike: Mapping[str, Sequence[str]]
    regions: Sequence[tuple[tuple[str, ...], Phrases]]
    numbers: Mapping[str, Phrases]
    beyond: Mapping[str, Phrases]
    demonyms: Mapping[str, Phrases]
    reviewed: Mapping[str, bool]
    examples: Mapping[str, Sequence[Sequence[str]]]


@cache
def words() -> Words:
    """The words, read once."""
    import yaml

    here = files("palermo.tabulate.plain")
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every value is the text that is written: `no` stays so
    found = yaml.load(here.joinpath("phrases.yaml").read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
    return Words(
        roles=found["words"],
        asks=found["asks"],
        columns=found["columns"],
        either_country=found["either_country"],
        people={name: (each["means"], _phrases(each)) for name, each in found["people"].items()},
        codes=[(each["means"], each.get("wider") == "true", _phrases(each)) for each in found["codes"]],
        countries=found["countries"],
        shared=[(tuple(each["countries"]), _phrases(each)) for each in found["shared"]],
        alike=found["alike"],
        regions=[(tuple(each["regions"]), _phrases(each)) for each in found["regions"]],
        numbers=found["numbers"],
        beyond=found["beyond"],
        demonyms=_demonyms(here.joinpath("demonyms.csv").read_text(encoding="utf-8")),
        reviewed={language: value == "true" for language, value in found["reviewed"].items()},
        examples=found["examples"],
    )


def _phrases(fields: Mapping[str, Any]) -> Phrases:
    return {name: value for name, value in fields.items() if name in LANGUAGES}


def _demonyms(text: str) -> Mapping[str, Phrases]:
    return {
        row.pop("code"): {language: [each for each in cell.split("|") if each] for language, cell in row.items()}
        for row in csv.DictReader(text.splitlines())
    }

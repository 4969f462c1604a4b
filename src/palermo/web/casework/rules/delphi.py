"""The operational indicators of the ILO and the European Commission (2009): which fired, and what they make together.

A list gives each indicator a weight. A dimension is positive by a rule over the weights of what is present; certain
dimensions together are a pattern. The weights are from a secondary source and were not compared with the original.
"""

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from palermo.web.casework.forms._definitions import in_language
from palermo.web.casework.rules._read import document, text


class Weight(StrEnum):
    """How much an indicator says."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


class Pattern(StrEnum):
    """What the positive dimensions make together.

    OTHER: exploitation beside dimensions that make no combination which the lists name; it may be forced labour all the
    same. NONE: exploitation is not positive on what is known, and that is no finding.
    """

    TRAFFICKED_ADULT = "trafficked_adult"
    TRAFFICKED_CHILD = "trafficked_child"
    BY_DECEPTION = "by_deception"
    OTHER = "other"
    LABOUR_RIGHTS = "labour_rights"
    NONE = "none"


RECRUITMENT = ("deceptive_recruitment", "coercive_recruitment", "abuse_of_vulnerability_recruitment")
EXPLOITATION = "exploitation"
COERCION = "coercion_at_destination"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator.

    weights: by list; a list that does not know it has none. ilo: those of the ILO's eleven that it shows.
    """

    code: str
    dimension: str
    label: Mapping[str, str]
    weights: Mapping[str, Weight]
    ilo: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Its label in the language of the page."""
        return in_language(self.label)


@dataclass(frozen=True, slots=True)
class Found:
    """What a list makes of the indicators that are present. fired: their codes by dimension."""

    fired: Mapping[str, tuple[str, ...]]
    positive: frozenset[str]
    pattern: Pattern


def version() -> str:
    """The version of the lists."""
    return str(document("delphi.yaml")["version"])


def is_verified() -> bool:
    """Whether a person has compared the lists with the original."""
    return document("delphi.yaml")["verified"] is True


def dimensions() -> Mapping[str, Mapping[str, str]]:
    """The six dimensions by code: labels by language."""
    found: Mapping[str, Mapping[str, str]] = document("delphi.yaml")["dimensions"]
    return found


def lists() -> Mapping[str, bool]:
    """The four lists, and whether each is loaded.

    >>> [name for name, loaded in lists().items() if not loaded]
    ['sexual-adult', 'sexual-child']
    """
    return {name: entry["loaded"] for name, entry in document("delphi.yaml")["lists"].items()}


@cache
def indicators() -> Mapping[str, Indicator]:
    """The indicators of the loaded lists by code. Raises ValueError for a weight or a dimension that is none."""
    found = {}
    for row in csv.DictReader(io.StringIO(text("delphi-labour.csv"))):
        if row["dimension"] not in dimensions():
            raise ValueError(f"delphi-labour.csv: {row['code']} is of no dimension")
        found[row["code"]] = Indicator(
            code=row["code"],
            dimension=row["dimension"],
            label={language: row[language] for language in ("en", "fr", "es", "ar")},
            weights={
                name: Weight(row[column])
                for name, column in (("labour-adult", "adult"), ("labour-child", "child"))
                if row[column]
            },
            ilo=tuple(f"ILO.{int(number):02}" for number in row["ilo"].split(";") if number),
        )
    return MappingProxyType(found)


def is_positive(weights: Iterable[Weight]) -> bool:
    """Whether a dimension is positive by the weights of what is present in it.

    At least two strong; or one strong and one other; or three medium; or two medium and one weak.

    >>> is_positive([Weight.STRONG]), is_positive([Weight.STRONG, Weight.WEAK])
    (False, True)
    """
    count = Counter(weights)
    strong, medium, weak = count[Weight.STRONG], count[Weight.MEDIUM], count[Weight.WEAK]
    return strong >= 2 or (strong == 1 and medium + weak >= 1) or medium >= 3 or (medium == 2 and weak >= 1)


def assess(present: Collection[str], *, name: str, act: bool) -> Found:
    """What a list makes of the indicators that are present.

    present: codes; those that the list does not know count for nothing in it. name: of the list. act: whether an act is
    known or suspected, which a child's pattern asks for beside exploitation. Raises KeyError for a list not loaded.
    """
    if not lists()[name]:
        raise KeyError(name)
    fired = {
        dimension: tuple(
            code
            for code, each in indicators().items()
            if code in present and each.dimension == dimension and name in each.weights
        )
        for dimension in dimensions()
    }
    positive = frozenset(
        dimension
        for dimension, codes in fired.items()
        if is_positive(indicators()[code].weights[name] for code in codes)
    )
    pattern = _child(positive, act) if name.endswith("child") else _adult(positive)
    return Found(MappingProxyType(fired), positive, pattern)


def _adult(positive: Collection[str]) -> Pattern:
    if EXPLOITATION not in positive:
        return Pattern.NONE
    if COERCION in positive and any(each in positive for each in RECRUITMENT):
        return Pattern.TRAFFICKED_ADULT
    if "deceptive_recruitment" in positive:
        return Pattern.BY_DECEPTION
    return Pattern.LABOUR_RIGHTS if set(positive) == {EXPLOITATION} else Pattern.OTHER


def _child(positive: Collection[str], act: bool) -> Pattern:
    return Pattern.TRAFFICKED_CHILD if act and EXPLOITATION in positive else Pattern.NONE

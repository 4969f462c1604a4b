"""What the texts of UNODC's table mean: glotip.yaml, loaded and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from palermo.codes import code_list, crosswalk, fold
from palermo.series._model import TOTAL, UNKNOWN

TO_SDG = "form-of-exploitation-to-sdg-16-2-2-series"
ALL_DETECTED = "VC_HTF_DETV"
"""The series of all detected victims; those of a form of exploitation are in the crosswalk."""
FORM, CITIZENSHIP, REPATRIATION = "form", "citizenship", "repatriation"
OWN = "the country that reports"


@dataclass(frozen=True)
class Words:
    """The texts of the table, and what each means. See glotip.yaml.

    own, unknown, spellings: of categories that name countries, folded.
    """

    header_row: int
    publisher_cell: str
    columns: tuple[str, ...]
    source: Mapping[str, str]
    indicator: str
    other_indicators: frozenset[str]
    dimensions: Mapping[str, str]
    sexes: Mapping[str, str]
    ages: Mapping[str, str]
    forms: Mapping[str, str]
    units: Mapping[str, str]
    sources: frozenset[str]
    own: frozenset[str]
    unknown: frozenset[str]
    spellings: Mapping[str, str]

    def place(self, text: str, *, reporting: str, dimension: str) -> tuple[str, str] | None:
        """The country that a category names, and what was read into it, if anything; None where it names none.

        reporting: the country that reports, whose own citizens some categories mean.
        """
        if (found := country_of(text)) is not None:
            return found, ""
        folded = fold(text)
        if folded in self.own:
            return reporting, OWN
        if folded in self.unknown and dimension == CITIZENSHIP:
            return UNKNOWN, UNKNOWN
        spelled = self.spellings.get(folded)
        return None if spelled is None else (spelled, spelled)


@cache
def country_of(text: str) -> str | None:
    """The code of the country that a text names, of today's or else of former ones."""
    return code_list("country").resolve(text) or code_list("country-former").resolve(text)


@cache
def sdg_of(form: str) -> str:
    """The series of indicator 16.2.2 that victims of a form of exploitation belong to; empty for none, or two."""
    if form == TOTAL:
        return ALL_DETECTED
    found = crosswalk(TO_SDG).map(form)
    return found[0] if len(found) == 1 else ""


@cache
def words() -> Words:
    """The table's words."""
    found: dict[str, Any] = yaml.safe_load(files("palermo.series").joinpath("glotip.yaml").read_text(encoding="utf-8"))
    spellings: dict[str, str] = {}
    for code, texts in found.pop("spellings").items():
        for text in texts:
            if code not in code_list("country") or spellings.setdefault(fold(text), code) != code:
                raise ValueError(f"glotip.yaml: {text!r} for {code}")
    for name in ("own", "unknown"):
        found[name] = frozenset(map(fold, found[name]))
    for name in ("other_indicators", "sources"):
        found[name] = frozenset(found[name])
    return Words(**{**found, "columns": tuple(found["columns"])}, spellings=spellings)

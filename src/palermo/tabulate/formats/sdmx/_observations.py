"""The observations of an answer: for each of its cells, how many cases, and what share they are."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from palermo.release import DIFFERENTIAL_PRIVACY, K_SYNTHETIC
from palermo.tabulate._answer import Answer
from palermo.tabulate.formats._travel import document, travelling
from palermo.tabulate.formats.sdmx._ids import TOTAL, UNRELATED, code_id, component_id
from palermo.tabulate.formats.sdmx._structure import (
    BASE,
    CHANGE,
    CHANGE_SHARE,
    COUNT,
    DOUBTFUL,
    ESTIMATED,
    MEASURE,
    NORMAL,
    SELECTION,
    SHARE,
    SUPPRESSED,
    Structure,
    within_of,
)

Value = str | int | float | None

SMALL = {"small_n", "wide"}
"""Rules whose caution says that a number can hardly be relied on."""

MEASURED = (
    (COUNT, "n", "low", "high"),
    (SHARE, "share", "share_low", "share_high"),
    (CHANGE, "change", "change_low", "change_high"),
    (CHANGE_SHARE, "change_share", "change_share_low", "change_share_high"),
)
"""What is measured: its code, and the fields of the value and its bounds."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One value. key: by dimension. attributes: by attribute, those that may differ from row to row."""

    key: Mapping[str, str]
    value: int | float | None
    attributes: Mapping[str, Value]


def observations(answer: Answer, structure: Structure) -> Iterator[Observation]:
    """The observations of an answer, each with its whole key: the total over columns that it does not ask by."""
    selection, estimated = selection_of(answer), answer.about.method in (DIFFERENTIAL_PRIVACY, K_SYNTHETIC)
    shares = [each for each in MEASURED if each[0] != SHARE or answer.columns]
    for row, cell in zip(travelling(answer).to_pylist(), answer.cells, strict=True):
        key = {component_id(column.name): TOTAL for column in structure.columns}
        for column in answer.columns:
            key[component_id(column.name)] = _id_of(row[column.name], column.name in answer.lists)
        cautions = str(row.get("cautions") or "")
        for code, value, low, high in shares:
            if row.get(value) is None and code != COUNT:
                continue
            measure = within_of(answer.columns[0].name) if code == SHARE and answer.question.within else code
            status = _status(row["n"], cell.cautions, estimated=estimated)
            yield Observation(
                key={**key, SELECTION: selection, BASE: _base(row, code), MEASURE: measure},
                value=row[value],
                attributes={
                    "OBS_STATUS": status,
                    "DENOMINATOR": row["denominator"],
                    "MISSING_SHARE": row["missing_share"],
                    "LOW": row.get(low),
                    "HIGH": row.get(high),
                    "INTERVAL": row["interval"],
                    "CAUTIONS": cautions,
                },
            )


def of_answer(answer: Answer, language: str, link: str) -> dict[str, Value]:
    """What is true of all observations of an answer, by attribute."""
    found = document(answer, language, link)
    return {
        "TITLE": found["question"]["text"],
        "CONDITIONS": conditions_of(answer),
        "MATCHING": answer.total,
        "MISSING": answer.missing,
        "CAUTION_TEXTS": " ".join(each["text"] for each in found["cautions"]),
        "SOURCE": found["citation"],
        "LICENCE": " ".join(filter(None, (found["source"]["licence"], found["source"]["licence_url"]))),
        "TERMS": found["source"]["terms"],
        "LINK": found.get("link", ""),
    }


def conditions_of(answer: Answer) -> str:
    """The conditions of the question in one text; empty where every case is counted."""
    return " and ".join(f"({text})" if " or " in text else text for text in map(str, answer.question.where))


def selection_of(answer: Answer) -> str:
    """Which cases are counted: all, or those that meet the conditions, of which this is a digest."""
    text = conditions_of(answer)
    return hashlib.sha256(text.encode()).hexdigest()[:12] if text else TOTAL


def values_of(observed: Sequence[Observation], dimension: str) -> list[str]:
    """The different values of a dimension, in the order in which they come."""
    return list(dict.fromkeys(each.key[dimension] for each in observed))


def _id_of(code: str, is_coded: bool) -> str:
    return code_id(code) if is_coded or code == "*" else code


def _base(row: Mapping[str, Value], measure: str) -> str:
    """The year that a change is against."""
    return str(row["change_base"]) if measure in (CHANGE, CHANGE_SHARE) else UNRELATED


def _status(n: int | None, cautions: Sequence[str], *, estimated: bool) -> str:
    if n is None:
        return SUPPRESSED
    if SMALL & set(cautions):
        return DOUBTFUL
    return ESTIMATED if estimated else NORMAL

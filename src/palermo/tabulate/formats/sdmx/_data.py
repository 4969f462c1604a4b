"""An answer as SDMX data: SDMX-JSON 2.0 and SDMX-CSV 2.0."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from palermo.tabulate._answer import Answer
from palermo.tabulate.formats._csv import table_as_csv
from palermo.tabulate.formats._travel import parts
from palermo.tabulate.formats.sdmx._observations import Observation, Value, observations, of_answer, values_of
from palermo.tabulate.formats.sdmx._structure import (
    NUMBER,
    OBSERVATION,
    STRING,
    VERSION,
    WHOLE,
    Codes,
    Component,
    Structure,
)

SCHEMA = "https://json.sdmx.org/2.0.0/sdmx-json-data-schema.json"
ARROW = {STRING: pa.string(), NUMBER: pa.float64(), WHOLE: pa.int64()}
INFORMATION = "Information"
"""The action of a message that only informs: nobody's database is to be changed by it."""


def prepared(answer: Answer) -> str:
    """When the figures were made: the day of the release, so that the same answer always gives the same bytes."""
    return f"{answer.about.date.isoformat()}T00:00:00Z"


def data_message(answer: Answer, structure: Structure, language: str = "en", link: str = "") -> dict[str, Any]:
    """The answer as an SDMX-JSON data message. What has one value in all of it stands once, as SDMX asks."""
    observed = list(observations(answer, structure))
    lists = {codes.id: codes for codes in structure.lists}
    used = {each.id: values_of(observed, each.id) for each in structure.dimensions}
    apart = [each for each in structure.dimensions if len(used[each.id]) != 1]
    order = {each.id: place for place, each in enumerate(structure.dimensions)}
    rows = [each for each in structure.attributes if each.of_rows]
    whole = of_answer(answer, language, link)
    constant = [each for each in structure.attributes if not each.of_rows and whole[each.id] is not None]
    places = {each.id: {value: place for place, value in enumerate(used[each.id])} for each in apart}
    statuses = {row.id: list(dict.fromkeys(each.attributes[row.id] for each in observed)) for row in rows if row.codes}

    def dimension(each: Component) -> dict[str, Any]:
        shown = [_value(each, value, lists, language) for value in used[each.id]]
        return {**_named(each, language), "keyPosition": order[each.id], "values": shown}

    def attribute(each: Component, values: Sequence[Value] | None) -> dict[str, Any]:
        relation: dict[str, Any] = {"observation": {}} if each.of_rows else {"dataflow": {}}
        found = {**_named(each, language), "relationship": relation}
        if each.codes is None:
            found["format"] = {"dataType": each.type}
        if values:
            found["values"] = [_value(each, value, lists, language) for value in values]
        return found

    urn = structure.urn("datastructure", "Dataflow", structure.dataflow)
    digest = hashlib.sha256(f"{answer.about.id} {answer.question}".encode()).hexdigest()[:16]
    return {
        "meta": {
            "schema": SCHEMA,
            "id": f"{structure.dataflow}-{digest}",
            "test": answer.about.demonstration,
            "prepared": prepared(answer),
            "contentLanguages": [language],
            "sender": {"id": structure.agency, "name": answer.about.publisher},
        },
        "data": {
            "structures": [
                {
                    "links": [{"rel": "dataflow", "urn": urn}],
                    "name": whole["TITLE"],
                    "dimensions": {
                        "dataSet": [dimension(each) for each in structure.dimensions if each not in apart and observed],
                        "observation": [dimension(each) for each in apart if observed],
                    },
                    "measures": {
                        "observation": [{**_named(OBSERVATION, language), "format": {"dataType": OBSERVATION.type}}]
                    },
                    "attributes": {
                        "dataSet": [attribute(each, None) for each in constant],
                        "observation": [attribute(each, statuses.get(each.id)) for each in rows],
                    },
                    "dataSets": [0],
                }
            ],
            "dataSets": [
                {
                    "structure": 0,
                    "action": INFORMATION,
                    "links": [{"rel": "dataflow", "urn": urn}],
                    "attributes": [whole[each.id] for each in constant],
                    "observations": {
                        ":".join(str(places[dim.id][each.key[dim.id]]) for dim in apart) or "0": _cells(
                            each, rows, statuses
                        )
                        for each in observed
                    },
                }
            ],
        },
    }


def csv_message(answer: Answer, structure: Structure, language: str = "en", link: str = "") -> Iterator[bytes]:
    """The answer as an SDMX-CSV message, in parts as they are ready: a line an observation, all that travels in it."""
    whole = of_answer(answer, language, link)
    flow = f"{structure.agency}:{structure.dataflow}({VERSION})"
    components = [*structure.dimensions, OBSERVATION, *structure.attributes]
    for number, part in enumerate(parts(answer)):
        observed = list(observations(part, structure))
        columns: dict[str, pa.Array] = {
            "STRUCTURE": pa.array(["dataflow"] * len(observed), pa.string()),
            "STRUCTURE_ID": pa.array([flow] * len(observed), pa.string()),
            "ACTION": pa.array([INFORMATION[0]] * len(observed), pa.string()),
        }
        for each in components:
            kind = pa.string() if each in structure.dimensions else ARROW[each.type]
            columns[each.id] = pa.array([_of(row, each, whole) for row in observed], kind)
        yield table_as_csv(pa.table(columns), header=number == 0)


def _of(observed: Observation, component: Component, whole: dict[str, Value]) -> Value:
    if component.id == OBSERVATION.id:
        return observed.value
    if component.id in observed.key:
        return observed.key[component.id]
    return observed.attributes[component.id] if component.of_rows else whole[component.id]


def _cells(observed: Observation, rows: Sequence[Component], statuses: dict[str, list[Value]]) -> list[Value]:
    """An observation's value, and its attributes in order; of a coded one, the place of its code."""
    found: list[Value] = [observed.value]
    for each in rows:
        value = observed.attributes[each.id]
        found.append(statuses[each.id].index(value) if each.codes else value)
    return found


def _named(component: Component, language: str) -> dict[str, Any]:
    return {"id": component.id, "name": component.names.get(language) or component.names.get("en") or component.id}


def _value(component: Component, value: Value, lists: dict[str, Codes], language: str) -> dict[str, Any]:
    """A value as a message lists it: a code with its name and the broader code, anything else as it is."""
    if component.codes is None:
        return {"value": value}
    code = lists[component.codes].by_id[str(value)]
    found: dict[str, Any] = {"id": code.id, "name": code.names.get(language) or code.names.get("en") or code.id}
    return {**found, "parent": code.parent} if code.parent is not None else found

"""A structure as an SDMX-JSON 2.0 structure message."""

from collections.abc import Mapping
from typing import Any

from palermo.tabulate.formats.sdmx._structure import OBSERVATION, VERSION, Codes, Component, Structure

SCHEMA = "https://json.sdmx.org/2.0.0/sdmx-json-structure-schema.json"


def structure_message(structure: Structure, prepared: str) -> dict[str, Any]:
    """The structure as JSON values. prepared: when, as a date and time with its zone."""
    languages = sorted({language for codes in structure.lists for code in codes.codes for language in code.names})
    return {
        "meta": {
            "schema": SCHEMA,
            "id": structure.definition,
            "prepared": prepared,
            "contentLanguages": ["en", *(language for language in languages if language != "en")],
            "sender": {"id": structure.agency, **_named(structure.agency_names)},
        },
        "data": {
            "dataStructures": [_definition(structure)],
            "dataflows": [
                {
                    **_artefact(structure, structure.dataflow, structure.names),
                    "structure": structure.urn("datastructure", "DataStructure", structure.definition),
                }
            ],
            "conceptSchemes": [
                {
                    **_artefact(structure, structure.concepts, structure.names),
                    "concepts": [
                        {"id": each.id, **_named(each.names, each.description)} for each in structure.components
                    ],
                }
            ],
            "codelists": [_codelist(structure, codes) for codes in structure.lists],
        },
    }


def _definition(structure: Structure) -> dict[str, Any]:
    dimensions = [
        {"id": each.id, "position": place, **_component(structure, each)}
        for place, each in enumerate(structure.dimensions)
    ]
    attributes = [
        {
            "id": each.id,
            "usage": "optional",
            "attributeRelationship": {"observation": {}} if each.of_rows else {"dataflow": {}},
            **_component(structure, each),
        }
        for each in structure.attributes
    ]
    measure = {"id": OBSERVATION.id, "usage": "optional", **_component(structure, OBSERVATION)}
    return {
        **_artefact(structure, structure.definition, structure.names),
        "dataStructureComponents": {
            "dimensionList": {"id": "DimensionDescriptor", "dimensions": dimensions},
            "measureList": {"id": "MeasureDescriptor", "measures": [measure]},
            "attributeList": {"id": "AttributeDescriptor", "attributes": attributes},
        },
    }


def _component(structure: Structure, component: Component) -> dict[str, Any]:
    concept = structure.urn("conceptscheme", "Concept", structure.concepts) + f".{component.id}"
    if component.codes is not None:
        local: dict[str, Any] = {
            "enumeration": structure.urn("codelist", "Codelist", structure.list_id(component.codes))
        }
    else:
        pattern = {"pattern": component.pattern} if component.pattern else {}
        local = {"format": {"dataType": component.type, **pattern}}
    return {"conceptIdentity": concept, "localRepresentation": local}


def _codelist(structure: Structure, codes: Codes) -> dict[str, Any]:
    return {
        **_artefact(structure, structure.list_id(codes.id), codes.names, codes.description),
        "codes": [
            {
                "id": code.id,
                **_named(code.names, code.description),
                **({"parent": code.parent} if code.parent is not None else {}),
            }
            for code in codes.codes
        ],
    }


def _artefact(structure: Structure, name: str, names: Mapping[str, str], description: str = "") -> dict[str, Any]:
    return {"id": name, "agencyID": structure.agency, "version": VERSION, **_named(names, description)}


def _named(names: Mapping[str, str], description: str = "") -> dict[str, Any]:
    english = names.get("en") or next(iter(names.values()))
    found: dict[str, Any] = {"name": english, "names": dict(names)}
    if description:
        found |= {"description": description, "descriptions": {"en": description}}
    return found

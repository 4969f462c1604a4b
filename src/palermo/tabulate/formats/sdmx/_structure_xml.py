"""A structure as an SDMX-ML 2.1 structure message: the form that most tools of statistical offices read."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from palermo.tabulate.formats.sdmx._structure import OBSERVATION, VERSION, Codes, Component, Structure

ROOT = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/"
MES, STR, COM = f"{{{ROOT}message}}", f"{{{ROOT}structure}}", f"{{{ROOT}common}}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

for _prefix, _name in (("mes", "message"), ("str", "structure"), ("com", "common")):
    register_namespace(_prefix, ROOT + _name)


def structure_xml(structure: Structure, prepared: str, *, test: bool = False) -> bytes:
    """The structure as XML. prepared: when, as a date and time with its zone. test: whether its cases are invented."""
    root = Element(f"{MES}Structure")
    header = SubElement(root, f"{MES}Header")
    SubElement(header, f"{MES}ID").text = structure.definition
    SubElement(header, f"{MES}Test").text = str(test).lower()
    SubElement(header, f"{MES}Prepared").text = prepared
    SubElement(header, f"{MES}Sender", id=structure.agency)
    all_of_it = SubElement(root, f"{MES}Structures")
    flow = _artefact(SubElement(all_of_it, f"{STR}Dataflows"), "Dataflow", structure, structure.dataflow)
    _named(flow, structure.names)
    _artefact_ref(SubElement(flow, f"{STR}Structure"), structure, structure.definition, "DataStructure")
    lists = SubElement(all_of_it, f"{STR}Codelists")
    for codes in structure.lists:
        _codelist(lists, structure, codes)
    scheme = _artefact(SubElement(all_of_it, f"{STR}Concepts"), "ConceptScheme", structure, structure.concepts)
    _named(scheme, structure.names)
    for component in structure.components:
        concept = SubElement(scheme, f"{STR}Concept", id=component.id)
        _named(concept, component.names, component.description)
    _definition(SubElement(all_of_it, f"{STR}DataStructures"), structure)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _definition(parent: Element, structure: Structure) -> None:
    definition = _artefact(parent, "DataStructure", structure, structure.definition)
    _named(definition, structure.names)
    components = SubElement(definition, f"{STR}DataStructureComponents")
    dimensions = SubElement(components, f"{STR}DimensionList", id="DimensionDescriptor")
    for place, each in enumerate(structure.dimensions, start=1):
        _represented(SubElement(dimensions, f"{STR}Dimension", id=each.id, position=str(place)), structure, each)
    attributes = SubElement(components, f"{STR}AttributeList", id="AttributeDescriptor")
    for each in structure.attributes:
        attribute = SubElement(attributes, f"{STR}Attribute", id=each.id, assignmentStatus="Conditional")
        _represented(attribute, structure, each)
        relation = SubElement(attribute, f"{STR}AttributeRelationship")
        if each.of_rows:
            SubElement(SubElement(relation, f"{STR}PrimaryMeasure"), "Ref", id=OBSERVATION.id)
        else:
            SubElement(relation, f"{STR}None")
    measures = SubElement(components, f"{STR}MeasureList", id="MeasureDescriptor")
    _represented(SubElement(measures, f"{STR}PrimaryMeasure", id=OBSERVATION.id), structure, OBSERVATION)


def _represented(element: Element, structure: Structure, component: Component) -> None:
    """The concept of a component, and what values it takes."""
    SubElement(
        SubElement(element, f"{STR}ConceptIdentity"),
        "Ref",
        {
            "id": component.id,
            "maintainableParentID": structure.concepts,
            "maintainableParentVersion": VERSION,
            "agencyID": structure.agency,
            "package": "conceptscheme",
            "class": "Concept",
        },
    )
    local = SubElement(element, f"{STR}LocalRepresentation")
    if component.codes is None:
        pattern = {"pattern": component.pattern} if component.pattern else {}
        SubElement(local, f"{STR}TextFormat", {"textType": component.type, **pattern})
    else:
        _artefact_ref(SubElement(local, f"{STR}Enumeration"), structure, structure.list_id(component.codes), "Codelist")


def _codelist(parent: Element, structure: Structure, codes: Codes) -> None:
    listed = _artefact(parent, "Codelist", structure, structure.list_id(codes.id))
    _named(listed, codes.names, codes.description)
    for code in codes.codes:
        element = SubElement(listed, f"{STR}Code", id=code.id)
        _named(element, code.names, code.description)
        if code.parent is not None:
            SubElement(SubElement(element, f"{STR}Parent"), "Ref", id=code.parent)


def _artefact(parent: Element, kind: str, structure: Structure, name: str) -> Element:
    return SubElement(parent, f"{STR}{kind}", id=name, agencyID=structure.agency, version=VERSION, isFinal="true")


def _artefact_ref(parent: Element, structure: Structure, name: str, kind: str) -> None:
    package = "codelist" if kind == "Codelist" else "datastructure"
    about = {"id": name, "version": VERSION, "agencyID": structure.agency, "package": package, "class": kind}
    SubElement(parent, "Ref", about)


def _named(element: Element, names: Mapping[str, str], description: str = "") -> None:
    for language, name in names.items():
        SubElement(element, f"{COM}Name", {LANGUAGE: language}).text = name
    if description:
        SubElement(element, f"{COM}Description", {LANGUAGE: "en"}).text = description

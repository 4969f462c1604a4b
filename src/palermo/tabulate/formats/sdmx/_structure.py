"""The structure of a release's figures in SDMX's terms: dimensions, code lists, a measure and what goes with it.

Every column of the release is a dimension. A question asks by some of them; over the others, an observation is the
total (`_T`). Three more dimensions say which cases are counted where conditions restrict them, what is measured, and
against which year where it is a change, so that observations of different questions do not share a key. One exception:
what is together under `_O` depends on how many of the commonest codes a question asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from palermo.codes import CodeList, Column, ColumnKind
from palermo.release import About, Release
from palermo.tabulate._index import index_of
from palermo.tabulate._vintages import view_of
from palermo.tabulate.formats.sdmx._ids import OTHER, TOTAL, UNRELATED, code_id, component_id, plain_id

Labels = Mapping[str, str]

VERSION = "1.0"
"""Of every artefact. Their identifiers hold the release's own, and a release never changes."""

SELECTION, BASE, MEASURE, VALUE = "SELECTION", "BASE", "MEASURE", "OBS_VALUE"
COUNT, SHARE, WITHIN = "COUNT", "SHARE", "SHARE_WITHIN_"
CHANGE, CHANGE_SHARE = "CHANGE", "CHANGE_SHARE"
STRING, NUMBER, WHOLE = "String", "Double", "Integer"

TOTAL_LABEL: Labels = {"en": "Total", "fr": "Total", "es": "Total", "ar": "المجموع", "ru": "Всего", "zh": "总计"}
OTHER_LABEL: Labels = {
    "en": "Other codes",
    "fr": "Autres codes",
    "es": "Otros códigos",
    "ar": "رموز أخرى",
    "ru": "Прочие коды",
    "zh": "其他代码",
}

MEASURES, STATUS = "CL_MEASURE", "CL_OBS_STATUS"
NORMAL, ESTIMATED, SUPPRESSED, DOUBTFUL = "A", "E", "Q", "U"
STATUSES: Mapping[str, str] = {
    NORMAL: "Normal value",
    ESTIMATED: "Estimated value",
    SUPPRESSED: "Missing value; suppressed",
    DOUBTFUL: "Low reliability",
}
"""Those codes of SDMX's own list of observation statuses that are used."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A code of a list. parent: the identifier of the broader code."""

    id: str
    names: Labels
    parent: str | None = None
    description: str = ""


@dataclass(frozen=True)
class Codes:
    """A list of codes."""

    id: str
    names: Labels
    codes: tuple[Coded, ...]
    description: str = ""

    @cached_property
    def by_id(self) -> Mapping[str, Coded]:
        """The codes by their identifiers."""
        return {code.id: code for code in self.codes}


@dataclass(frozen=True, slots=True)
class Component:
    """A dimension, an attribute or the measure. codes: the identifier of its list; None where it has a type instead.

    of_rows: whether an attribute may differ from row to row; else it is true of the whole answer.
    """

    id: str
    names: Labels
    description: str = ""
    codes: str | None = None
    type: str = STRING
    of_rows: bool = True
    pattern: str = ""


@dataclass(frozen=True)
class Structure:
    """The structure of a release's figures. name: of its artefacts. columns: those that are dimensions, in order."""

    agency: str
    agency_names: Labels
    name: str
    names: Labels
    columns: tuple[Column, ...]
    dimensions: tuple[Component, ...]
    attributes: tuple[Component, ...]
    lists: tuple[Codes, ...]

    def urn(self, package: str, kind: str, name: str) -> str:
        """The name of an artefact that is one of a kind in the world, such as that of a code list."""
        return f"urn:sdmx:org.sdmx.infomodel.{package}.{kind}={self.agency}:{name}({VERSION})"

    @property
    def dataflow(self) -> str:
        """The identifier of the flow of data."""
        return f"DF_{self.name}"

    @property
    def definition(self) -> str:
        """The identifier of the data structure definition."""
        return f"DSD_{self.name}"

    @property
    def concepts(self) -> str:
        """The identifier of the scheme of concepts."""
        return f"CS_{self.name}"

    def list_id(self, codes: str) -> str:
        """The identifier of a code list of this structure: another release may have the list with other codes."""
        return f"{codes}_{self.name}"

    @property
    def components(self) -> tuple[Component, ...]:
        """Dimensions, the measure and attributes: what has a concept."""
        return (*self.dimensions, OBSERVATION, *self.attributes)


OBSERVATION = Component(VALUE, {"en": "Number of cases, or share of them"}, type=NUMBER)

ROW_ATTRIBUTES = (
    Component("OBS_STATUS", {"en": "Observation status"}, codes=STATUS),
    Component("DENOMINATOR", {"en": "Cases that the share is over"}, type=WHOLE),
    Component("MISSING_SHARE", {"en": "Share of the matching cases with no answer"}, type=NUMBER),
    Component("LOW", {"en": "Lower bound of the value"}, type=NUMBER),
    Component("HIGH", {"en": "Upper bound of the value"}, type=NUMBER),
    Component("INTERVAL", {"en": "What the bounds are"}),
    Component("CAUTIONS", {"en": "Cautions, as codes of rules"}),
)
ANSWER_ATTRIBUTES = tuple(
    Component(name, {"en": label}, type=kind, of_rows=False)
    for name, label, kind in (
        ("TITLE", "The question in words", STRING),
        ("CONDITIONS", "The conditions that the counted cases meet", STRING),
        ("MATCHING", "Cases that meet the conditions", WHOLE),
        ("MISSING", "Of these, cases with no answer", WHOLE),
        ("CAUTION_TEXTS", "Cautions in words", STRING),
        ("SOURCE", "How to cite the figures", STRING),
        ("LICENCE", "Under which licence they stand", STRING),
        ("TERMS", "Terms of use", STRING),
        ("LINK", "Where the answer is found again", STRING),
    )
)


def structure_of(release: Release, schema: str = "") -> Structure:
    """The structure of a release's figures: all of its columns and code lists, in every language that has labels.

    schema: a vintage, whose columns are taken instead. Raises CodesError when there is none of that name.
    """
    lists = {column.name: listed for column in release.columns if (listed := release.codes(column.name)) is not None}
    if not schema:
        return structure(release.manifest.about, release.columns, lists)
    view = view_of(index_of(release), schema)
    columns = [view.column(each.name).column for each in view.vintage.columns if each.name in view]
    return structure(release.manifest.about, columns, {}, view.vintage.name)


def structure(about: About, columns: Sequence[Column], lists: Mapping[str, CodeList], schema: str = "") -> Structure:
    """The structure of figures by these columns. lists: by column; schema: what they are of, if not the release."""
    own = plain_id(" ".join(filter(None, (about.id, schema))))
    used = {column.name: f"CL_{component_id(column.list or column.name)}" for column in columns if column.name in lists}
    dimensions = [_dimension(column, used.get(column.name)) for column in columns]
    measures = Codes(MEASURES, {"en": "What is measured"}, tuple(_measures(columns)))
    statuses = Codes(STATUS, {"en": "Observation status"}, tuple(Coded(i, {"en": n}) for i, n in STATUSES.items()))
    by_id = {used[name]: _codes(used[name], listed) for name, listed in lists.items() if name in used}
    return Structure(
        agency=component_id(about.publisher),
        agency_names={"en": about.publisher},
        name=own,
        names=dict(about.title) or {"en": about.id},
        columns=tuple(columns),
        dimensions=(
            *dimensions,
            Component(
                SELECTION,
                {"en": "Which cases are counted"},
                f"{TOTAL}: all of them; else a digest of the conditions that stand in CONDITIONS.",
                pattern=f"{TOTAL}|[0-9a-f]{{12}}",
            ),
            Component(
                BASE,
                {"en": "Year that a change is against"},
                f"{UNRELATED}: what is measured is no change.",
                pattern=f"{UNRELATED}|-?[0-9]+",
            ),
            Component(MEASURE, measures.names, codes=measures.id),
        ),
        attributes=(*ROW_ATTRIBUTES, *ANSWER_ATTRIBUTES),
        lists=(*by_id.values(), measures, statuses),
    )


def within_of(column: str) -> str:
    """The measure that is a share within each code of a column."""
    return WITHIN + component_id(column)


def _dimension(column: Column, codes: str | None) -> Component:
    text = " ".join(filter(None, (column.definition, column.proxy)))
    if column.kind is ColumnKind.CODES:
        text = f"{text} A case may have several of these codes, so their counts may sum to more than the total.".strip()
    pattern = f"{TOTAL}|{OTHER}|-?[0-9]+" if column.is_number else ""
    return Component(component_id(column.name), column.label, text, codes, pattern=pattern)


def _codes(name: str, listed: CodeList) -> Codes:
    own = tuple(
        Coded(code_id(code.code), code.label, code_id(code.parent) if code.parent else None, code.definition)
        for code in listed
    )
    return Codes(name, listed.title, (Coded(TOTAL, TOTAL_LABEL), *own, Coded(OTHER, OTHER_LABEL)), listed.definition)


def _measures(columns: Sequence[Column]) -> Iterator[Coded]:
    yield Coded(COUNT, {"en": "Number of cases"})
    yield Coded(SHARE, {"en": "Share of the cases where all columns asked by are known"})
    yield Coded(CHANGE, {"en": "Change of the number of cases against another year"})
    yield Coded(CHANGE_SHARE, {"en": "Change against another year, as a share of that year's number"})
    for column in columns:
        label = column.label.get("en", column.name)
        yield Coded(within_of(column.name), {"en": f"Share of the cases with the same code of: {label}"})

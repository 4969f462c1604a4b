"""A list, schema, vintage or crosswalk as people read it."""

from collections.abc import Sequence
from textwrap import shorten

from palermo.codes._catalogue import Found, how_verified
from palermo.codes._crossing import Crosswalk, Loss, Vintage, VintageColumn
from palermo.codes._htcds import Htcds
from palermo.codes._load import code_list, vintage_losses
from palermo.codes._model import Code, CodeList, Labels, Schema
from palermo.report import Block, Document, Facts, Note, Section, Table

SHOWN_ALIASES = 4
SHOWN_DEFINITION = 100
"""How much of a row's names and definition a table has room for; JSON has all of it."""


def describe(found: Found, language: str = "en") -> Document:
    """A data file as a report: where it comes from, what it holds, what is lost, and what was not verified.

    >>> describe(code_list("majority"), "fr").title
    'Adulte ou enfant'
    """
    if isinstance(found, CodeList):
        sections, unverified = _list(found, language), sum(not code.verified for code in found)
    elif isinstance(found, Schema):
        sections, unverified = _schema(found, language), 0
    elif isinstance(found, Htcds):
        sections, unverified = _htcds(found, language), 0
    elif isinstance(found, Vintage):
        sections, unverified = _vintage(found), 0
    else:
        sections, unverified = _crosswalk(found, language), sum(not link.verified for link in found.links)
    definition = "" if isinstance(found, Schema | Vintage | Crosswalk) else found.definition
    return Document(_text(found.title, language), definition or found.name, [_origin(found, unverified), *sections])


def _text(labels: Labels, language: str) -> str:
    return labels.get(language, labels["en"])


def _origin(found: Found, unverified: int) -> Section:
    source = found.source
    facts = [
        ("name", found.name),
        ("version", found.version),
        ("verified", how_verified(found.verified, unverified)),
        ("source", ", ".join(part for part in (source.title, source.version) if part)),
        ("address", source.url),
        ("licence", source.licence),
        ("note", source.note),
        *_translations(found),
    ]
    blocks: list[Block] = [Facts([(name, value) for name, value in facts if value])]
    if not found.verified:
        blocks.append(Note("None of this was verified at its source: do not print it as an official rule.", "caution"))
    elif unverified:
        blocks.append(Note(f"Not verified at the source: {unverified} rows, marked NO.", "caution"))
    return Section("Where it comes from", blocks)


def _translations(found: Found) -> list[tuple[str, str]]:
    """Where the labels are from in each language; what was not compared with its source says so."""
    facts = []
    if isinstance(found, CodeList | Schema):
        for language, each in found.translations.items():
            parts = (each.origin, each.source, "" if each.verified or not each.source else "not compared with it")
            facts.append((f"labels: {language}", ", ".join(part for part in parts if part)))
    return facts


def _list(found: CodeList, language: str) -> list[Section]:
    depth = {code.code: len(found.ancestors(code.code)) for code in found}
    head = ["code", "label", *found.attributes, "also called", "definition"]
    rows = []
    for code in found:
        name = "  " * depth[code.code] + code.code
        attributes = [code.attributes.get(attribute, "") for attribute in found.attributes]
        short = shorten(code.definition, SHOWN_DEFINITION, placeholder=" …")
        rows.append([name, found.label(code.code, language), *attributes, _aliases(code), short])
    table = _table(head, rows, [code.verified for code in found])
    blocks: list[Block] = [table]
    levels = [(level.name, f"to the list {level.list}, by {level.attribute}") for level in found.generalisations]
    if levels:
        blocks.insert(0, Facts([("coarser: " + name, text) for name, text in levels]))
    order = ", in an order that means something" if found.ordered else ""
    return [Section(f"{len(found)} codes{order}", blocks)]


def _aliases(code: Code) -> str:
    """The other names that no column shows already."""
    others = [alias for alias in code.aliases if alias not in code.attributes.values()]
    shown = ", ".join(others[:SHOWN_ALIASES])
    more = len(others) - SHOWN_ALIASES
    return f"{shown} and {more} more" if more > 0 else shown


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]], verified: Sequence[bool]) -> Table:
    """A table without its empty columns; rows that were not verified are marked where there are any."""
    kept = [index for index, _ in enumerate(columns) if index < 2 or any(row[index] not in ("", None) for row in rows)]
    marked = not all(verified)
    head = [columns[index] for index in kept] + (["verified"] if marked else [])
    body = [
        [row[index] for index in kept] + (["yes" if sure else "NO"] if marked else [])
        for row, sure in zip(rows, verified, strict=True)
    ]
    return Table(head, body)


def _schema(found: Schema, language: str) -> list[Section]:
    rows = [
        [column.name, _text(column.label, language), column.kind.value, column.list or "", column.definition]
        for column in found.columns
    ]
    table = _table(["column", "label", "kind", "list", "definition"], rows, [True] * len(rows))
    return [Section(f"{len(rows)} columns", [table])]


def _htcds(found: Htcds, language: str) -> list[Section]:
    rows = [
        [
            field.name,
            _text(field.label, language),
            field.object,
            f"{field.type}, {field.multiplicity}",
            field.list or field.external_list,
            "core" if field.core else "",
            "deprecated" if field.is_deprecated else "",
        ]
        for field in found.fields
    ]
    head = ["field", "label", "object", "type", "list", "core", "status"]
    return [Section(f"{len(rows)} fields", [_table(head, rows, [True] * len(rows))])]


def _vintage(found: Vintage) -> list[Section]:
    rows = [[column.name, column.column or "–", _reads(column), column.note] for column in found.columns]
    table = _table(["published column", "case table", "means", "note"], rows, [True] * len(rows))
    lost = [[column, *row] for column, losses in vintage_losses(found.name).items() for row in _lost(losses)]
    blocks: list[Block] = [Table(["case table", "what happens", "codes", "written as"], lost)]
    if found.presence_only:
        blocks.insert(0, Note("Its flags are 1 or blank: a blank does not say no.", "caution"))
    return [Section(f"{len(rows)} columns", [table]), Section("What it cannot say", blocks)]


def _reads(column: VintageColumn) -> str:
    if column.missing:
        return f"1: {column.missing}"
    if column.flag:
        return "1: " + (" and " if column.every else ", ").join(column.flag)
    if column.code_attribute:
        return f"the {column.code_attribute} of a code"
    values = [(value or "(blank)", code) for value, code in column.values.items()]
    return ", ".join(value if value == code else f"{value}: {code}" for value, code in values)


def _crosswalk(found: Crosswalk, language: str) -> list[Section]:
    other = code_list(found.to_list)
    rows = [
        [link.code, link.to or "–", other.label(link.to, language) if link.to is not None else "", link.note]
        for link in found.links
    ]
    table = _table([found.from_list, found.to_list, "label", "note"], rows, [link.verified for link in found.links])
    lost = _lost(found.losses())
    kept = Note("Nothing: the crossing can be taken back.")
    return [
        Section(f"{len(rows)} links", [table]),
        Section("What is lost", [Table(["what happens", "codes", "to"], lost) if lost else kept]),
    ]


def _lost(losses: Sequence[Loss]) -> list[list[str]]:
    """What happens, to which codes, and what they become: what has no place at all on one line."""
    rows = [[loss.kind, ", ".join(loss.codes), loss.to or ""] for loss in losses if loss.kind == "merged"]
    dropped = [code for loss in losses if loss.kind == "dropped" for code in loss.codes]
    return [*rows, ["dropped", ", ".join(dropped), ""]] if dropped else rows

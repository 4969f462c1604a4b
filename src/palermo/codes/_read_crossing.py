"""Read and check published vintages and crosswalks."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from palermo.codes._crossing import Crosswalk, Link, Vintage, VintageColumn
from palermo.codes._marked import Fields, malformed
from palermo.codes._model import MISSING_KINDS, Column, ColumnKind
from palermo.codes._read_list import header, names, read_file, read_list
from palermo.codes._read_schema import check_list_is_there, read_schema
from palermo.codes._shape import HEADER, Shape, entries, mapping, one_of, text, text_or_nothing, texts, truth
from palermo.errors import CodesError

VINTAGE = Shape(
    "a vintage",
    {**HEADER, "presence_only": truth, "columns": entries},
    {"definition": text, "aliases": texts},
)
VINTAGE_COLUMN = Shape(
    "a vintage's column",
    {"name": text},
    {
        "column": text,
        "values": mapping,
        "flag": texts,
        "missing": one_of(*MISSING_KINDS),
        "code_attribute": text,
        "note": text,
        "every": truth,
    },
)
CROSSWALK = Shape(
    "a crosswalk",
    {**HEADER, "from_list": text, "to_list": text, "links": entries},
    {"definition": text},
)
LINK = Shape("a link", {"code": text, "to": text_or_nothing}, {"verified": truth, "source": text, "note": text})
MISSING_MARK = "?"
"""Before a kind of missing, where a code could stand."""


@cache
def read_vintage(data: Path, name: str) -> Vintage:
    """A vintage by its file's name, checked against the case table's schema and lists."""
    fields = read_file(data, "vintages", name, VINTAGE)
    columns = []
    for entry in VINTAGE_COLUMN.each(fields["columns"]):
        _check_column(data, entry)
        columns.append(
            VintageColumn(**{**entry, "values": dict(entry.get("values", ())), "flag": tuple(entry.get("flag", ()))})
        )
    return Vintage(
        **header(fields),
        columns=tuple(columns),
        aliases=tuple(fields.get("aliases", ())),
        presence_only=fields["presence_only"],
    )


def _check_column(data: Path, entry: Fields) -> None:
    if "column" not in entry:
        for key in ("values", "flag", "missing", "code_attribute", "every"):
            if key in entry:
                raise malformed(entry.at(key), f"{entry['name']} has {key} and no column of the case table.")
        return
    if entry["column"] not in read_schema(data):
        raise _dangling(entry.at("column"), "The column", entry["column"], "the case table")
    column = read_schema(data)[entry["column"]]
    is_set = column.kind is ColumnKind.CODES
    if is_set != ("flag" in entry or "missing" in entry) or (is_set and "values" in entry):
        raise malformed(
            entry.at(), f"{column.name} is {'' if is_set else 'not '}a set, so that {entry['name']} cannot be so."
        )
    if "flag" in entry and "missing" in entry:
        raise malformed(entry.at("missing"), "a flag says either that codes are there or that the set is missing.")
    if entry.get("every", False) and len(entry.get("flag", ())) < 2:
        raise malformed(entry.at("every"), "every needs a flag of several codes.")
    for index, code in enumerate(entry.get("flag", ())):
        if column.list is not None and code not in read_list(data, column.list):
            raise _dangling(entry["flag"].at(index), "The code", code, f"the list {column.list}")
    _check_values(data, entry, column)


def _check_values(data: Path, entry: Fields, column: Column) -> None:
    for value, means in entry.get("values", Fields("", 0)).items():
        if means.startswith(MISSING_MARK):
            if means.removeprefix(MISSING_MARK) not in MISSING_KINDS:
                raise _dangling(entry["values"].at(value), "The kind of missing", means, ", ".join(MISSING_KINDS))
        elif column.list is None:
            raise malformed(entry["values"].at(value), f"{column.name} has no list, so that {means!r} means nothing.")
        elif means not in read_list(data, column.list):
            raise _dangling(entry["values"].at(value), "The code", means, f"the list {column.list}")
    if "code_attribute" in entry:
        attributes = read_list(data, column.list).attributes if column.list is not None else ()
        if entry["code_attribute"] not in attributes:
            raise _dangling(
                entry.at("code_attribute"), "The attribute", entry["code_attribute"], f"the list of {column.name}"
            )


@cache
def vintages_by_name(data: Path) -> Mapping[str, str]:
    """Every name or alias of a vintage → its file's name. Raises CodesError when two vintages share one."""
    found = {name: name for name in names(data, "vintages")}
    for name in names(data, "vintages"):
        fields = read_file(data, "vintages", name, VINTAGE)
        for alias in fields.get("aliases", ()):
            if found.setdefault(alias, name) != name:
                raise malformed(fields.at("aliases"), f"the name {alias!r} is taken by {found[alias]} already.")
    return MappingProxyType(found)


@cache
def read_crosswalk(data: Path, name: str) -> Crosswalk:
    """A crosswalk, checked against both of its lists: it has to say of every code what becomes of it."""
    fields = read_file(data, "crosswalks", name, CROSSWALK)
    check_list_is_there(data, fields, "from_list")
    check_list_is_there(data, fields, "to_list")
    if name != f"{fields['from_list']}-to-{fields['to_list']}":
        raise malformed(fields.at("name"), "a crosswalk is named after its lists: <from_list>-to-<to_list>.")
    links = tuple(_links(data, fields))
    spoken_of = {link.code for link in links}
    for code in read_list(data, fields["from_list"]):
        if code.code not in spoken_of:
            what = f"What becomes of {code.code} (a code, or null where there is no place for it)"
            raise CodesError("codes.incomplete", place=fields.at("links"), what=what)
    return Crosswalk(**header(fields), from_list=fields["from_list"], to_list=fields["to_list"], links=links)


def _links(data: Path, fields: Fields) -> Iterator[Link]:
    ends = {"code": fields["from_list"], "to": fields["to_list"]}
    lines: dict[tuple[str, str | None], int] = {}
    for entry in fields["links"]:
        LINK.check(entry)
        for key, list_name in ends.items():
            if entry[key] is not None and entry[key] not in read_list(data, list_name):
                raise _dangling(entry.at(key), "The code", entry[key], f"the list {list_name}")
        pair = (entry["code"], entry["to"])
        if pair in lines:
            name = f"{entry['code']} → {entry['to']}"
            raise CodesError("codes.duplicate", place=entry.at(), what="The link", name=name, other=lines[pair])
        lines[pair] = entry.line
        if (entry["code"], None) in lines and len([1 for code, _ in lines if code == entry["code"]]) > 1:
            raise malformed(entry.at("to"), f"{entry['code']} leads to something and to nothing at once.")
        yield Link(**{**entry, "verified": entry.get("verified", fields["verified"])})


def _dangling(place: str, what: str, name: str, where: str) -> CodesError:
    return CodesError("codes.dangling", place=place, what=what, name=name, where=where)

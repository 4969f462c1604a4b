"""Read and check the schema of the case table and the fields of the standard."""

from functools import cache
from pathlib import Path

from palermo.codes._htcds import FIELD_TYPES, MULTIPLICITIES, STATUSES, Htcds, HtcdsField
from palermo.codes._marked import Fields, malformed, read_table
from palermo.codes._model import LANGUAGES, Column, ColumnKind, Schema
from palermo.codes._read_list import ALIAS_SEPARATOR, header, names, read_file, translated
from palermo.codes._shape import (
    HEADER,
    Shape,
    entries,
    labels,
    one_of,
    text,
    translations,
    whole_number,
)
from palermo.errors import CodesError

CASE_SCHEMA = "case"
HTCDS = "htcds-2.0"

SCHEMA = Shape("a schema", {**HEADER, "columns": entries}, {"definition": text, "translations": translations})
COLUMN = Shape(
    "a column",
    {"name": text, "kind": one_of(*(kind.value for kind in ColumnKind)), "label": labels},
    {"list": text, "definition": text, "minimum": whole_number, "maximum": whole_number, "proxy": text},
)
STANDARD = Shape("a standard", {**HEADER, "table": text}, {"definition": text})
FIELD = Shape(
    "a field",
    {
        "name": text,
        "object": text,
        "section": text,
        "type": one_of(*FIELD_TYPES),
        "multiplicity": one_of(*MULTIPLICITIES),
        "core": one_of("yes", "no"),
        "status": one_of(*STATUSES),
    },
    {
        **{f"label.{language}": text for language in LANGUAGES},
        **dict.fromkeys(("list", "external_list", "references", "pattern", "since", "aliases"), text),
        **dict.fromkeys(("description", "notes"), text),
    },
)


def check_list_is_there(data: Path, fields: Fields, key: str) -> None:
    """Refuse the name of a list that is not there."""
    if key in fields and fields[key] not in names(data, "lists"):
        raise CodesError(
            "codes.dangling", place=fields.at(key), what="The list", name=fields[key], where="the folder lists"
        )


@cache
def read_schema(data: Path) -> Schema:
    """The case table's schema."""
    fields = read_file(data, "schemas", CASE_SCHEMA, SCHEMA)
    columns = []
    for entry in COLUMN.each(fields["columns"]):
        check_list_is_there(data, entry, "list")
        column = Column(**{**entry, "kind": ColumnKind(entry["kind"]), "label": dict(entry["label"])})
        if column.kind is ColumnKind.CODES and column.list is None:
            raise CodesError("codes.incomplete", place=entry.at(), what=f"The list of {column.name}")
        if (column.minimum is not None or column.maximum is not None) and not column.is_number:
            raise malformed(entry.at(), "only whole numbers have a minimum and a maximum.")
        if column.minimum is not None and column.maximum is not None and column.minimum > column.maximum:
            raise malformed(entry.at("minimum"), "the minimum is above the maximum.")
        columns.append(column)
    origins = translated(fields, [fields["title"], *(column.label for column in columns)])
    return Schema(**header(fields), columns=tuple(columns), translations=origins)


@cache
def read_htcds(data: Path) -> Htcds:
    """The fields of HTCDS 2.0."""
    fields = read_file(data, "schemas", HTCDS, STANDARD)
    path = data.joinpath("schemas", fields["table"])
    lines: dict[str, int] = {}
    found = []
    for row in read_table(path, f"schemas/{fields['table']}", (*FIELD.required, *FIELD.optional)):
        FIELD.check(row)
        if "label.en" not in row:
            raise CodesError("codes.incomplete", place=row.at(), what=f"The English label of {row['name']}")
        aliases = row.get("aliases", "").split(ALIAS_SEPARATOR) if "aliases" in row else []
        for name in (row["name"], *aliases):
            if name in lines:
                raise CodesError("codes.duplicate", place=row.at(), what="The field", name=name, other=lines[name])
            lines[name] = row.line
        check_list_is_there(data, row, "list")
        plain = {key: value for key, value in row.items() if not key.startswith("label.")}
        plain["label"] = {language: row[f"label.{language}"] for language in LANGUAGES if f"label.{language}" in row}
        plain["core"] = row["core"] == "yes"
        plain["aliases"] = tuple(aliases)
        found.append(HtcdsField(**plain))
    return Htcds(**header(fields), definition=fields.get("definition", ""), fields=tuple(found))

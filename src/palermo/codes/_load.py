"""Read the data files, once."""

import csv
import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from palermo.codes._model import (
    Code,
    CodeList,
    Column,
    ColumnKind,
    Crosswalk,
    Generalisation,
    Link,
    Schema,
    Source,
    Vintage,
    VintageColumn,
)
from palermo.errors import CodesError

CASE_SCHEMA = "case"


def _folder(name: str) -> Traversable:
    return files("palermo.codes").joinpath("data", name)


@cache
def _names(folder: str) -> tuple[str, ...]:
    return tuple(sorted(p.name.removesuffix(".yaml") for p in _folder(folder).iterdir() if p.name.endswith(".yaml")))


def _read(folder: str, name: str) -> Mapping[str, Any]:
    import yaml

    if name not in _names(folder):
        raise CodesError("codes.unknown", place=folder, name=name, known=", ".join(_names(folder)))
    text = _folder(folder).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # type: ignore[no-any-return]


def list_names() -> tuple[str, ...]:
    """The names of all code lists."""
    return _names("lists")


def vintage_names() -> tuple[str, ...]:
    """The names of all published vintages."""
    return _names("vintages")


def crosswalk_names() -> tuple[str, ...]:
    """The names of all crosswalks."""
    return _names("crosswalks")


def _header(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": raw["name"],
        "title": raw["title"],
        "source": Source(**raw["source"]),
        "version": str(raw["version"]),
        "verified": raw["verified"],
    }


def _table_rows(folder: str, name: str) -> list[dict[str, Any]]:
    """Codes kept as CSV: `label.fr` columns are labels, `aliases` are split on `|`, other columns are attributes."""
    text = _folder(folder).joinpath(name).read_text(encoding="utf-8")
    known = {"code", "definition", "parent", "source"}
    rows: list[dict[str, Any]] = []
    for record in csv.DictReader(io.StringIO(text)):
        row: dict[str, Any] = {"label": {}, "attributes": {}}
        for column, value in record.items():
            if not value:
                continue
            if column.startswith("label."):
                row["label"][column.removeprefix("label.")] = value
            elif column == "aliases":
                row["aliases"] = value.split("|")
            elif column == "verified":
                row["verified"] = value == "true"
            elif column in known:
                row[column] = value
            else:
                row["attributes"][column] = value
        rows.append(row)
    return rows


@cache
def code_list(name: str) -> CodeList:
    """A code list by name. Raises CodesError when there is none, or when its file is wrong.

    >>> code_list("country").label("PHL")
    'Philippines'
    """
    raw = _read("lists", name)
    rows = _table_rows("lists", raw["table"]) if "table" in raw else raw["codes"]
    codes = tuple(
        Code(**{**row, "aliases": tuple(row.get("aliases", ())), "verified": row.get("verified", raw["verified"])})
        for row in rows
    )
    return CodeList(
        **_header(raw),
        codes=codes,
        definition=raw.get("definition", ""),
        ordered=raw.get("ordered", False),
        generalisations=tuple(Generalisation(**level) for level in raw.get("generalisations", ())),
    )


@cache
def case_schema() -> Schema:
    """The columns of the case table, as the standard has them."""
    raw = _read("schemas", CASE_SCHEMA)
    columns = tuple(Column(**{**c, "kind": ColumnKind(c["kind"])}) for c in raw["columns"])
    return Schema(**_header(raw), columns=columns)


@cache
def vintage(name: str) -> Vintage:
    """A published vintage by its name or an alias, such as `ctdc-2024`."""
    for known in vintage_names():
        raw = _read("vintages", known)
        if name in (known, *raw.get("aliases", ())):
            columns = tuple(VintageColumn(**{**c, "flag": tuple(c.get("flag", ()))}) for c in raw["columns"])
            return Vintage(
                **_header(raw),
                columns=columns,
                aliases=tuple(raw.get("aliases", ())),
                presence_only=raw.get("presence_only", False),
            )
    raise CodesError("codes.unknown", place="vintages", name=name, known=", ".join(vintage_names()))


@cache
def crosswalk(name: str) -> Crosswalk:
    """A crosswalk by name."""
    raw = _read("crosswalks", name)
    links = tuple(Link(**{**row, "verified": row.get("verified", raw["verified"])}) for row in raw["links"])
    return Crosswalk(**_header(raw), from_list=raw["from_list"], to_list=raw["to_list"], links=links)

"""datapackage.json: the release for tools that read Data Packages (Data Package v2, datapackage.org)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from palermo.cases import Missing
from palermo.codes import Column, ColumnKind, in_language
from palermo.release._manifest import FileEntry, Manifest
from palermo.release._terms import terms_of

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
SET_DELIMITER = ";"
MISSING_SUFFIX = "__missing"

_FORMATS = {"text/csv": "csv", "application/vnd.apache.parquet": "parquet", "application/json": "json"}
_NOT_IN_NAMES = re.compile(r"[^a-z0-9._-]+")


INVENTED: Mapping[str, str] = {
    "en": "The cases are invented, to try the software with.",
    "fr": "Les cas sont inventés, pour essayer le logiciel.",
    "es": "Los casos son inventados, para probar el programa.",
    "ar": "الحالات مختلقة لتجربة البرنامج.",
    "ru": "Случаи вымышлены, чтобы испытать программу.",
    "zh": "个案是虚构的，用于试用软件。",
}
"""What must be known first of a demonstration."""


def build(
    manifest: Manifest, codebook: Mapping[str, Any], headers: Mapping[str, Sequence[str]], files: Sequence[FileEntry]
) -> dict[str, Any]:
    """The Data Package of a release. headers: the columns of each CSV file, by the file's name."""
    about = manifest.about
    licence: dict[str, str] = {"title": about.licence.name}
    if about.licence.url:
        licence["path"] = about.licence.url
    else:
        licence["name"] = _name(about.licence.name)
    return {
        "$schema": PROFILE,
        "name": _name(about.id),
        "title": manifest.title(),
        "description": describe(manifest),
        "version": about.id,
        "created": f"{about.date.isoformat()}T00:00:00Z",
        "licenses": [licence],
        "terms": terms_of(manifest.about),  # beside the licence; the standard has no place of its own for them
        "contributors": [
            {"title": about.publisher, "roles": ["publisher"]},
            *({"title": part.contributor, "roles": ["dataCollector"]} for part in about.contributions),
        ],
        "resources": [_resource(manifest, codebook, headers, entry) for entry in files if entry.media_type in _FORMATS],
    }


def describe(manifest: Manifest, language: str = "en") -> str:
    """What the data is and what a reader must know of it, as one text."""
    parts = [
        in_language(manifest.about.description, language),
        *(in_language(each, language) for each in limits(manifest)),
    ]
    return " ".join(part for part in parts if part)


def limits(manifest: Manifest) -> tuple[Mapping[str, str], ...]:
    """What a reader must know, first of all when the cases are invented."""
    return ((INVENTED,) if manifest.about.demonstration else ()) + manifest.limits


def _name(text: str) -> str:
    return _NOT_IN_NAMES.sub("-", text.casefold()).strip("-") or "release"


def _resource(
    manifest: Manifest, codebook: Mapping[str, Any], headers: Mapping[str, Sequence[str]], entry: FileEntry
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": _name(entry.name.replace(".", "-")),
        "path": entry.name,
        "title": entry.description,
        "format": _FORMATS[entry.media_type],
        "mediatype": entry.media_type,
        "bytes": entry.bytes,
        "hash": f"sha256:{entry.sha256}",
    }
    if entry.media_type != "text/csv":
        found["type"] = "file"  # else readers guess a schema from its first values, and fail at sets
    if entry.name in headers:
        by_name = {column.name: column for column in manifest.columns}
        fields = [_field(name, by_name, codebook) for name in headers[entry.name]]
        schema = {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json", "fields": fields}
        found |= {"type": "table", "encoding": "utf-8", "schema": {**schema, "missingValues": [""]}}
    return found


def _field(name: str, columns: Mapping[str, Column], codebook: Mapping[str, Any]) -> dict[str, Any]:
    if name.endswith(MISSING_SUFFIX) and name.removesuffix(MISSING_SUFFIX) in columns:
        about = columns[name.removesuffix(MISSING_SUFFIX)].label["en"]
        kinds = [{"value": kind["code"], "label": kind["label"]["en"]} for kind in codebook["missing"]]
        title = f"{about}: why it is missing"
        constraints = {"enum": [kind.value for kind in Missing]}
        return {"name": name, "type": "string", "title": title, "categories": kinds, "constraints": constraints}
    if name not in columns:
        return {"name": name, "type": "string"}
    column = columns[name]
    field: dict[str, Any] = {"name": name, "type": "string", "title": column.label["en"]}
    field["description"] = " ".join(part for part in (column.definition, column.proxy) if part)
    if column.is_number:
        return {**field, "type": "integer"}
    if column.kind is ColumnKind.CODES:
        return {**field, "type": "list", "delimiter": SET_DELIMITER, "itemType": "string"}
    if column.list is not None:
        listed = codebook["lists"][column.list]
        field["categories"] = [{"value": code["code"], "label": code["label"]["en"]} for code in listed["codes"]]
        field["categoriesOrdered"] = listed["ordered"]
    return field

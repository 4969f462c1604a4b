"""croissant.json: the release for machine-learning tools and dataset search (Croissant 1.0, mlcommons.org)."""

from collections.abc import Sequence
from typing import Any

from palermo.codes import Column, ColumnKind
from palermo.release._datapackage import MISSING_SUFFIX, describe
from palermo.release._manifest import FileEntry, Manifest
from palermo.release._terms import terms_of

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
PARQUET = "application/x-parquet"
"""How Croissant names Parquet; the registered name came later."""

CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context that the specification prescribes."""


def build(manifest: Manifest, citation: str, files: Sequence[FileEntry]) -> dict[str, Any]:
    """The Croissant description of a release. Addresses are relative to the release's folder."""
    about = manifest.about
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": about.id,
        "alternateName": manifest.title(),
        "description": describe(manifest),
        "license": about.licence.url or about.licence.name,
        "usageInfo": {"@type": "sc:CreativeWork", "text": terms_of(about)},
        "url": "manifest.json",
        "version": "1.0.0",
        "datePublished": about.date.isoformat(),
        "citeAs": citation,
        "publisher": {"@type": "sc:Organization", "name": about.publisher},
        "creator": [{"@type": "sc:Organization", "name": part.contributor} for part in about.contributions],
        "distribution": [_file(entry) for entry in files],
        "recordSet": [_records(manifest)],
    }


def _file(entry: FileEntry) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": entry.name,
        "name": entry.name,
        "description": entry.description,
        "contentUrl": entry.name,
        "contentSize": f"{entry.bytes} B",
        "encodingFormat": PARQUET if entry.name.endswith(".parquet") else entry.media_type,
        "sha256": entry.sha256,
    }


def _records(manifest: Manifest) -> dict[str, Any]:
    fields = []
    for column in manifest.columns:
        fields += [_field(column.name, column), _field(column.name + MISSING_SUFFIX, None)]
    return {
        "@type": "cr:RecordSet",
        "@id": "cases",
        "name": "cases",
        "description": "Protected cases, one a record.",
        "field": fields,
    }


def _field(name: str, column: Column | None) -> dict[str, Any]:
    number = column is not None and column.is_number
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"cases/{name}",
        "name": name,
        "description": "Why the value before it is missing." if column is None else _about(column),
        "dataType": "sc:Integer" if number else "sc:Text",
        "source": {"fileObject": {"@id": "cases.parquet"}, "extract": {"column": name}},
    }
    if column is not None and column.kind is ColumnKind.CODES:
        field["repeated"] = True
    return field


def _about(column: Column) -> str:
    return ". ".join(part.rstrip(".") for part in (column.label["en"], column.definition, column.proxy) if part) + "."

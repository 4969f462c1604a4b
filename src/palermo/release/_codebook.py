"""The codebook: every column, code and label, so that a release explains itself without the software."""

from collections.abc import Mapping, Sequence
from typing import Any

from palermo.cases import CaseTable, Missing, distinct
from palermo.codes import LANGUAGES, Code, CodeList, Column, Source, Translation, case_schema, code_list
from palermo.release._manifest_json import plain
from palermo.release._translated import list_in_more

MISSING_KINDS = "missing-kind"
"""The list of the ways in which a value can be missing."""


def build(cases: CaseTable) -> dict[str, Any]:
    """The codebook of these cases, as plain JSON values."""
    kinds = code_list(MISSING_KINDS)
    names = dict.fromkeys(column.list for column in cases.columns if column.list is not None)
    lists = {name: _list(code_list(name)) for name in names}
    columns = []
    for column in cases.columns:
        entry: dict[str, Any] = plain(column)
        if column.list is None and not column.is_number:
            entry["codes"] = sorted(str(code) for code in distinct(cases.values(column.name)))
        columns.append(entry)
    return {
        "languages": [language for language in LANGUAGES if all(language in each["label"] for each in columns)],
        "translations": _origins(case_schema().translations),
        "columns": columns,
        "lists": lists,
        "missing": [{"code": kind.value, "label": dict(kinds[kind.value].label)} for kind in Missing],
    }


def _list(codes: CodeList) -> dict[str, Any]:
    return {
        "title": dict(codes.title),
        "definition": codes.definition,
        "version": codes.version,
        "verified": codes.verified,
        "ordered": codes.ordered,
        "source": plain(codes.source),
        "translations": _origins(codes.translations),
        "codes": [plain(code) for code in codes],
    }


def _origins(translations: Mapping[str, Translation]) -> dict[str, dict[str, Any]]:
    """Where labels are from, by language."""
    return {language: plain(each) for language, each in translations.items()}


def lists_of(codebook: Mapping[str, Any]) -> dict[str, CodeList]:
    """The code list of each column that has codes, by the column's name.

    A column with an open vocabulary (contributors) gets a list of the codes that occur, each its own label in
    every language: they are names. Labels that the codebook does not have in a language are those of today, where
    they are the same in English.
    """
    named = {name: list_in_more(_read_list(name, raw)) for name, raw in codebook["lists"].items()}
    found: dict[str, CodeList] = {}
    for column in codebook["columns"]:
        if column["list"] is not None:
            found[column["name"]] = named[column["list"]]
        elif "codes" in column:
            codes = tuple(Code(code, dict.fromkeys(LANGUAGES, code)) for code in column["codes"])
            source = Source(title="The vocabulary is open: the codes that occur.")
            found[column["name"]] = CodeList(column["name"], column["label"], source, "", True, codes)
    return found


def missing_of(codebook: Mapping[str, Any]) -> tuple[Code, ...]:
    """The ways in which a value can be missing."""
    codes = tuple(Code(kind["code"], kind["label"]) for kind in codebook["missing"])
    return list_in_more(CodeList(MISSING_KINDS, {}, Source(title=""), "", True, codes)).codes


def _read_list(name: str, raw: Mapping[str, Any]) -> CodeList:
    codes = tuple(Code(**{**code, "aliases": tuple(code["aliases"])}) for code in raw["codes"])
    return CodeList(
        name=name,
        title=raw["title"],
        source=Source(**raw["source"]),
        version=raw["version"],
        verified=raw["verified"],
        codes=codes,
        definition=raw["definition"],
        ordered=raw["ordered"],
        translations={language: Translation(**each) for language, each in raw.get("translations", {}).items()},
    )


def flat_columns() -> tuple[str, ...]:
    """The columns of codebook.csv."""
    labels = tuple(f"label_{language}" for language in LANGUAGES)
    return ("column", "kind", "list", "code", "parent", *labels, "definition", "proxy", "verified", "source")


def flat_rows(codebook: Mapping[str, Any], columns: Sequence[Column]) -> list[dict[str, str]]:
    """The codebook as rows: one for each column, one for each of its codes, one for each kind of missing."""
    rows = []
    for column in columns:
        entry = {"column": column.name, "kind": column.kind.value, "list": column.list or ""}
        rows.append(_row(entry, column.label, definition=column.definition, proxy=column.proxy))
    for column in columns:
        raw = codebook["lists"].get(column.list) if column.list else None
        for code in raw["codes"] if raw else ():
            entry = {"column": column.name, "kind": "code", "list": column.list or "", "code": code["code"]}
            row = _row(entry, code["label"], definition=code["definition"], parent=code["parent"] or "")
            rows.append({**row, "verified": str(code["verified"]).lower(), "source": code["source"]})
    for kind in codebook["missing"]:
        rows.append(_row({"column": "*__missing", "kind": "missing", "code": kind["code"]}, kind["label"]))
    return rows


def _row(entry: Mapping[str, str], labels: Mapping[str, str], **more: str) -> dict[str, str]:
    return {**entry, **{f"label_{language}": labels.get(language, "") for language in LANGUAGES}, **more}

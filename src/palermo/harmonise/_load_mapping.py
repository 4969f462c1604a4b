"""From a mapping's YAML file to a mapping; what is wrong is refused by file and line."""

from collections.abc import Mapping as Map
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from palermo.cases import Missing
from palermo.codes import LARGEST, ColumnKind, Node, case_schema, parse_yaml, vintage, vintage_names
from palermo.errors import CodesError, MappingError
from palermo.harmonise._dates import formats_fault
from palermo.harmonise._file import clean
from palermo.harmonise._load_rules import NoCode, RuleLoader, check_codes, missing_kind
from palermo.harmonise._load_source import ignored_columns, load_sources
from palermo.harmonise._mapping import Blank, Mapping, Rule
from palermo.harmonise._vintage import vintage_ignored, vintage_rules

SUFFIXES = (".yaml", ".yml")
_OPTIONAL = ("name", "title", "vintage", "source", "missing", "formats", "columns", "ignore", "notes")


@cache
def _built_in() -> Map[str, Traversable]:
    folder = files("palermo.harmonise").joinpath("mappings")
    if not folder.is_dir():
        return {}
    found = {p.name.removesuffix(".yaml"): p for p in folder.iterdir() if p.name.endswith(".yaml")}
    return {name: found[name] for name in sorted(found)}


def mapping_names() -> tuple[str, ...]:
    """The names of the built-in mappings."""
    return tuple(_built_in())


def load_mapping(name: str | Path) -> Mapping:
    """A built-in mapping by its name, or a mapping file by its path.

    Raises MappingError when there is neither, and when the file is wrong: with file and line.

    >>> load_mapping("no-such-mapping.yaml")
    Traceback (most recent call last):
    ...
    palermo.errors._tree.MappingError: ...
    """
    text = str(name)
    if isinstance(name, str) and text in _built_in():
        return _built_in_mapping(text)
    path = Path(text)
    if not path.is_file():
        raise MappingError("mapping.not_found", place=text, name=text, known=", ".join(mapping_names()))
    if path.stat().st_size > LARGEST:
        raise _malformed(text, "it is larger than 1 MB.")
    return read_mapping(_decode(path.read_bytes(), text), path.name.removesuffix(path.suffix), place=text)


@cache
def _built_in_mapping(name: str) -> Mapping:
    path = _built_in()[name]
    return read_mapping(_decode(path.read_bytes(), path.name), name, place=path.name)


def _malformed(place: str, reason: str) -> MappingError:
    return MappingError("mapping.malformed", place=place, reason=reason)


def _decode(content: bytes, place: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _malformed(f"{place}:{line}", "it is not text in UTF-8.") from error


def read_mapping(text: str, name: str, *, place: str) -> Mapping:
    """A mapping from its text. name: what it is called when it does not say so itself; place: the file, for errors."""
    root = parse_yaml(text, place, malformed=_malformed)
    fields = root.fields(required=("blank",), optional=_OPTIONAL)
    formats = fields["formats"].texts() if "formats" in fields else ()
    if fault := formats_fault(formats):
        raise fields["formats"].fault(fault)
    rules, ignored = _vintage(fields["vintage"]) if "vintage" in fields else ({}, {})
    left_out = ignored_columns(fields["ignore"]) if "ignore" in fields else {}
    if "columns" in fields:
        rules.update(_rules(fields["columns"], formats, {clean(name) for name in left_out}))
    if not rules:
        raise MappingError("mapping.nothing_mapped", place=f"{place}:{root.line}")
    return Mapping(
        name=fields["name"].text() if "name" in fields else name,
        title=fields["title"].text() if "title" in fields else "",
        sources=load_sources(fields.get("source")),
        blank=_blank(fields["blank"]),
        missing=_missing(fields["missing"]) if "missing" in fields else {},
        columns={column.name: rules[column.name] for column in case_schema().columns if column.name in rules},
        ignore={**ignored, **left_out},
        notes=fields["notes"].texts() if "notes" in fields else (),
        path=place,
    )


def _vintage(node: Node) -> tuple[dict[str, Rule], dict[str, str]]:
    try:
        known = vintage(node.text())
    except CodesError as error:
        if error.key != "codes.unknown":
            raise
        raise node.fault(f"{node.text()!r} is not a vintage. Known are: {', '.join(vintage_names())}.") from error
    return vintage_rules(known), dict(vintage_ignored(known))


def _rules(node: Node, formats: tuple[str, ...], left_out: set[str]) -> dict[str, Rule]:
    schema = case_schema()
    rules: dict[str, Rule] = {}
    no_codes: list[NoCode] = []
    for name, place, value in node.pairs():
        if name not in schema:
            known = ", ".join(column.name for column in schema.columns)
            raise place.fault(f"the case table has no column {name!r}. It has: {known}.")
        rules[name] = RuleLoader(schema[name], formats, no_codes).rule(value)
        for column, _ in rules[name].sources():
            if clean(column) in left_out:
                raise value.fault(f"{column!r} is read here, and left out under `ignore`.")
    check_codes(no_codes)
    return rules


def _blank(node: Node) -> Blank:
    if node.is_text:
        return Blank(missing_kind(node))
    known = {*(kind.value for kind in ColumnKind), *(column.name for column in case_schema().columns)}
    by_name: dict[str, Missing] = {}
    default = None
    for name, place, value in node.pairs():
        if name == "default":
            default = missing_kind(value)
        elif name in known:
            by_name[name] = missing_kind(value)
        else:
            raise place.fault(f"{name!r} is neither `default` nor a column of the case table nor a kind of column.")
    if default is None:
        raise node.fault("'default' is missing here: it says what an empty cell means everywhere else.")
    return Blank(default, by_name)


def _missing(node: Node) -> dict[str, Missing]:
    found = {}
    for text, place, value in node.pairs():
        if not text.strip():
            raise place.fault("what an empty cell means is said by `blank`.")
        found[text] = missing_kind(value)
    return found

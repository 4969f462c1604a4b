"""The part of a mapping that says how the file is written."""

from collections.abc import Callable
from typing import Any

from palermo.cases import Dialect
from palermo.codes import Node
from palermo.harmonise._mapping import Source


def _one_character(node: Node) -> str:
    text = {"tab": "\t", "\\t": "\t"}.get(node.raw(), node.raw())
    if len(text) != 1:
        raise node.fault("here must stand one character; write `tab` for a tabulator.")
    return text


def _quote(node: Node) -> str:
    return "" if node.raw() == "" else _one_character(node)


def _row(node: Node) -> int:
    return node.whole(least=1)


_DIALECT: dict[str, Callable[[Node], object]] = {
    "format": Node.text,
    "encoding": Node.text,
    "delimiter": _one_character,
    "quote": _quote,
    "sheet": Node.text,
    "header_row": _row,
    "data_row": _row,
    "list_separator": Node.raw,
    "records": Node.text,
}
_OTHERS = ("name", "requires", "index_columns", "strip_groups", "ignore", "notes")


def load_sources(node: Node | None) -> tuple[Source, ...]:
    """The ways in which the file may have been written: one, or a list that is tried in order."""
    if node is None:
        return (Source(),)
    sources = tuple(_source(item) for item in (node.items() if node.is_list else (node,)))
    if not sources:
        raise node.fault("here must stand at least one way in which the file is written.")
    return sources


def _source(node: Node) -> Source:
    fields = node.fields(optional=(*_DIALECT, *_OTHERS))
    dialect: dict[str, Any] = {name: read(fields[name]) for name, read in _DIALECT.items() if name in fields}
    return Source(
        name=fields["name"].text() if "name" in fields else "",
        dialect=_dialect(node, dialect),
        requires=_names(fields, "requires"),
        index_columns=_names(fields, "index_columns"),
        strip_groups="strip_groups" in fields and fields["strip_groups"].boolean(),
        ignore=ignored_columns(fields["ignore"]) if "ignore" in fields else {},
        notes=fields["notes"].texts() if "notes" in fields else (),
    )


def _dialect(node: Node, given: dict[str, Any]) -> Dialect:
    try:
        return Dialect(**given)
    except ValueError as error:
        raise node.fault(f"{error}.") from error


def _names(fields: dict[str, Node], name: str) -> tuple[str, ...]:
    return tuple(item.text() for item in fields[name].items()) if name in fields else ()


def ignored_columns(node: Node) -> dict[str, str]:
    """Columns of the file that are left out on purpose → why; a list gives no reasons."""
    if node.is_list or node.is_text:
        return dict.fromkeys((item.text() for item in node.items()), "")
    return {name: value.raw() for name, _, value in node.pairs()}

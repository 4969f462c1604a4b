"""What detail a published vintage cannot say: the codes of the case table that become one there, or have no place."""

from collections.abc import Iterable, Mapping

from palermo.codes._crossing import Loss, Vintage, VintageColumn
from palermo.codes._model import CodeList, Schema

Written = tuple[str, ...]
"""How a code stands in a vintage: each column that tells of it, with its value; nothing where none does."""


def losses_by_column(known: Vintage, schema: Schema, lists: Mapping[str, CodeList]) -> dict[str, tuple[Loss, ...]]:
    """Column of the case table → what a vintage loses of it, for the columns that it has at all."""
    found: dict[str, list[VintageColumn]] = {}
    for column in known.columns:
        if column.column is not None:
            found.setdefault(column.column, []).append(column)
    return {
        column.name: _losses(lists[column.list], found[column.name])
        for column in schema.columns
        if column.name in found and column.list is not None
    }


def _losses(codes: CodeList, columns: Iterable[VintageColumn]) -> tuple[Loss, ...]:
    """Codes that are written alike."""
    written: dict[Written, list[str]] = {}
    for code in codes:
        written.setdefault(tuple(_written(codes, code.code, columns)), []).append(code.code)
    dropped = tuple(Loss("dropped", (code,), None) for code in written.pop((), []))
    merged = tuple(Loss("merged", tuple(alike), ", ".join(place)) for place, alike in written.items() if len(alike) > 1)
    return merged + dropped


def _written(codes: CodeList, code: str, columns: Iterable[VintageColumn]) -> Iterable[str]:
    line = (code, *codes.ancestors(code))
    for column in columns:
        if column.flag and not column.every and any(code in codes.descendants(flag) for flag in column.flag):
            yield column.name
        elif column.code_attribute:
            if column.code_attribute in codes[code].attributes:
                yield f"{column.name}={codes[code].attributes[column.code_attribute]}"
        elif not column.flag and not column.missing:
            yield from _value(column, line, plain=not (set(column.values.values()) & {c.code for c in codes}))


def _value(column: VintageColumn, line: tuple[str, ...], *, plain: bool) -> Iterable[str]:
    """The value that is written for a code, or for the nearest broader one that has any. plain: the code itself."""
    if plain:
        yield f"{column.name}={line[0]}"
        return
    first: dict[str, str] = {}
    for value, code in column.values.items():
        first.setdefault(code, value)
    for code in line:
        if code in first:
            yield f"{column.name}={first[code]}"
            return

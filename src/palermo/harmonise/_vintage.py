"""The rules that read a published vintage, from what `codes` knows of its columns."""

from collections.abc import Mapping

from palermo.cases import Missing
from palermo.codes import Vintage, VintageColumn, case_schema, code_list
from palermo.harmonise._mapping import Flags, From, Meaning, Reading, Rule

_OTHERS = {"other", "other_exploitation"}
"""The codes that stand for every code that has none of its own."""


def vintage_rules(known: Vintage) -> dict[str, Rule]:
    """Column of the case table → rule. Columns that a file may lack are optional; see `vintage_ignored`."""
    rules: dict[str, Rule] = {}
    flags: dict[str, dict[str, Meaning]] = {}
    for column in known.columns:
        if column.column is None:
            continue
        if column.flag or column.missing:
            flags.setdefault(column.column, {})[column.name] = _yes(column)
        else:
            rules[column.column] = _single(column)
    for name, group in flags.items():
        rules[name] = Flags(flags=group, optional=True, partial=is_partial(known, name))
    return {column.name: rules[column.name] for column in case_schema().columns if column.name in rules}


def vintage_ignored(known: Vintage) -> Mapping[str, str]:
    """The vintage's columns that the case table has no place for → why."""
    return {column.name: column.note for column in known.columns if column.column is None}


def is_partial(known: Vintage, name: str) -> bool:
    """Whether a set column's flags leave out codes: none of them stands for any other code of the list.

    No to every one of them is then not *none of them*: `isAbduction` alone says nothing of other ways to recruit.
    """
    return not any(column.column == name and _OTHERS & set(column.flag) for column in known.columns)


def _yes(column: VintageColumn) -> Meaning:
    return Missing(column.missing) if column.missing else column.flag


def _single(column: VintageColumn) -> Rule:
    values: dict[str, Meaning] = {}
    blank = None
    for text, code in column.values.items():
        meaning: Meaning = Missing(code.removeprefix("?")) if code.startswith("?") else (code,)
        if text == "" and isinstance(meaning, Missing):
            blank = meaning
        else:
            values[text] = meaning
    target = case_schema()[str(column.column)]
    by_code = target.list == "country" and not column.code_attribute
    if by_code:  # the vintage writes the list's own codes, and no other name of a country
        values = {**{code.code: (code.code,) for code in code_list("country")}, **values}
    reading = Reading(values=values, strict=not column.code_attribute, attribute=column.code_attribute)
    return From(column=column.name, reading=reading, blank=blank, optional=True)

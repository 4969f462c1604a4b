"""What people call columns and attributes: reports show that, and keep the names for whoever has to type them."""

from collections.abc import Iterable

from palermo.codes import Column, code_list, in_language
from palermo.protect.counting._attributes import ABSENT, NONE


def label_of(column: Column, code: str | None = None) -> str:
    """What people call a column, or one of its attributes, in English.

    code: as of an `Attribute`; None for the whole column. A code that no list knows is shown as it is.

    >>> from palermo.codes import case_schema
    >>> label_of(case_schema()["citizenship"]), label_of(case_schema()["citizenship"], "PHL")
    ('Citizenship', 'Citizenship: Philippines')
    >>> label_of(case_schema()["means_of_control"], "none"), label_of(case_schema()["gender"], "?not_asked")
    ('Means of control: none', 'Gender: missing (not asked)')
    """
    name = in_language(column.label, "en") or column.name
    if code is None:
        return name
    if code.startswith(ABSENT):
        return f"{name}: missing ({code.removeprefix(ABSENT).replace('_', ' ')})"
    listed = None if column.list is None or code == NONE else code_list(column.list)
    return f"{name}: {listed.label(code) if listed is not None and code in listed else code}"


def labels_of(columns: Iterable[Column]) -> dict[str, str]:
    """What people call columns, by their names.

    >>> from palermo.codes import case_schema
    >>> labels_of([case_schema()["age_band"]])
    {'age_band': 'Age at registration'}
    """
    return {column.name: label_of(column) for column in columns}

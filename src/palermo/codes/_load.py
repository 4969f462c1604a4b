"""The data files of this installation, each read and checked once, when it is asked for."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from palermo.codes._crossing import Crosswalk, Loss, Vintage
from palermo.codes._htcds import Htcds, HtcdsField
from palermo.codes._losses import losses_by_column
from palermo.codes._model import CodeList, Schema
from palermo.codes._read_crossing import read_crosswalk, read_vintage, vintages_by_name
from palermo.codes._read_list import names, read_list, unknown
from palermo.codes._read_schema import read_htcds, read_schema
from palermo.errors import CodesError

DATA = Path(__file__).parent / "data"
"""The data files of this installation."""


def list_names() -> tuple[str, ...]:
    """The names of all code lists."""
    return names(DATA, "lists")


def vintage_names() -> tuple[str, ...]:
    """The names of all published vintages."""
    return names(DATA, "vintages")


def crosswalk_names() -> tuple[str, ...]:
    """The names of all crosswalks."""
    return names(DATA, "crosswalks")


def code_list(name: str) -> CodeList:
    """A code list by name. Raises CodesError when there is none, or when its file is wrong (file and line).

    >>> code_list("country").label("PHL")
    'Philippines'
    """
    return read_list(DATA, name)


def case_schema() -> Schema:
    """The columns of the case table, as the standard has them."""
    return read_schema(DATA)


@cache
def vintage(name: str) -> Vintage:
    """A published vintage by its name or an alias, such as `ctdc-2024`.

    >>> len(vintage("ctdc-2024").columns)
    27
    """
    known = vintages_by_name(DATA)
    if name not in known:
        raise unknown("vintages", name, tuple(known))
    return read_vintage(DATA, known[name])


def vintage_losses(name: str) -> Mapping[str, tuple[Loss, ...]]:
    """What a vintage cannot say of each column of the case table that it has: codes written alike, or not at all.

    A broader code that is written like the codes below it is told together with them. Columns of the case table that
    are not among the keys have no place in the vintage, or no list.

    >>> [loss.codes for loss in vintage_losses("ctdc-2024")["recruiter_relationship"]]
    [('friend', 'acquainted'), ('unacquainted',)]
    """
    schema = case_schema()
    lists = {column.list: code_list(column.list) for column in schema.columns if column.list is not None}
    return losses_by_column(vintage(name), schema, lists)


def crosswalk(name: str) -> Crosswalk:
    """A crosswalk by name, which is `<from>-to-<to>`.

    >>> crosswalk("gender-to-htcds-gender").map("trans_woman")
    ('TransgenderFeminine',)
    """
    return read_crosswalk(DATA, name)


def htcds() -> Htcds:
    """The Human Trafficking Case Data Standard 2.0: its fields, and the credit it asks for."""
    return read_htcds(DATA)


def htcds_fields() -> tuple[HtcdsField, ...]:
    """The 84 fields of HTCDS 2.0, in its order.

    >>> [field.name for field in htcds_fields() if field.list == "htcds-gender"]
    ['prs_Gender']
    """
    return htcds().fields


def check_all(data: Path | None = None) -> tuple[CodesError, ...]:
    """Read every data file, and return what is wrong: the first fault of each file, none when all is well.

    data: the folder to check, by default the one of this installation.
    """
    where = DATA if data is None else data
    faults: list[CodesError] = []

    def attempt(read: Callable[[], object]) -> None:
        try:
            read()
        except CodesError as fault:
            if fault.key not in {f.key for f in faults if f.place == fault.place}:
                faults.append(fault)

    for name in names(where, "lists"):
        attempt(lambda name=name: read_list(where, name))  # type: ignore[misc]
    attempt(lambda: read_schema(where))
    attempt(lambda: read_htcds(where))
    for name in names(where, "vintages"):
        attempt(lambda name=name: read_vintage(where, name))  # type: ignore[misc]
    attempt(lambda: vintages_by_name(where))
    for name in names(where, "crosswalks"):
        attempt(lambda name=name: read_crosswalk(where, name))  # type: ignore[misc]
    return tuple(faults)

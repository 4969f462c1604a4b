"""The data files of this house, each read and checked once, when it is asked for."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from palermo.codes._crossing import Crosswalk, Vintage
from palermo.codes._htcds import Htcds, HtcdsField
from palermo.codes._model import CodeList, Schema
from palermo.codes._read_crossing import find_vintage, read_crosswalk, read_vintage
from palermo.codes._read_list import names, read_list
from palermo.codes._read_schema import read_htcds, read_schema
from palermo.errors import CodesError


@cache
def _data() -> Traversable:
    return files("palermo.codes").joinpath("data")


def list_names() -> tuple[str, ...]:
    """The names of all code lists."""
    return names(_data(), "lists")


def vintage_names() -> tuple[str, ...]:
    """The names of all published vintages."""
    return names(_data(), "vintages")


def crosswalk_names() -> tuple[str, ...]:
    """The names of all crosswalks."""
    return names(_data(), "crosswalks")


def code_list(name: str) -> CodeList:
    """A code list by name. Raises CodesError when there is none, or when its file is wrong (file and line).

    >>> code_list("country").label("PHL")
    'Philippines'
    """
    return read_list(_data(), name)


def case_schema() -> Schema:
    """The columns of the case table, as the standard has them."""
    return read_schema(_data())


@cache
def vintage(name: str) -> Vintage:
    """A published vintage by its name or an alias, such as `ctdc-2024`.

    >>> len(vintage("ctdc-2024").columns)
    27
    """
    found = find_vintage(_data(), name)
    if found is None:
        raise CodesError("codes.unknown", place="vintages", name=name, known=", ".join(vintage_names()))
    return read_vintage(_data(), found)


def crosswalk(name: str) -> Crosswalk:
    """A crosswalk by name, which is `<from>-to-<to>`.

    >>> crosswalk("gender-to-htcds-gender").map("trans_woman")
    ('TransgenderFeminine',)
    """
    return read_crosswalk(_data(), name)


def htcds() -> Htcds:
    """The Human Trafficking Case Data Standard 2.0: its fields, and the credit it asks for."""
    return read_htcds(_data())


def htcds_fields() -> tuple[HtcdsField, ...]:
    """The 84 fields of HTCDS 2.0, in its order.

    >>> [field.name for field in htcds_fields() if field.list == "htcds-gender"]
    ['prs_Gender']
    """
    return htcds().fields


def check_all(data: Traversable | None = None) -> tuple[CodesError, ...]:
    """Read every data file, and return what is wrong: the first fault of each file, none when all is well.

    data: the folder to check, by default the one of this installation.
    """
    where = _data() if data is None else data
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
        attempt(lambda name=name: find_vintage(where, name))  # type: ignore[misc]
    for name in names(where, "crosswalks"):
        attempt(lambda name=name: read_crosswalk(where, name))  # type: ignore[misc]
    return tuple(faults)

"""Which corridors an address asks for: its fields read and checked, and written in one form."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import quote, urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from palermo.codes import Column
from palermo.release import Release
from palermo.tabulate import Condition, Question
from palermo.web.hub.countries import ORIGIN, PLACE
from palermo.web.hub.errors import unusable

FORM, GENDER, YEAR = "forms_of_exploitation", "gender", "year_of_registration"
CODES = {"origin": ORIGIN, "place": PLACE, "form": FORM, "gender": GENDER}
"""The fields that hold a code, and the column that each is of."""
YEARS = {"from": ">=", "to": "<="}
FIELDS = (*CODES, *YEARS, "group", "release")
"""What an address may have, on the page and for its data."""
MOST_PAGES = 10_000
YEAR_DIGITS = 4


class Group(StrEnum):
    """What the diagram of streams tells apart: the countries with most people, or regions of the world."""

    LARGEST = "largest"
    REGIONS = "regions"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for; a field that is empty asks for everybody.

    first, last: years. release: the id of a pinned release; empty for the newest. page: of the table, from 1.
    """

    origin: str = ""
    place: str = ""
    form: str = ""
    gender: str = ""
    first: str = ""
    last: str = ""
    group: Group = Group.LARGEST
    release: str = ""
    page: int = 1

    def query(self, **changes: object) -> str:
        """The query string, with some of these fields changed.

        >>> Asked(origin="PHL", first="2015", page=2).query(page=1)
        'origin=PHL&from=2015'
        """
        asked = replace(self, **changes)  # type: ignore[arg-type]
        return urlencode(list(_pairs(asked)), quote_via=quote)

    @property
    def is_all(self) -> bool:
        """Whether everybody is asked for."""
        return not self.conditions()

    def conditions(self) -> tuple[Condition, ...]:
        """The conditions on people that these fields make."""
        codes = ((CODES[name], "=", getattr(self, name)) for name in CODES)
        years = ((YEAR, ">=", self.first), (YEAR, "<=", self.last))
        return tuple(Condition(column, sign, (value,)) for column, sign, value in (*codes, *years) if value)

    def question(self) -> Question:
        """The question that is asked of the release."""
        return Question((ORIGIN, PLACE), self.conditions())


def asked_of(fields: QueryDict, release: Release) -> Asked:
    """What an address asks for. Raises RequestError for what the release does not have: nothing is passed over."""
    columns = {column.name: column for column in release.columns}
    codes = {name: _code(name, fields.get(name, ""), release, columns) for name in CODES}
    first, last = (_year(name, fields.get(name, ""), columns) for name in YEARS)
    return Asked(
        **codes,
        first=first,
        last=last,
        group=_group(fields.get("group", "")),
        release=fields.get("release", ""),
        page=_page(fields.get("page", "")),
    )


def _pairs(asked: Asked) -> Iterator[tuple[str, str]]:
    named = {**{name: getattr(asked, name) for name in CODES}, "from": asked.first, "to": asked.last}
    yield from ((name, value) for name, value in named.items() if value)
    if asked.group is not Group.LARGEST:
        yield "group", asked.group.value
    if asked.release:
        yield "release", asked.release
    if asked.page > 1:
        yield "page", str(asked.page)


def _code(name: str, value: str, release: Release, columns: dict[str, Column]) -> str:
    if not value:
        return ""
    column = CODES[name]
    listed = release.codes(column) if column in columns else None
    if listed is None or value not in listed:
        raise unusable(name, _("this release has no such code."))
    return value


def _year(name: str, value: str, columns: dict[str, Column]) -> str:
    if value and (YEAR not in columns or not (value.isascii() and value.isdecimal() and len(value) == YEAR_DIGITS)):
        raise unusable(name, _("it is not a year, or this release has none."))
    return value


def _group(value: str) -> Group:
    if value and value not in set(Group):
        raise unusable("group", _("there are: {known}.").format(known=", ".join(Group)))
    return Group(value) if value else Group.LARGEST


def _page(value: str) -> int:
    is_number = value.isascii() and value.isdecimal() and len(value) <= len(str(MOST_PAGES))
    if value and not (is_number and 1 <= int(value) <= MOST_PAGES):
        raise unusable("page", _("a page is a number from 1 to {most}.").format(most=MOST_PAGES))
    return int(value or 1)

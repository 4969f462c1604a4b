"""The form by which corridors are narrowed: lists of what the release has, that need no script."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from palermo.codes import in_language
from palermo.release import Release
from palermo.tabulate import Question
from palermo.web.hub.corridors._asked import CODES, YEAR, YEARS, Asked, Group
from palermo.web.hub.figures import ask
from palermo.web.hub.maps import COUNTRIES
from palermo.web.hub.questions import folded, indented


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a list."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Picker:
    """A list. name: the field of the address. any: what the choice of everybody is called."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    any: str


def pickers(release: Release, asked: Asked, language: str) -> list[Picker]:
    """The lists, of the columns that the release has. The places of origin and exploitation come first."""
    columns = {column.name: column for column in release.columns}
    names = {"origin": _("From"), "place": _("Exploited in"), "from": _("Registered from"), "to": _("Registered to")}
    found = []
    for name, column in (*CODES.items(), *((name, YEAR) for name in YEARS)):
        if column not in columns:
            continue
        chosen = {"from": asked.first, "to": asked.last}.get(name) if name in YEARS else getattr(asked, name)
        label = names.get(name) or in_language(columns[column].label, language)
        found.append(Picker(name, label, tuple(_choices(release, column, chosen or "", language)), _("any")))
    return found


def groups(asked: Asked) -> list[tuple[str, str, bool]]:
    """The ways in which streams are put together: what each is called, its address, whether it is the shown one."""
    labels = {Group.LARGEST: _("Largest places"), Group.REGIONS: _("Regions of the world")}
    return [(labels[group], asked.query(group=group, page=1), group is asked.group) for group in Group]


def _choices(release: Release, column: str, chosen: str, language: str) -> Iterator[Choice]:
    """The codes that occur, countries by name, others in the order of their list."""
    found = ask(release, Question((column,)))
    occurring = {cell.codes[0] for cell in found.cells} | ({chosen} if chosen else set())
    listed = release.codes(column)
    if listed is None:
        labels = [(code, code) for code in sorted(occurring, key=lambda code: (len(code), code))]
    else:
        labels = [
            (code.code, indented(listed.label(code.code, language), len(listed.ancestors(code.code))))
            for code in listed
            if code.code in occurring
        ]
        if listed.name == COUNTRIES:
            labels.sort(key=lambda pair: folded(pair[1]))
    for code, label in labels:
        yield Choice(code, label, code == chosen)

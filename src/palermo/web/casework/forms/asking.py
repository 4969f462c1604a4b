"""A field as it is asked on a page: what stands there, what was sent, what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from palermo.web.casework.forms._definitions import Field, Kind
from palermo.web.casework.forms._values import MISSING, shown
from palermo.web.casework.lists import answers
from palermo.web.casework.models import Conflict, Part

MOST_BOXES = 30
"""Answers that are shown as boxes to tick; of a longer list one is chosen at a time, and the chosen ones are shown."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be chosen."""

    code: str
    title: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A field on a page. value: what stands in its box. version: what an edit of it is based on.

    theirs: what somebody else wrote meanwhile, where that is so.
    """

    field: Field
    value: Any
    version: int
    choices: Sequence[Choice] = ()
    faults: Sequence[str] = ()
    theirs: str = ""
    is_saved: bool = False

    @property
    def widget(self) -> str:
        """Which template asks it."""
        kinds = {Kind.TEXT: "line", Kind.PHONE: "line", Kind.EMAIL: "line", Kind.PARTIAL_DATE: "line"}
        if self.field.kind is Kind.CODES:
            return f"casework/ask_{'boxes' if len(answers(self.field.codes)) <= MOST_BOXES else 'many'}.html"
        name = kinds.get(self.field.kind, {Kind.CODE: "one", Kind.YES_NO: "one"}.get(self.field.kind, ""))
        return f"casework/ask_{name or str(self.field.kind)}.html"

    @property
    def chosen(self) -> list[Choice]:
        """What was chosen of a long list."""
        return [each for each in self.choices if each.is_chosen]


def ask(
    field: Field, part: Part, *, given: Any = None, faults: Sequence[str] = (), conflict: Conflict | None = None,
    is_saved: bool = False,
) -> Asked:  # fmt: skip
    """A field of a part as it is asked. given: what was sent and could not be kept, which stands in the box again."""
    stands = part.values.get(field.code)
    value = given if faults else stands
    return Asked(
        field=field,
        value="" if value is None or isinstance(value, dict) else value,
        version=int(part.versions.get(field.code, 0)),
        choices=_choices(field, value),
        faults=tuple(faults),
        theirs=shown(field, stands) if conflict is not None else "",
        is_saved=is_saved and not faults and conflict is None,
    )


def given_in(field: Field, sent: QueryDict) -> Any:
    """What was sent for a field, as `clean` takes it."""
    values = [value for value in sent.getlist(field.code) if value]
    if field.kind is Kind.CODES:
        missing = [value for value in values if value.startswith("missing:")]
        return missing[0] if missing else values
    return values[0] if values else None


def _choices(field: Field, value: Any) -> Sequence[Choice]:
    if field.kind is Kind.YES_NO:
        from django.utils.translation import gettext as _

        known = [("yes", _("Yes"), value is True), ("no", _("No"), value is False)]
    elif field.kind in (Kind.CODE, Kind.CODES):
        chosen = set(value if isinstance(value, list) else [value])
        known = [(each.code, each.title, each.code in chosen) for each in answers(field.codes).values()]
    else:
        return ()
    why = value.get("missing") if isinstance(value, dict) else None
    known += [(f"missing:{code}", str(title), code == why) for code, title in MISSING.items()]
    return [Choice(*each) for each in known]

"""A field as it is asked on a page: what stands there, what was sent, what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from palermo.web.casework.forms._definitions import Field, Kind
from palermo.web.casework.forms._values import MISSING, MOST_LISTED, shown
from palermo.web.casework.lists import answers
from palermo.web.casework.models import Conflict, Part

MOST_BOXES = 30
"""Answers that are shown as boxes to tick; of a longer list one is chosen at a time, and the chosen ones are shown."""


WIDGETS = {
    Kind.TEXT: "line", Kind.PHONE: "line", Kind.EMAIL: "line", Kind.PARTIAL_DATE: "line", Kind.DECIMAL: "number",
    Kind.YES_NO: "one", Kind.TEXTS: "long_text",
}  # fmt: skip
"""Which template asks a kind that has none of its own name."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be chosen."""

    code: str
    title: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A field on a page. value: what stands in its box. version: what an edit of it is based on.

    theirs: what somebody else wrote meanwhile, where that is so. suggested: texts of the same case that are offered.
    """

    field: Field
    value: Any
    version: int
    choices: Sequence[Choice] = ()
    faults: Sequence[str] = ()
    theirs: str = ""
    is_saved: bool = False
    suggested: Sequence[str] = ()

    @property
    def widget(self) -> str:
        """Which template asks it."""
        kind, is_long = self.field.kind, self.is_looked_up
        if kind is Kind.CODES:
            few = len(answers(self.field.codes)) <= MOST_BOXES
            return f"casework/ask_{'boxes' if few else 'sought' if is_long else 'many'}.html"
        if kind is Kind.CODE:
            return f"casework/ask_{'line' if is_long else 'one'}.html"
        return f"casework/ask_{WIDGETS.get(kind, str(kind))}.html"

    @property
    def is_looked_up(self) -> bool:
        """Whether its answers are too many to show: what is typed is looked up in a list that the page has once."""
        return bool(self.field.codes) and len(answers(self.field.codes)) > MOST_LISTED

    @property
    def listed(self) -> str:
        """The list of the page from which the browser suggests what may be typed."""
        if self.is_looked_up:
            return f"list-{self.field.codes}"
        return f"list-{self.field.code}" if self.suggested else ""

    @property
    def unknown(self) -> str:
        """What was typed and is none of the answers, of a field that takes several."""
        known = answers(self.field.codes)
        given = self.value if isinstance(self.value, list) else [self.value]
        return next((text for text in given if text and text not in known), "")

    @property
    def shown_if(self) -> str:
        """The question on which it depends."""
        return self.field.shown_if[0] if self.field.shown_if else ""

    @property
    def shown_for(self) -> str:
        """The answers to that question of which it is asked."""
        return " ".join(sorted(self.field.shown_if[1])) if self.field.shown_if else ""

    @property
    def chosen(self) -> list[Choice]:
        """What was chosen of a long list."""
        return [each for each in self.choices if each.is_chosen]


def ask(
    field: Field, part: Part, *, given: Any = None, faults: Sequence[str] = (), conflict: Conflict | None = None,
    is_saved: bool = False, suggested: Sequence[str] = (),
) -> Asked:  # fmt: skip
    """A field of a part as it is asked. given: what was sent and could not be kept, which stands in the box again."""
    stands = part.values.get(field.code)
    value = given if faults else stands
    return Asked(
        field=field,
        value=_in_box(field, value, is_kept=not faults),
        version=int(part.versions.get(field.code, 0)),
        choices=_choices(field, value),
        faults=tuple(faults),
        theirs=shown(field, stands) if conflict is not None else "",
        is_saved=is_saved and not faults and conflict is None,
        suggested=suggested,
    )


def given_in(field: Field, sent: QueryDict) -> Any:
    """What was sent for a field, as `clean` takes it."""
    values = [value for value in sent.getlist(field.code) if value]
    if field.kind is Kind.CODES:
        missing = [value for value in values if value.startswith("missing:")]
        return missing[0] if missing else values
    return values[0] if values else None


def _in_box(field: Field, value: Any, *, is_kept: bool) -> Any:
    """What stands in a box that is typed in: of a list that is looked up, what the answer is called."""
    if field.kind is Kind.CODE and is_kept and len(answers(field.codes)) > MOST_LISTED:
        return shown(field, value)
    if value is None or isinstance(value, dict):
        return ""
    return "\n".join(value) if field.kind is Kind.TEXTS and isinstance(value, list) else value


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

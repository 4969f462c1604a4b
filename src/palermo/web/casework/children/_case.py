"""The rules asked of a case, and answered in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.casework import queries
from palermo.web.casework.children._rules import (
    Action,
    Determination,
    Exception_,
    Guardian,
    Missing,
    what_is_missing,
)
from palermo.web.casework.derived import may_be_child
from palermo.web.casework.lists import label
from palermo.web.casework.models import Case, ChildException


@dataclass(frozen=True, slots=True)
class Gate:
    """One step, and what stands in its way, in sentences; none where it may be taken."""

    action: Action
    title: str
    sentences: list[str]
    exception: "ChildException | None" = None


def may_go_abroad(case: Case, action: Action = Action.RETURN) -> list[str]:
    """What stands in the way of a return or a transfer abroad, in sentences; an empty list where nothing does."""
    return shut_for(case, action)


def shut_for(case: Case, action: Action) -> list[str]:
    """What stands in the way of a step for the person of a case, in sentences; an empty list where nothing does.

    Whoever starts a return, a payment for reintegration, a transfer abroad or a publication asks this first, and on the
    locked row again.
    """
    return state_of(case, [action])[0].sentences


def state_of(case: Case, actions: "list[Action] | None" = None) -> list[Gate]:
    """Every step with what stands in its way: from the parts of the case, read once."""
    parts, today = queries.parts_of(case), timezone.now().date()
    person = parts["person"][0].values if parts.get("person") else {}
    is_child = case.is_child or may_be_child(person, today)
    guardians = [_guardian(part.values) for part in parts.get("guardian", [])]
    determinations = [_determination(part.values) for part in parts.get("best_interest_determination", [])]
    logged = {each.action: each for each in _exceptions(case, today)} if is_child else {}
    found = []
    for action in actions or list(Action):
        missing = what_is_missing(
            action, is_child=is_child, guardians=guardians, determinations=determinations,
            exceptions=[Exception_(each.action, each.until) for each in logged.values()], today=today,
        )  # fmt: skip
        title = label("child-action", action)
        found.append(Gate(action, title, [sentences(each, title) for each in missing], logged.get(action)))
    return found


def sentences(missing: Missing, title: str) -> str:
    """What is missing for a step, and what to do about it."""
    words = {
        Missing.GUARDIAN: _(
            "%(step)s: nobody with a mandate stands for the child. Write down the guardian, with the mandate."
        ),
        Missing.DETERMINATION: _("%(step)s: there is no best-interest determination on it. Convene the panel first."),
        Missing.INCOMPLETE: _(
            "%(step)s: the best-interest determination is not complete. It needs an odd panel of three or more from "
            "two agencies or more, the child's views, two options, a decision with reasons, and its day."
        ),
        Missing.AGAINST: _("%(step)s: the panel decided that it is not in the child's best interest."),
        Missing.REOPENED: _(
            "%(step)s: new facts came up after the determination. The panel looks at it again before anything is done."
        ),
    }
    return words[missing] % {"step": title}


def exception_for(case: Case, action: Action) -> "ChildException | None":
    """The logged exception by which a step may be taken all the same, where there is one that still holds."""
    return next((each for each in _exceptions(case, timezone.now().date()) if each.action == action), None)


def _exceptions(case: Case, today: date) -> "list[ChildException]":
    held = ChildException.objects.filter(case=case, until__gte=today, ended_at=None)
    return list(held.select_related("by").order_by("until"))


def _guardian(values: Mapping[str, Any]) -> Guardian:
    return Guardian(
        kind=_text(values.get("kind")),
        has_mandate=bool(_text(values.get("mandate"))),
        since=_day(values.get("from_day")),
        until=_day(values.get("until_day")),
        # where it was asked and is not known whether somebody gains by a decision, she may
        conflict_of_interest=values.get("conflict_of_interest", False) is not False,
    )


def _determination(values: Mapping[str, Any]) -> Determination:
    agencies = values.get("panel_agencies")
    return Determination(
        about=values["about"] if isinstance(values.get("about"), list) else [],
        members=_count(values.get("panel_members")),
        agencies=len({str(each).casefold() for each in agencies}) if isinstance(agencies, list) else 0,
        options=_count(values.get("options")),
        has_views=bool(_text(values.get("views"))),
        has_reasons=bool(_text(values.get("reasons"))),
        decision=_text(values.get("decision")),
        decided_on=_day(values.get("decided_on")),
        reopened=values.get("reopened") is True,
    )


def _count(value: Any) -> int:
    """How many different ones stand there: a name twice is one person."""
    return len({str(each).casefold() for each in value}) if isinstance(value, list) else 0


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None

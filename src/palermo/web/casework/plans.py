"""Reading plans: the one that stands, the one that is being written, what is in one, and how the standard writes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from palermo.web.casework.lists import answers, label
from palermo.web.casework.models import Case, Need, Plan, PlanAction, PlanStep
from palermo.web.casework.models.plans import OPEN
from palermo.web.casework.rules.days import When, when


@dataclass(frozen=True, slots=True)
class Doing:
    """An action as it is shown. who: does it. text: what became of it last."""

    action: PlanAction
    who: str
    state: str
    is_open: bool
    when: When
    text: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A need as it is shown, with what is to be done for it."""

    need: Need
    area: str
    doings: Sequence[Doing]

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done for it."""
        return any(each.is_open for each in self.doings)


def standing(case: Case) -> Plan | None:
    """The plan of a case."""
    return Plan.objects.filter(case=case, stands_from__isnull=False, replaced_at=None).first()


def written(case: Case) -> Plan | None:
    """The version that was begun last, where it does not stand yet: a draft, one that waits, one that was sent back."""
    last = Plan.objects.filter(case=case).select_related("by", "agreed_by", "decided_by").order_by("-number").first()
    return last if last is not None and last.stands_from is None else None


def rows(plan: Plan) -> list[Wanted]:
    """What is in a version: its needs in their order, with their actions."""
    today, last = timezone.localdate(), _last_words(plan)
    doings: dict[object, list[Doing]] = {}
    for each in PlanAction.objects.filter(plan=plan, gone=False).select_related("provider").order_by("due", "place"):
        doings.setdefault(each.need_id, []).append(
            Doing(
                action=each,
                who=each.provider.name if each.provider else label("plan-who", each.who),
                state=label("plan-action-states", each.state),
                is_open=each.state in OPEN,
                when=when(each.due, today),
                text=last.get(each.pk, ""),
            )
        )
    return [
        Wanted(need, label("need-areas", need.area), doings.get(need.pk, []))
        for need in Need.objects.filter(plan=plan, gone=False).order_by("place")
    ]


def support_plans(plan: Plan) -> list[dict[str, object]]:
    """A version as the standard writes it (HTCDS 2.0, `spl_`): one support plan a need.

    What has no type in the standard is written out without one. A need ends on the day on which its last action did.
    """
    found: list[dict[str, object]] = []
    for wanted in rows(plan):
        actions = [each.action for each in wanted.doings]
        ended: list[date] = [each.ended_on for each in actions if each.ended_on is not None]
        found.append(
            {
                "spl_Type": answers("need-areas")[wanted.need.area].standard or None,
                "spl_Objectives": "\n".join(part for part in (wanted.need.need, wanted.need.goal) if part),
                "spl_ActionPlan": "\n".join(each.what for each in actions),
                "spl_PlannedEndDate": max((each.due for each in actions), default=None),
                "spl_ActualEndDate": max(ended) if ended and not wanted.is_open else None,
            }
        )
    return found


def _last_words(plan: Plan) -> dict[object, str]:
    """What was written last of each action."""
    return {
        step.action_id: step.text for step in PlanStep.objects.filter(action__plan=plan).order_by("at") if step.text
    }

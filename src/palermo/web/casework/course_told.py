"""What the plan, the services and the course of a case tell its timeline."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from palermo.web.casework.happenings import MOST, Happening
from palermo.web.casework.lists import label
from palermo.web.casework.models import Case, Closure, Plan, PlanStep, RecoveryPeriod, ServiceStep, Visit


def plans(case: Case) -> Iterator[Happening]:
    """Versions of the plan: begun, agreed, approved or sent back."""
    for plan in (
        Plan.objects.filter(case=case).select_related("by", "agreed_by", "decided_by").order_by("-number")[:MOST]
    ):
        number = {"number": plan.number}
        yield Happening(plan.made_at, plan.by, _("Version %(number)d of the plan was begun.") % number)
        if plan.agreed_at is not None:
            what = _("She agreed to version %(number)d of the plan.") % number
            yield Happening(plan.agreed_at, plan.agreed_by, what, plan.said or "")
        if plan.decided_at is not None:
            done = _("Version %(number)d of the plan was approved.") if plan.is_approved else _(
                "Version %(number)d of the plan was sent back."
            )  # fmt: skip
            yield Happening(plan.decided_at, plan.decided_by, done % number, plan.comment or "")


def plan_steps(case: Case) -> Iterator[Happening]:
    """How far its actions came."""
    found = PlanStep.objects.filter(case=case).select_related("by", "action").order_by("-at")[:MOST]
    for step in found:
        about = {"what": step.action.what, "state": label("plan-action-states", step.state)}
        text = "\n".join(part for part in (_("%(what)s: %(state)s") % about, step.text or "") if part)
        yield Happening(step.at, step.by, _("An action of the plan"), text)


def services(case: Case) -> Iterator[Happening]:
    """What was planned for her and given to her, and what she said of it."""
    words = {
        "planned": _("%(type)s was planned."),
        "given": _("%(type)s was given."),
        "dropped": _("%(type)s was struck out."),
        "feedback": _("What she said of: %(type)s"),
    }
    for step in ServiceStep.objects.filter(case=case).select_related("by", "service").order_by("-at")[:MOST]:
        what = words[step.state] % {"type": label("service-types", step.service.type)}
        yield Happening(step.at, step.by, what, step.text or "")


def visits(case: Case) -> Iterator[Happening]:
    """How she was followed up."""
    words = {
        "done": _("%(kind)s: done"),
        "missed": _("%(kind)s: it did not come to it"),
        "dropped": _("%(kind)s: not needed any more"),
    }
    for visit in Visit.objects.filter(case=case).select_related("by", "ended_by").order_by("-made_at")[:MOST]:
        kind = {"kind": label("visit-kinds", visit.kind), "day": date_format(visit.due, "SHORT_DATE_FORMAT")}
        yield Happening(visit.made_at, visit.by, _("%(kind)s was planned for %(day)s.") % kind, visit.purpose or "")
        if visit.ended_at is not None:
            yield Happening(visit.ended_at, visit.ended_by, words[visit.state] % kind, visit.text or "")


def recovery(case: Case) -> Iterator[Happening]:
    """Time to recover, as it was decided on."""
    for each in RecoveryPeriod.objects.filter(case=case).select_related("by").order_by("-at")[:MOST]:
        day = {"day": date_format(each.ends_on, "SHORT_DATE_FORMAT"), "why": label("recovery-ends", each.end)}
        what = _("Time to recover until %(day)s") if not each.end else _("Time to recover ended on %(day)s: %(why)s")
        yield Happening(each.at, each.by, what % day, each.grounds or "")


def closures(case: Case) -> Iterator[Happening]:
    """Last reviews, and what a supervisor said of them."""
    for each in Closure.objects.filter(case=case).select_related("by", "decided_by").order_by("-at")[:MOST]:
        what = _("Last review: %(reason)s") % {"reason": label("closure-reasons", each.reason)}
        text = "\n".join(part for part in (each.review, each.outcome, each.handed_on) if part)
        yield Happening(each.at, each.by, what, text)
        if each.decided_at is not None:
            done = _("The closure was approved.") if each.is_approved else _("The closure was sent back.")
            yield Happening(each.decided_at, each.decided_by, done, each.comment or "")

"""What must be there before a case comes into a state: one function a gate, by the name that workflow.yaml calls it."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _

from palermo.web.casework import assessments, consent, screenings
from palermo.web.casework.models import Case, Closure, Plan
from palermo.web.casework.queries import values_of


def shut(case: Case, names: Iterable[str]) -> list[str]:
    """A sentence for each of these gates that is shut: what is missing, and what to do."""
    return [sentence for name in names if name in GATES and (sentence := GATES[name](case))]


def registered(case: Case) -> str:
    """Whether something is known by which she can be spoken of."""
    known = values_of(case, "person")
    if any(known.get(name) for name in ("given_names", "family_names", "called")):
        return ""
    return _("Write down how she is called. Any name that she gives will do.")


def consent_to_record(case: Case) -> str:
    """Whether she agreed that a record is kept. Without it nothing is kept but that somebody was here."""
    return consent.why_not(case, "record")


def screened(case: Case) -> str:
    """Whether somebody decided on the screening, and somebody else looked at it. What they decided shuts nothing."""
    stands = screenings.standing(screenings.decisions(case))
    if stands.decided is None:
        return _("Nobody has decided on the screening yet.")
    if stands.reviewed is None:
        return _("A second person has not reviewed the screening yet.")
    return ""


def risk_assessed(case: Case) -> str:
    """Whether it is known what threatens her before anything is planned."""
    if set(assessments.standing_risks(case)) & {"immediate", "plan"}:
        return ""
    return _("Assess first what threatens her.")


def plan_agreed(case: Case) -> str:
    """Whether a plan stands: she agreed to it, and a supervisor approved it where that is wanted."""
    if Plan.objects.filter(case=case, stands_from__isnull=False, replaced_at=None).exists():
        return ""
    if Plan.objects.filter(case=case, wants_approval=True, decided_at=None, agreed_at__isnull=False).exists():
        return _("The plan waits for a supervisor's approval.")
    return _("Make a plan with her, and write down on which day she agreed to it.")


def closure_reviewed(case: Case) -> str:
    """Whether there was a last review, which a supervisor approved where that is wanted."""
    last = Closure.objects.filter(case=case, spent_at=None).order_by("-at").first()
    if last is None:
        return _("Write down the last review first: why the case is closed, and how she is.")
    if last.wants_approval and not last.is_approved:
        return _("The closure waits for a supervisor's approval.")
    return ""


GATES: Mapping[str, Callable[[Case], str]] = MappingProxyType(
    {
        "registered": registered,
        "consent_to_record": consent_to_record,
        "screened": screened,
        "risk_assessed": risk_assessed,
        "plan_agreed": plan_agreed,
        "closure_reviewed": closure_reviewed,
    }
)

"""Following up: visits that are due on a day, and what they found."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.audit.recording import record, recorded
from palermo.web.casework import permissions, policies
from palermo.web.casework.actions.cases import locked
from palermo.web.casework.lists import answers
from palermo.web.casework.models import Case, Visit

ENDS = ("done", "missed", "dropped")
"""What can become of a visit."""


def plan_visit(*, case: Case, kind: str, due: date, by: User, purpose: str = "") -> Visit:
    """Plan a visit for a day. Raises PermissionDenied and ValidationError."""
    permissions.check(by, Permission.CASE_EDIT, case)
    if kind not in answers("visit-kinds"):
        raise ValidationError(_("Say how she is followed up."), code="kind")
    if due < timezone.localdate():
        raise ValidationError(_("That day is over. A visit that was made is written down as a note."), code="past")
    with recorded():
        case = locked(case)
        policies.check_is_open(case)
        made = Visit.objects.create(
            case=case, organisation=case.organisation, kind=kind, due=due, purpose=purpose.strip() or None, by=by
        )
        record(by, "visit.planned", made)
    return made


def end_visit(*, visit: Visit, state: str, text: str, by: User, on: date | None = None) -> Visit:
    """Write down what became of a visit. One that was made is a contact with her.

    text: how she is, or why it did not come to it. Raises PermissionDenied and ValidationError.
    """
    permissions.check(by, Permission.CASE_EDIT, visit.case)
    on = on or timezone.localdate()
    if state not in ENDS:
        raise ValidationError(_("Say what became of the visit."), code="state")
    if on > timezone.localdate():
        raise ValidationError(_("The day lies in the future."), code="future")
    if not text.strip():
        raise ValidationError(_("Write down how she is, or why it did not come to it."), code="text")
    with recorded():
        case = locked(visit.case)
        policies.check_is_open(case)
        held = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
        if held.state != "planned":
            raise ValidationError(_("Somebody wrote down already what became of it. Look at it again."), code="ended")
        held.state, held.on, held.text, held.ended_at, held.ended_by = state, on, text.strip(), timezone.now(), by
        held.save(update_fields=["state", "on", "text", "ended_at", "ended_by"])
        if state == "done":
            _contact(case, on)
        case.save(update_fields=["contact_at", "changed_at"])
        record(by, "visit.ended", held, state=state)
    return held


def _contact(case: Case, on: date) -> None:
    """A visit of today is a contact now; of an earlier day it is known only that it was on that day."""
    now = timezone.now()
    at = now if on == timezone.localdate() else now - (timezone.localdate() - on)
    if case.contact_at is None or at > case.contact_at:
        case.contact_at = at

"""When something may happen. One rule, one function, with a sentence for who meets it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.casework import gates
from palermo.web.casework.models import Case
from palermo.web.casework.workflow import BACK, states

ENDED = frozenset({"closed", "transferred_out"})
"""States in which a case is not worked on: it is read, and opened again, and nothing else."""


def check_can_own(user: User, case: Case) -> None:
    """Raise ValidationError unless somebody works here and keeps cases."""
    if not user.is_active or user.organisation_id != case.organisation_id:
        raise ValidationError(_("She does not work in this organisation."), code="owner")
    if user.may(Permission.CASE_CREATE) is None:
        raise ValidationError(_("Her role keeps no cases of its own."), code="owner")


def check_is_open(case: Case) -> None:
    """Raise ValidationError where a case is not worked on any more."""
    if case.state in ENDED:
        raise ValidationError(_("This case is closed. Open it again before you change it."), code="ended")


def check_can_move(case: Case, to: str) -> None:
    """Raise ValidationError where no way leads there, or with a sentence for each gate that is shut."""
    here = states()[case.state]
    if to not in here.leads_to:
        raise ValidationError(_("A case does not go there from where it is."), code="way")
    target = case.held_from if to == BACK else to
    shut = [] if to == BACK else gates.shut(case, states()[target].needs)
    if shut:
        raise ValidationError([ValidationError(sentence, code="gate") for sentence in shut])

"""What can be read. Every list, search, export and report of cases begins with `cases_for`."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.casework.models import Case, Part
from palermo.web.casework.permissions import within_reach


def cases_for(reader: User, permission: Permission = Permission.CASE_READ) -> QuerySet[Case]:
    """The cases that somebody may do something with; without more, that she may read."""
    return Case.objects.filter(within_reach(reader, permission)).select_related("owner", "team")


def case_for(reader: User, key: UUID | str, permission: Permission = Permission.CASE_READ) -> Case:
    """A case by its key. Raises Http404 where it is not there, and where it is not hers to see: nobody learns which."""
    found = cases_for(reader, permission).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def parts_of(case: Case) -> dict[str, list[Part]]:
    """The parts of a case by their form, those that were taken out aside."""
    found: dict[str, list[Part]] = {}
    for part in Part.objects.filter(case=case, gone=False).order_by("made_at"):
        found.setdefault(part.form, []).append(part)
    return found


def values_of(case: Case, form: str) -> dict[str, Any]:
    """What is known by a form that a case has once."""
    part = Part.objects.filter(case=case, form=form, gone=False).order_by("made_at").first()
    return part.values if part else {}

"""What a case says of itself because of its parts: it is never typed in."""

from datetime import date

from django.utils import timezone

from palermo.web.casework import consent
from palermo.web.casework.models import Case
from palermo.web.casework.queries import values_of

MAJORITY = 18
"""Years: who is younger is a child (Convention on the Rights of the Child, Article 1; Palermo Protocol, 3 d)."""


def derive(case: Case) -> None:
    """Write what follows from the parts of a case to the case."""
    is_child = may_be_child(values_of(case, "person"))
    if is_child != case.is_child:
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)  # nobody shares while it is told what ended
        before = consent.allowed_now(case)
        case.is_child = is_child
        Case.objects.filter(pk=case.pk).update(is_child=is_child)
        consent.tell_what_ended(case, before)  # whose word is needed is another now: a guardian's too, or her own


def may_be_child(person: dict[str, object], today: date | None = None) -> bool:
    """Whether somebody is under 18, or may be: as long as her age is in doubt she is treated as a child.

    Where a part of the date of birth is not known, the latest day that it can be counts; where nothing of it is known,
    the age that was stated.

    >>> may_be_child({"birth_date": "2008"}, date(2026, 6, 1))
    True
    >>> may_be_child({"birth_date": "2008-05-31"}, date(2026, 6, 1))
    False
    >>> may_be_child({"stated_age": 17}, date(2026, 6, 1))
    True
    """
    if person.get("age_in_doubt") is True:
        return True
    born = person.get("birth_date")
    if not isinstance(born, str):
        stated = person.get("stated_age")
        return isinstance(stated, int) and stated < MAJORITY
    today = today or timezone.now().date()
    year, month, day = (int(part) for part in [*born.split("-"), "12", "31"][:3])
    return (today.year - year, today.month, today.day) < (MAJORITY, month, day)

"""How a person is spoken of on a page: by her name, or by none where names are masked."""

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from palermo.web.casework.models import Case, Part

MASKED = "names_masked"
"""In a session: whether names are hidden, as where somebody looks over a shoulder."""


def is_masked(request: HttpRequest) -> bool:
    """Whether names are hidden in this browser now."""
    return bool(request.session.get(MASKED))


def names_of(cases: Iterable[Case], *, masked: bool = False) -> dict[UUID, str]:
    """The name of the person of each case, by the case's key; asked for all cases at once."""
    keys = {case.pk for case in cases}
    if masked:
        return dict.fromkeys(keys, "•••")
    found = dict.fromkeys(keys, _("Not named yet"))
    for part in Part.objects.filter(case__in=keys, form="person", gone=False).only(
        "case", "form", "organisation", "sealed"
    ):
        if name := name_of(part.sealed or {}):
            found[part.case_id] = name
    return found


def name_of(person: dict[str, object]) -> str:
    """How she is spoken of: as she wants to be called, else by her names.

    >>> name_of({"given_names": "Natalia", "family_names": "Ivanova", "called": "Nata"})
    'Nata (Natalia Ivanova)'
    """
    whole = " ".join(str(person[part]) for part in ("given_names", "family_names") if isinstance(person.get(part), str))
    called = person.get("called")
    if isinstance(called, str) and called != whole:
        return f"{called} ({whole})" if whole else called
    return whole

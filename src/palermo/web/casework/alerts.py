"""Telling somebody that something happened to a case of hers. An alert says what, and nothing of a person."""

from palermo.web.accounts.models import User
from palermo.web.casework.models import Alert, Case

SHOWN = 20
"""Alerts on My day."""


def alert(case: Case, kind: Alert.Kind, *, to: User | None, by: User) -> None:
    """Tell somebody, unless she did it herself. It is called within the step that it tells of."""
    if to is not None and to.pk != by.pk and to.is_active:
        Alert.objects.create(organisation_id=case.organisation_id, user=to, case=case, kind=kind, by=by)


def unseen(user: User) -> list[Alert]:
    """What somebody has not seen yet, the latest first."""
    found = Alert.objects.filter(user=user, organisation=user.organisation_id, seen_at=None)
    return list(found.select_related("case", "by").order_by("-at")[:SHOWN])

"""What can be read of accounts: each list and each single row starts from the organisation of who reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from palermo.web.accounts.models import Session, Team, Token, User
from palermo.web.audit.models import Entry

ENTRIES = 50
"""Entries of the audit on a page."""


def people(reader: User) -> QuerySet[User]:
    """Everybody of the reader's organisation, also those whose work there has ended."""
    return User.objects.filter(organisation_id=reader.organisation_id)


@dataclass(frozen=True, slots=True)
class Sought:
    """Which people a list shows. text: in a name or user name. state: `active`, `invited`, `ended` or any."""

    text: str = ""
    role: str = ""
    team: UUID | None = None
    state: str = ""


def find_people(reader: User, sought: Sought) -> list[User]:
    """People of the reader's organisation by name. Names are sealed, so they are looked through here, and not there."""
    found = people(reader).prefetch_related("teams")
    if sought.team is not None:
        found = found.filter(teams=sought.team)
    text = sought.text.strip().casefold()
    kept = [
        user
        for user in found
        if (not sought.state or user.state == sought.state)
        and (not sought.role or sought.role in user.roles)
        and (not text or text in user.username or text in user.name.casefold())
    ]
    return sorted(kept, key=lambda user: (not user.is_active, user.name.casefold(), user.username))


def teams(reader: User) -> QuerySet[Team]:
    """Teams of the reader's organisation, with how many work in each."""
    active = Count("members", filter=Q(members__is_active=True))
    return Team.objects.filter(organisation_id=reader.organisation_id).annotate(size=active).order_by("name")


def tokens(reader: User) -> QuerySet[Token]:
    """Tokens of the reader's organisation."""
    return Token.objects.filter(organisation_id=reader.organisation_id).select_related("by")


def sessions(user: User) -> QuerySet[Session]:
    """Where somebody is signed in, the latest first."""
    return Session.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-seen_at")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries of the audit are asked for. since and until: days, both of them in it. before: a number."""

    actor: UUID | None = None
    verb: str = ""
    case: UUID | None = None
    since: date | None = None
    until: date | None = None
    before: int | None = None


def entries(reader: User, wanted: Wanted) -> QuerySet[Entry]:
    """Entries of the audit of the reader's organisation, the latest first."""
    found = Entry.objects.filter(organisation_id=reader.organisation_id)
    if wanted.actor is not None:
        found = found.filter(actor=wanted.actor)
    if wanted.verb:
        found = found.filter(verb=wanted.verb)
    if wanted.case is not None:
        found = found.filter(case=wanted.case)
    if wanted.since is not None:
        found = found.filter(at__gte=_begin(wanted.since))
    if wanted.until is not None:
        found = found.filter(at__lt=_begin(wanted.until + timedelta(days=1)))
    if wanted.before is not None:
        found = found.filter(number__lt=wanted.before)
    return found.order_by("-number")


def verbs(reader: User) -> list[str]:
    """What has been done in the reader's organisation so far."""
    found = Entry.objects.filter(organisation_id=reader.organisation_id).order_by("verb")
    return list(found.values_list("verb", flat=True).distinct())


def names(reader: User, found: Sequence[Entry]) -> dict[str, str]:
    """What the actors and the objects of entries are called, by number: of the reader's organisation only."""
    told = [number for entry in found for number in (entry.actor, _number(entry.object))]
    numbers = {number for number in told if number is not None}
    called = {str(user.pk): user.name for user in people(reader).filter(pk__in=numbers)}
    called |= {str(team.pk): team.name for team in teams(reader).filter(pk__in=numbers)}
    called |= {str(token.pk): token.name for token in tokens(reader).filter(pk__in=numbers)}
    return called


def _number(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

"""What an administrator does: organisations, teams, what people may do, and the end of their work here."""

from collections.abc import Mapping, Sequence

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.accounts.models import Organisation, Team, User
from palermo.web.accounts.permissions import require
from palermo.web.accounts.policies import (
    ADMINISTRATOR,
    check_one_administrator_stays,
    check_own_roles,
    check_roles,
    check_works_here,
)
from palermo.web.accounts.roles import Permission
from palermo.web.audit.recording import record, recorded

ORGANISATION_FIELDS = ("name", "country", "language", "time_zone")


def make_organisation(*, name: str, country: str = "", language: str = "en", by: User | None = None) -> Organisation:
    """A new organisation. Only the operator of the installation makes one, at the command line."""
    with recorded():
        made = Organisation(name=name, country=country, language=language)
        made.full_clean()
        made.save()
        record(by, "organisation.made", made, organisation=made.pk)
    return made


def change_organisation(*, organisation: Organisation, values: Mapping[str, str], by: User) -> None:
    """Change what an organisation is called, where it works, its language and its time zone.

    Raises PermissionDenied and ValidationError.
    """
    require(by, Permission.ORGANISATION_CONFIGURE, organisation.pk)
    with recorded():
        given = {name: values[name] for name in ORGANISATION_FIELDS if name in values}
        changed = [name for name, value in given.items() if getattr(organisation, name) != value]
        for name in changed:
            setattr(organisation, name, given[name])
        organisation.full_clean()
        organisation.save(update_fields=changed)
        if changed:
            record(by, "organisation.changed", organisation, organisation=organisation.pk, changed=changed)


def make_team(*, organisation: Organisation, name: str, by: User | None) -> Team:
    """A new team of an organisation. Raises PermissionDenied and ValidationError."""
    require(by, Permission.USER_MANAGE, organisation.pk)
    with recorded():
        made = Team(organisation=organisation, name=name)
        made.full_clean()
        made.save()
        record(by, "team.made", made)
    return made


def rename_team(*, team: Team, name: str, by: User | None) -> None:
    """Call a team something else. Raises PermissionDenied and ValidationError."""
    require(by, Permission.USER_MANAGE, team.organisation_id)
    with recorded():
        team.name = name
        team.full_clean()
        team.save(update_fields=["name"])
        record(by, "team.renamed", team)


def change_user(*, user: User, roles: Sequence[str], teams: Sequence[Team], language: str, by: User | None) -> None:
    """Change what somebody may do, with whom she works, and the language of her pages.

    Her sessions go on, with what she may do now. Raises PermissionDenied, and ValidationError for her own roles and for
    the last administrator's.
    """
    require(by, Permission.USER_MANAGE, user.organisation_id)
    if any(team.organisation_id != user.organisation_id for team in teams):
        raise PermissionDenied
    check_roles(roles)
    check_own_roles(by, user, roles)
    check_works_here(user)
    with recorded():
        if ADMINISTRATOR not in roles:
            check_one_administrator_stays(user)
        before, teams_before = set(user.roles), set(user.teams.values_list("pk", flat=True))
        user.roles, user.language = sorted(set(roles)), language
        user.full_clean(exclude=["name", "email", "password"])
        user.save(update_fields=["roles", "language"])
        user.teams.set(teams)
        if before != set(user.roles):
            given, taken = sorted(set(user.roles) - before), sorted(before - set(user.roles))
            record(by, "user.roles_changed", user, given=given, taken=taken)
        if teams_before != {team.pk for team in teams}:
            record(by, "user.teams_changed", user, teams=sorted(str(team.pk) for team in teams))


def deactivate(*, user: User, by: User | None) -> None:
    """End somebody's work here: she cannot come in any more, and her sessions and links end. What she did stays.

    Raises PermissionDenied, and ValidationError for oneself and for the last administrator.
    """
    require(by, Permission.USER_MANAGE, user.organisation_id)
    if by is not None and by.pk == user.pk:
        raise ValidationError(_("Your own account is ended by another administrator only."), code="own")
    with recorded():
        check_one_administrator_stays(user)
        user.is_active = False
        user.save(update_fields=["is_active"])
        user.sessions.all().delete()
        user.invitations.filter(used_at=None).update(until=timezone.now())
        record(by, "user.ended", user)


def reactivate(*, user: User, by: User | None) -> None:
    """Take an account up again, with the password and the second factor it had. Raises PermissionDenied."""
    require(by, Permission.USER_MANAGE, user.organisation_id)
    with recorded():
        user.is_active = True
        user.save(update_fields=["is_active"])
        record(by, "user.taken_up", user)


def end_sessions(*, user: User, by: User | None) -> int:
    """Sign somebody out everywhere; how many sessions ended. Raises PermissionDenied."""
    require(by, Permission.USER_MANAGE, user.organisation_id)
    with recorded():
        ended = user.sessions.all().delete()[0]
        record(by, "user.sessions_ended", user, count=ended)
    return ended


def remove_factors(*, user: User, by: User | None) -> None:
    """Remove the second factor of somebody who lost it, and sign her out: she sets up another one when she comes in.

    Raises PermissionDenied, and ValidationError for one's own, which the page of second factors is for.
    """
    require(by, Permission.USER_MANAGE, user.organisation_id)
    if by is not None and by.pk == user.pk:
        raise ValidationError(_("Your own second factor is removed by another administrator only."), code="own")
    with recorded():
        Authenticator.objects.filter(user_id=user.pk).delete()
        user.refresh_from_db(fields=["has_factor"])
        user.sessions.all().delete()
        record(by, "user.factors_removed", user)

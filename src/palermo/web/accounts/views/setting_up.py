"""Pages of the administrator: teams, roles, her organisation, and tokens for other programs."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.web.accounts import actions, queries
from palermo.web.accounts.forms import NewToken, OrganisationForm, TeamName, add_errors, sent
from palermo.web.accounts.permissions import needs, user_of
from palermo.web.accounts.roles import PERMISSIONS, ROLES, SCOPES, Permission
from palermo.web.accounts.views.people import keep_once, take_once

ORGANISATION_FIELDS = ("name", "country", "language", "time_zone")


@needs(Permission.USER_MANAGE)
@require_http_methods(["GET", "POST"])
def teams(request: HttpRequest) -> HttpResponse:
    """Teams, and a new one."""
    reader, form = user_of(request), TeamName(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.make_team(organisation=reader.organisation, name=form.cleaned_data["name"], by=reader)
        except ValidationError as error:
            form.add_error("name", _team_exists(error))
        else:
            messages.success(request, gettext("The team was made."))
            return redirect("teams")
    return render(request, "accounts/teams.html", {"form": form, "teams": queries.teams(reader)})


@needs(Permission.USER_MANAGE)
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, number: UUID) -> HttpResponse:
    """One team: who is in it, and what it is called."""
    reader = user_of(request)
    found = get_object_or_404(queries.teams(reader), pk=number)
    form = TeamName(sent(request), initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename_team(team=found, name=form.cleaned_data["name"], by=reader)
        except ValidationError as error:
            form.add_error("name", _team_exists(error))
            found.refresh_from_db()
        else:
            messages.success(request, gettext("Saved."))
            return redirect("teams")
    members = queries.find_people(reader, queries.Sought(team=found.pk))
    return render(request, "accounts/team.html", {"form": form, "team": found, "members": members})


@needs(Permission.USER_MANAGE)
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """What each role permits, and how far: as the declarations say, which are what is checked."""
    table = [
        (name, [SCOPES[role.permits[permission]] if permission in role.permits else None for role in ROLES.values()])
        for permission, name in PERMISSIONS.items()
    ]
    by_role = [
        (role, [(name, SCOPES[role.permits[each]]) for each, name in PERMISSIONS.items() if each in role.permits])
        for role in ROLES.values()
    ]
    all_need = all(role.second_factor for role in ROLES.values())
    return render(request, "accounts/roles.html", {"roles": by_role, "table": table, "all_need_a_factor": all_need})


@needs(Permission.ORGANISATION_CONFIGURE)
@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    """What the organisation is called, and where it works."""
    reader = user_of(request)
    of = reader.organisation
    form = OrganisationForm(sent(request), initial={name: getattr(of, name) for name in ORGANISATION_FIELDS})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_organisation(organisation=of, values=form.cleaned_data, by=reader)
        except ValidationError as error:
            add_errors(form, error)
            of.refresh_from_db()
        else:
            messages.success(request, gettext("Saved."))
            return redirect("organisation")
    return render(request, "accounts/organisation.html", {"form": form})


@needs(Permission.TOKEN_MANAGE)
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Tokens of other programs, and a new one, which is shown once."""
    reader, form = user_of(request), NewToken(sent(request))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            _made, text = actions.make_token(
                by=reader, name=asked["name"], role=asked["role"], fields=asked["fields_"], purpose=asked["purpose"],
                days=asked["days"],
            )  # fmt: skip
        except ValidationError as error:
            add_errors(form, error)
        else:
            return keep_once(request, reader.pk, text, redirect("tokens"))
    rows = [(token, ROLES[token.role].name) for token in queries.tokens(reader)]
    secret = take_once(request, reader.pk)
    return render(request, "accounts/tokens.html", {"form": form, "rows": rows, "secret": secret})


@needs(Permission.TOKEN_MANAGE)
@require_POST
def end_token(request: HttpRequest, number: UUID) -> HttpResponse:
    """End a token at once."""
    reader = user_of(request)
    actions.end_token(token=get_object_or_404(queries.tokens(reader), pk=number), by=reader)
    messages.success(request, gettext("The token has ended. The program that used it is refused from now on."))
    return redirect("tokens")


def _team_exists(error: ValidationError) -> ValidationError:
    is_there = "__all__" in getattr(error, "error_dict", {})
    return ValidationError(gettext("There is such a team already.")) if is_there else ValidationError(error.messages)

"""Pages of the administrator: the people of her organisation."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.web.accounts import actions, queries
from palermo.web.accounts.forms import Found, Invite, Work, add_errors, sent
from palermo.web.accounts.models import User
from palermo.web.accounts.permissions import needs, user_of
from palermo.web.accounts.roles import ROLES, Permission
from palermo.web.accounts.views.mine import described

SHOWN_ONCE = "shown_once"
"""In a session: a link or a token, until the page that shows it."""

ROWS = 50


@needs(Permission.USER_MANAGE)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who works here, or did."""
    reader, form = user_of(request), Found(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    sought = queries.Sought(text=asked.get("q", ""), role=asked.get("role", ""), state=asked.get("state", ""))
    found = queries.find_people(reader, sought)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    rows = [(user, _roles(user), [team.name for team in user.teams.all()]) for user in page]
    shown = {"form": form, "rows": rows, "page": page, "is_filtered": sought != queries.Sought()}
    return render(request, "accounts/people.html", shown)


@needs(Permission.USER_MANAGE)
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody: the link is shown once, on her page."""
    reader = user_of(request)
    form = Invite(sent(request), reader=reader, initial={"language": reader.organisation.language})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            user, token = actions.invite(
                organisation=reader.organisation, username=asked["username"], name=asked["name"], roles=asked["roles"],
                teams=list(asked.get("teams", ())), language=asked["language"], by=reader,
            )  # fmt: skip
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _with_link(request, user, token)
    return render(request, "accounts/invite.html", {"form": form})


@needs(Permission.USER_MANAGE)
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, number: UUID) -> HttpResponse:
    """Somebody's page: what she may do here, and what an administrator can do for her."""
    reader = user_of(request)
    user = _person(reader, number)
    has = {"roles": user.roles, "teams": list(user.teams.all()), "language": user.language or "en"}
    form = Work(sent(request), reader=reader, initial=has)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            actions.change_user(
                user=user,
                roles=asked["roles"],
                teams=list(asked.get("teams", ())),
                language=asked["language"],
                by=reader,
            )
        except ValidationError as error:
            add_errors(form, error)
            user.refresh_from_db()
        else:
            messages.success(request, gettext("Saved."))
            return redirect("person", number=user.pk)
    shown = {
        "person": user,
        "form": form,
        "roles": _roles(user),
        "sessions": described(user),
        "is_me": user.pk == reader.pk,
        "link": take_once(request, user.pk),
    }
    return render(request, "accounts/person.html", shown)


@needs(Permission.USER_MANAGE)
@require_POST
def invite_again(request: HttpRequest, number: UUID) -> HttpResponse:
    """Another link for somebody who lost hers or her password."""
    reader = user_of(request)
    user = _person(reader, number)
    try:
        token = actions.invite_again(user=user, by=reader)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("person", number=user.pk)
    return _with_link(request, user, token)


def _for_person(act: Callable[..., Any], told: Callable[[Any], str]) -> Callable[..., HttpResponse]:
    """A page that does one thing for somebody and says what was done, or why not."""

    @needs(Permission.USER_MANAGE)
    @require_POST
    def page(request: HttpRequest, number: UUID) -> HttpResponse:
        reader = user_of(request)
        user = _person(reader, number)
        try:
            done = act(user=user, by=reader)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, told(done))
        return redirect("person", number=user.pk)

    return page


def _told_sessions(ended: int) -> str:
    if not ended:
        return gettext("She was signed in nowhere.")
    return ngettext("One session was ended.", "%(count)s sessions were ended.", ended) % {"count": ended}


deactivate = _for_person(
    actions.deactivate, lambda _done: gettext("Her account has ended. She is signed out everywhere.")
)
reactivate = _for_person(actions.reactivate, lambda _done: gettext("Her account was taken up again."))
end_sessions = _for_person(actions.end_sessions, _told_sessions)
remove_factors = _for_person(
    actions.remove_factors,
    lambda _done: gettext("Her second factor was removed. She sets up another when she comes in."),
)


def _person(reader: User, number: UUID) -> User:
    found: User = get_object_or_404(queries.people(reader).select_related("organisation"), pk=number)
    return found


def _roles(user: User) -> list[Any]:
    return [ROLES[code].name for code in user.roles if code in ROLES]


def _with_link(request: HttpRequest, user: User, token: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("invitation", args=[token]))
    return keep_once(request, user.pk, link, redirect("person", number=user.pk))


def keep_once(request: HttpRequest, number: UUID, text: str, answer: HttpResponse) -> HttpResponse:
    """Keep a secret for the next page, which shows it once: the same page, loaded anew, shows it no more."""
    request.session[SHOWN_ONCE] = {"of": str(number), "text": text}
    return answer


def take_once(request: HttpRequest, number: UUID) -> str:
    """What was kept for this page, which nobody sees again; empty where there is nothing."""
    kept = request.session.get(SHOWN_ONCE)
    if request.method != "GET" or not kept or kept["of"] != str(number):
        return ""
    del request.session[SHOWN_ONCE]
    return str(kept["text"])

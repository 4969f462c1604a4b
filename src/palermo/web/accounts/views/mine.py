"""Pages about oneself: name, language, PIN, and where one is signed in."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.web.accounts import actions, queries
from palermo.web.accounts.addresses import browser_in_words
from palermo.web.accounts.factors import factors_of
from palermo.web.accounts.forms import NewPin, Own, sent
from palermo.web.accounts.models import Session, User
from palermo.web.accounts.permissions import user_of
from palermo.web.accounts.roles import ROLES
from palermo.web.accounts.session_store import session_of


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """One's own page."""
    user = user_of(request)
    shown = {
        "roles": [ROLES[code] for code in user.roles if code in ROLES],
        "teams": user.teams.order_by("name"),
        "factors": factors_of(user).count(),
        "sessions": queries.sessions(user).count(),
    }
    return render(request, "accounts/me.html", shown)


@require_http_methods(["GET", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """Change one's own name and language."""
    user = user_of(request)
    form = Own(sent(request), initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        actions.change_own(user=user, name=form.cleaned_data["name"], language=form.cleaned_data["language"])
        messages.success(request, gettext("Saved."))
        return redirect("me")
    return render(request, "accounts/details.html", {"form": form})


@require_http_methods(["GET", "POST"])
@reauthentication_required(app="allauth.account")  # type: ignore[untyped-decorator]
def pin(request: HttpRequest) -> HttpResponse:
    """Choose another PIN. Who has not shown lately who she is shows it first."""
    form = NewPin(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.change_pin(user=user_of(request), pin=form.cleaned_data["pin"])
        messages.success(request, gettext("From now on the new PIN opens your screen."))
        return redirect("me")
    return render(request, "accounts/pin.html", {"form": form})


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    shown = described(user_of(request), here=session_of(request).number)
    return render(request, "accounts/sessions.html", {"sessions": shown})


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """End one of one's sessions, or all others."""
    user, number = user_of(request), request.POST.get("number", "")
    if number == "others":
        ended = actions.end_other_sessions(user=user, here=session_of(request).number)
        told = ngettext("One other session was ended.", "%(count)s other sessions were ended.", ended)
        messages.success(request, told % {"count": ended} if ended else gettext("There was no other session."))
        return redirect("sessions")
    try:
        found = actions.end_session(user=user, number=UUID(number))
    except ValueError:
        found = False
    if not found:
        raise Http404
    messages.success(request, gettext("That session was ended."))
    return redirect("sessions")


def described(user: User, here: UUID | None = None) -> list[tuple[Session, str, bool]]:
    """Somebody's sessions, each with its browser in words and whether it is the one that asks."""
    return [(each, browser_in_words(each.browser), each.number == here) for each in queries.sessions(user)]

"""Coming in, staying in and going out."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from palermo.web.accounts import actions
from palermo.web.accounts.conduct import CONDUCT
from palermo.web.accounts.forms import ComeIn, Conduct, Unlock
from palermo.web.accounts.middleware import LOCKED, SEEN
from palermo.web.audit.recording import record, recorded

AWAY = "https://www.wikipedia.org/"
"""Where a quick exit goes: a page that anybody may have open."""

MOST_PINS = 3
WRONG_PINS = "wrong_pins"
YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Open the screen again with the PIN. After three wrong ones she signs in anew."""
    form = Unlock(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if actions.check_pin(user=request.user, pin=form.cleaned_data["pin"]):  # type: ignore[arg-type]
            for name in (LOCKED, WRONG_PINS):
                request.session.pop(name, None)
            request.session[SEEN] = timezone.now().timestamp()
            return redirect(_next(request))
        request.session[WRONG_PINS] = wrong = request.session.get(WRONG_PINS, 0) + 1
        if wrong >= MOST_PINS:
            logout(request)
            return redirect("account_login")
        form.add_error("pin", gettext("That is not your PIN."))
    return render(request, "accounts/unlock.html", {"form": form, "next": _next(request)})


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Lock the screen at once."""
    request.session[LOCKED] = True
    return redirect("unlock")


@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: the screen is locked, and the browser is somewhere else. It needs no script."""
    if request.user.is_authenticated:
        request.session[LOCKED] = True
        with recorded():
            record(request.user, "session.left")
    return HttpResponseRedirect(AWAY)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the pages."""
    response = redirect(_next(request))
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES) and check_for_language(code):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, httponly=True, samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )  # fmt: skip
    return response


@require_http_methods(["GET", "POST"])
def conduct(request: HttpRequest) -> HttpResponse:
    """The code of conduct, to be accepted."""
    form = Conduct(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.accept_conduct(user=request.user)  # type: ignore[arg-type]
        return redirect("/")
    return render(request, "accounts/conduct.html", {"form": form, "conduct": CONDUCT})


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Come in by invitation: a password and a PIN of one's own."""
    found = actions.invited(token)
    if found is None:
        return render(request, "accounts/no_invitation.html", status=404)
    form = ComeIn(request.POST or None, user=found.user)
    if request.method == "POST" and form.is_valid():
        actions.accept(invitation=found, password=form.cleaned_data["password"], pin=form.cleaned_data["pin"])
        return redirect("account_login")
    return render(request, "accounts/invitation.html", {"form": form, "invited": found.user})


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if here else "/"

"""Coming in, staying in and going out."""

from urllib.parse import quote, urlsplit

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.web.accounts import actions
from palermo.web.accounts.adapters import FactorAdapter
from palermo.web.accounts.conduct import CONDUCT
from palermo.web.accounts.forms import ComeIn, Conduct, Unlock, sent
from palermo.web.accounts.permissions import user_of
from palermo.web.accounts.session_store import session_of
from palermo.web.audit.recording import record, recorded

AWAY = "https://www.wikipedia.org/"
"""Where a quick exit goes: a page that anybody may have open."""

YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Open the screen again with the PIN. After three wrong ones she signs in anew."""
    if not session_of(request).locked:
        return redirect(next_of(request))
    form = Unlock(sent(request))
    if request.method == "POST" and form.is_valid():
        left = actions.try_pin(user=user_of(request), pin=form.cleaned_data["pin"], session=session_of(request))
        if left < 0:
            return redirect(next_of(request))
        if left == 0:
            logout(request)
            return redirect("account_login")
        told = ngettext("That is not your PIN. One more try.", "That is not your PIN. %(left)s more tries.", left)
        form.add_error("pin", told % {"left": left})
    return render(request, "accounts/unlock.html", {"form": form, "next": next_of(request)})


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Lock the screen at once."""
    session_of(request).lock()
    return redirect(f"{reverse('unlock')}?next={quote(next_of(request))}")


@require_GET
def here(request: HttpRequest) -> HttpResponse:
    """Somebody types or reads: the door has noted it. A long text must not be lost to a screen that locks meanwhile."""
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: the screen is locked, and the browser is somewhere else. It needs no script."""
    if request.user.is_authenticated and not session_of(request).locked:
        session_of(request).lock()
        with recorded():
            record(request.user, "session.left", request.user)
    return HttpResponseRedirect(AWAY)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the pages."""
    response = redirect(next_of(request))
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            actions.choose_language(user=user_of(request), language=code)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, httponly=True, samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )  # fmt: skip
    return response


@require_http_methods(["GET", "POST"])
def conduct(request: HttpRequest) -> HttpResponse:
    """The code of conduct, to be accepted."""
    form = Conduct(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.accept_conduct(user=user_of(request))
        return redirect("/")
    return render(request, "accounts/conduct.html", {"form": form, "conduct": CONDUCT})


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Come in by invitation: a password and a PIN of one's own. Who has them is signed in, and goes on from there."""
    found = actions.invited(token)
    if found is None:
        return render(request, "accounts/no_invitation.html", status=404)
    if request.user.is_authenticated:  # somebody else's screen, or her own: either way she starts anew
        logout(request)
    form = ComeIn(sent(request), user=found.user)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        try:
            user = actions.accept(invitation=found, password=password, pin=form.cleaned_data["pin"])
        except PermissionDenied:
            return render(request, "accounts/no_invitation.html", status=404)
        answer: HttpResponse = perform_password_login(request, {"username": user.username}, Login(user=user))
        return answer
    return render(request, "accounts/invitation.html", {"form": form, "invited": found.user})


class RemoveKey(RemoveWebAuthnView):  # type: ignore[misc]
    """Removing a key, which is refused for the last second factor."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """What the page shows: whether it can be removed."""
        can = FactorAdapter().can_delete_authenticator(self.object)
        found: dict[str, object] = super().get_context_data(**kwargs) | {"can_be_removed": can}
        return found

    def form_valid(self, form: object) -> HttpResponse:
        """Remove it, unless it is the last."""
        factor: Authenticator = self.get_object()
        if not FactorAdapter().can_delete_authenticator(factor):
            self.object = factor
            refused: HttpResponse = self.render_to_response(self.get_context_data())
            refused.status_code = 409
            return refused
        answer: HttpResponse = super().form_valid(form)
        return answer


remove_key = RemoveKey.as_view()


def next_of(request: HttpRequest) -> str:
    """Where somebody wants to go on: an address of this house, and else its first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return urlsplit(wanted).path or "/" if here else "/"

"""What every request passes: nothing is kept by browsers, its source is known, and the door is watched."""

from collections.abc import Callable
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation

from palermo.web.accounts import door
from palermo.web.accounts.addresses import address_of
from palermo.web.accounts.models import User
from palermo.web.accounts.permissions import user_of
from palermo.web.accounts.session_store import session_of
from palermo.web.audit.recording import Source, source

Next = Callable[[HttpRequest], HttpResponse]

OPEN = frozenset({
    "account_login", "account_logout", "account_inactive", "mfa_authenticate", "invitation", "leave", "language",
    "health",
})  # fmt: skip
"""Names of addresses that anybody may come to."""

WHILE_ENROLLING = frozenset({
    "mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "here",
    "lock", "unlock",
})  # fmt: skip
"""Names of addresses where somebody sets up her second factor, before the rest is open to her."""


class KeepNothing:
    """Tells browsers and proxies to keep no page: a shelter's computer is used by many."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with what keeps an answer from being kept."""
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["Permissions-Policy"] = "geolocation=(), camera=(), microphone=(), payment=(), usb=()"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response


class Sources:
    """Tells the audit where this request comes from."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the source set."""
        token = source.set(Source(address_of(request)))
        try:
            return self.get_response(request)
        finally:
            source.reset(token)


class Door:
    """Lets nobody further than she has come: signed in, with her second factor, not locked, the rules accepted."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or send her where she has to go first."""
        wanted = self._first(request)
        if wanted is None:
            return self._answer(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": wanted})
        return HttpResponseRedirect(wanted)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language and by the clock of who asks."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        user = user_of(request)
        if user.language in dict(settings.LANGUAGES):
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        try:
            zone = ZoneInfo(user.organisation.time_zone)
        except (ZoneInfoNotFoundError, ValueError):  # of a machine that knows fewer of them
            zone = ZoneInfo("UTC")
        with timezone.override(zone):
            return self.get_response(request)

    def _first(self, request: HttpRequest) -> str | None:
        """Where she has to go first; None where she may go on."""
        name = _name(request)
        if name in OPEN:
            return None
        if not request.user.is_authenticated:
            return _with_next(request, "account_login")
        user = user_of(request)
        if session_of(request).locked:
            return None if name == "unlock" else _with_next(request, "unlock")
        session_of(request).touch()
        return self._step(request, user, name)

    def _step(self, request: HttpRequest, user: User, name: str) -> str | None:
        """What is missing still of coming in."""
        if not door.has_proved(user, request.session):
            logout(request)
            return _with_next(request, "account_login")
        if name in WHILE_ENROLLING:
            return None
        if door.needs_second_factor(user):
            return reverse("mfa_index")
        if not door.has_accepted(user) and name != "conduct":
            return reverse("conduct")
        return None


def _name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""


def _with_next(request: HttpRequest, name: str) -> str:
    """An address that leads back here. What stood behind the question mark is left out: it may hold a name."""
    return f"{reverse(name)}?next={quote(request.path)}" if request.method == "GET" else reverse(name)

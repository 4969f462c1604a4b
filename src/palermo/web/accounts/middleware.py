"""What every request passes: nothing is kept by browsers, its source is known, and the door is watched."""

from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from palermo.web.accounts.session_store import ADDRESS, BROWSER
from palermo.web.audit.recording import Source, source

Next = Callable[[HttpRequest], HttpResponse]

SEEN = "seen"
LOCKED = "locked"
"""In a session: when its user did something last, and whether it asks for her PIN."""

OPEN = frozenset({
    "account_login", "account_logout", "mfa_authenticate", "mfa_login_webauthn", "account_reauthenticate",
    "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "invitation", "leave", "language", "health",
})  # fmt: skip
"""Names of addresses that anybody may come to."""

WHILE_ENROLLING = frozenset({
    "mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes", "mfa_download_recovery_codes",
})  # fmt: skip


class KeepNothing:
    """Tells browsers and proxies to keep no page: a shelter's computer is used by many."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with what keeps an answer from being kept."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
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
            return self.get_response(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": wanted})
        return HttpResponseRedirect(wanted)

    def _first(self, request: HttpRequest) -> str | None:
        """Where she has to go first; None where she may go on."""
        from palermo.web.accounts import door

        try:
            name = resolve(request.path_info).url_name or ""
        except Resolver404:
            name = ""
        if name in OPEN:
            return None
        user = request.user
        if not user.is_authenticated:
            login = reverse("account_login")
            return f"{login}?next={quote(request.path)}" if request.method == "GET" else login
        now = timezone.now().timestamp()
        idle = now - float(request.session.get(SEEN, now))
        if idle > settings.IDLE_SECONDS:
            request.session[LOCKED] = True
        if request.session.get(LOCKED) and name != "unlock":
            return reverse("unlock")
        if not request.session.get(LOCKED):
            request.session[SEEN] = now
        if door.needs_second_factor(user) and name not in WHILE_ENROLLING:
            return reverse("mfa_index")
        if not door.has_accepted(user) and name not in WHILE_ENROLLING | {"conduct", "unlock"}:
            return reverse("conduct")
        return None


def address_of(request: HttpRequest) -> str:
    """The address that somebody asks from; behind proxies, what the last trusted one was asked from.

    It is never what she says of herself: of X-Forwarded-For, as many entries are believed as there are proxies.
    """
    found = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(told) >= settings.PROXIES:
            found = told[-settings.PROXIES]
    try:
        return str(ip_address(found))
    except ValueError:
        return ""


def note_browser(request: HttpRequest) -> None:
    """Keep in a new session where it began and in which browser, for its user's list of sessions."""
    request.session[ADDRESS] = address_of(request)
    request.session[BROWSER] = request.headers.get("User-Agent", "")[:200]

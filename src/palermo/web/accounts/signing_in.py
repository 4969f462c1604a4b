"""What happens when somebody signs in, fails to, is locked out, signs out, or changes her password."""

from datetime import timedelta
from hashlib import blake2b
from typing import Any

from allauth.account.signals import password_changed
from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from palermo.web.accounts.addresses import address_of
from palermo.web.accounts.models import Session, User
from palermo.web.accounts.session_store import ADDRESS, BEGUN, BROWSER, digest_of
from palermo.web.audit.recording import record, recorded


@receiver(user_logged_in)
def on_begun(sender: Any, request: HttpRequest, user: User, **_more: Any) -> None:
    """Note in the session where and when it began, for its user's list; and take away what is over."""
    request.session[BEGUN] = timezone.now().isoformat()
    request.session[ADDRESS] = address_of(request)
    request.session[BROWSER] = request.headers.get("User-Agent", "")[:200]
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    with recorded():
        record(user, "session.begun", user)


@receiver(user_logged_out)
def on_ended(sender: Any, request: HttpRequest, user: User | None, **_more: Any) -> None:
    """Record that somebody signed out."""
    if user is not None:
        with recorded():
            record(user, "session.ended", user)


@receiver(user_login_failed)
def on_failed(sender: Any, credentials: dict[str, Any], **_more: Any) -> None:
    """Record a failed sign-in: for whom where there is such a user, and else that there was one.

    What was typed is not kept: many a password was typed in the wrong field.
    """
    known = _known(credentials)
    with recorded():
        record(None, "session.refused", known)


@receiver(user_locked_out)
def on_locked_out(sender: Any, request: HttpRequest, **_more: Any) -> None:
    """Record that an address may not try this user name for a while."""
    known = _known(getattr(request, "axes_credentials", None) or {})
    with recorded():
        record(None, "session.locked_out", known)


@receiver(password_changed)
def on_password_changed(sender: Any, request: HttpRequest, user: User, **_more: Any) -> None:
    """End her sessions elsewhere: who knew the old password may be in one of them."""
    with recorded():
        user.sessions.exclude(session_key=digest_of(request.session.session_key)).delete()
        record(user, "password.changed", user)


def _known(credentials: dict[str, Any]) -> User | None:
    return User.objects.filter(username=_folded(credentials)).first()


def _folded(credentials: dict[str, Any] | None) -> str:
    return str((credentials or {}).get("username") or "").strip().lower()[:60]


def name_for_counting(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Under what failed sign-ins are counted: a keyed digest of the user name, for a copy of the database tells it."""
    key = settings.SECRET_KEY.encode()[:64]
    return blake2b(_folded(credentials).encode(), key=key, digest_size=16, person=b"palermo-tries").hexdigest()


def address_for_counting(request: HttpRequest) -> str | None:
    """From which address failed sign-ins are counted; None where it is not known."""
    return address_of(request) or None


def locked_out(request: HttpRequest, _answer: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """The page for who tried too often. It says how long to wait, the same whether there is such a user or not."""
    pause: timedelta = settings.AXES_COOLOFF_TIME
    attempts = AccessAttempt.objects.filter(
        username=name_for_counting(request, credentials), ip_address=address_for_counting(request)
    )
    last = attempts.order_by("-attempt_time").first()
    left = pause if last is None else last.attempt_time + pause - timezone.now()
    minutes = max(1, -(-int(left.total_seconds()) // 60))
    return render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)

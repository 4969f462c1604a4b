"""Second factors as this house keeps them: known in the user's row, recorded, and with consequences when one goes."""

from typing import Any

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_used
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from palermo.web.accounts.door import PROVED
from palermo.web.accounts.models import User
from palermo.web.accounts.session_store import digest_of
from palermo.web.audit.recording import record, recorded

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What is a second factor; recovery codes stand in for one that is lost."""


def factors_of(user: User) -> QuerySet[Authenticator]:
    """Her second factors, without recovery codes."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=user.pk, type__in=KINDS)
    return found


@receiver(post_save, sender=Authenticator)
def on_added(sender: Any, instance: Authenticator, created: bool, **_more: Any) -> None:
    """Note in her row that she has one. Who sets one up has it in her hand, so this session has proved it."""
    if not created:
        return
    asks = _asks(instance)
    with recorded():
        if instance.type in KINDS:
            User.objects.filter(pk=instance.user_id).update(has_factor=True)
            if asks is not None:
                asks.user.has_factor = True  # type: ignore[union-attr]
                asks.session[PROVED] = str(instance.user_id)
        record(_actor(instance), "factor.added", _owner(instance), kind=instance.type)


@receiver(post_delete, sender=Authenticator)
def on_removed(sender: Any, instance: Authenticator, **_more: Any) -> None:
    """Note in her row whether she has one still, and end her other sessions: who else had it may be in one of them."""
    if instance.type not in KINDS:
        return
    asks, owner = _asks(instance), _owner(instance)
    with recorded():
        owner.has_factor = factors_of(owner).exists()
        User.objects.filter(pk=owner.pk).update(has_factor=owner.has_factor)
        here = digest_of(asks.session.session_key) if asks is not None else ""
        owner.sessions.exclude(session_key=here).delete()
        record(_actor(instance), "factor.removed", owner, kind=instance.type)


@receiver(authenticator_used)
def on_used(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    """Note in the session that it was shown; that a recovery code was used is recorded, for it may be a thief's."""
    request.session[PROVED] = str(user.pk)
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        with recorded():
            record(user, "factor.recovery_code_used", user)


@receiver(authentication_failed)
def on_failed(sender: Any, user: User, authenticator: Authenticator, **_more: Any) -> None:
    """Record a wrong code: whoever typed it knew the password."""
    with recorded():
        record(user, "factor.wrong", user, kind=authenticator.type)


def _asks(instance: Authenticator) -> HttpRequest | None:
    """The request in which somebody changes her own factor; None where another does, or no request."""
    request: HttpRequest | None = context.request
    if request is None or getattr(request.user, "pk", None) != instance.user_id:
        return None
    return request


def _actor(instance: Authenticator) -> Any:
    request: HttpRequest | None = context.request
    user = None if request is None else request.user
    return user if user is not None and user.is_authenticated else None


def _owner(instance: Authenticator) -> User:
    return User.objects.get(pk=instance.user_id)

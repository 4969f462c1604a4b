"""How allauth works in this house: by invitation only, no mail, its secrets sealed, and asking twice only in need."""

import time
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from palermo.web.accounts.addresses import address_of
from palermo.web.accounts.factors import factors_of
from palermo.web.accounts.models import User
from palermo.web.audit.models import SYSTEM
from palermo.web.vault.sealing import seal, unseal

PLACE = "mfa.authenticator.secret."
OWNER: UUID = SYSTEM
"""Whose key seals second factors: the installation's, for allauth tells no user when it asks."""


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Signs in by user name and password. What each page says of its user is read with her, at once."""

    def get_user(self, user_id: Any) -> User | None:
        """Who is signed in; nobody whose account has ended."""
        user = User.objects.select_related("organisation").filter(pk=user_id).first()
        return user if user is not None and user.is_active else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up, and nothing is sent by mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The user name or the password is not right."),
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your password."),
        "too_many_login_attempts": _("That was tried too often. Wait half an hour, then try again."),
        "rate_limited": _("That was tried too often. Wait half an hour, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody comes in but by invitation."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where somebody asks from, as the rest of the house sees it."""
        return address_of(request) or "0.0.0.0"  # noqa: S104 - an address that is nobody's

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to her own page."""
        return "/accounts/me/"

    def is_reauthentication_required(self, *, app: str, **_more: Any) -> bool:
        """Whether somebody is asked once more who she is before she changes how she signs in.

        Not right after she has signed in: to be asked twice within a minute teaches to type passwords anywhere.
        """
        request: HttpRequest | None = context.request
        if request is None:
            return True
        records = get_authentication_records(request, request.user)
        last = max((float(record["at"]) for record in records), default=0.0)
        return time.time() - last > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is sent: the audit has it, and its user sees it there."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse an address from which too many names were tried. Raises ValidationError.

        Tries at one name from one address are counted by axes: who knows only a name cannot lock its user out.
        """
        used = ratelimit.consume(request, app="allauth.account", action="password_failed")
        self._login_failed_rl_usage = used  # which is taken back when the password was right
        if not used:
            raise self.validation_error("too_many_login_attempts")


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are sealed before they go to the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code is not right. Codes change every half minute: try the one that is shown now."),
        "cannot_delete_authenticator": _("This is your only second factor. Add another one first, then remove this."),
        "cannot_generate_recovery_codes": _("Set up a second factor first."),
    }

    def encrypt(self, text: str) -> str:
        """A secret as it is kept."""
        return seal(text.encode(), owner=OWNER, place=PLACE).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return unseal(bytes.fromhex(encrypted_text), owner=OWNER, place=PLACE).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last second factor stays until there is another one."""
        return factors_of(authenticator.user).exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """A name for a key that nobody named."""
        return str(_("Key %(number)s") % {"number": factors_of(user).filter(type=type).count() + 1})

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is sent."""

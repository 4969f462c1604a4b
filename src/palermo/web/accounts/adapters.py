"""How allauth works in this house: by invitation only, no mail, and its secrets sealed."""

from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from palermo.web.accounts.middleware import address_of
from palermo.web.audit.models import SYSTEM
from palermo.web.vault.sealing import seal, unseal

PLACE = "mfa.authenticator.secret."
OWNER: UUID = SYSTEM
"""Whose key seals second factors: the installation's, for allauth tells no user when it asks."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up, and nothing is sent by mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody comes in but by invitation."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where somebody asks from, as the rest of the house sees it."""
        return address_of(request) or "0.0.0.0"  # noqa: S104 - an address that is nobody's

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is sent: the audit has it, and its user sees it there."""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are sealed before they go to the database."""

    def encrypt(self, text: str) -> str:
        """A secret as it is kept."""
        return seal(text.encode(), owner=OWNER, place=PLACE).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return unseal(bytes.fromhex(encrypted_text), owner=OWNER, place=PLACE).decode()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is sent."""

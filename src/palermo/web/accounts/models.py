"""Who works here: organisations, teams, users, their sessions and invitations.

Of a user only the name that she signs in with stands in the clear. Her own name and her address are sealed with the key
of her organisation: a copy of the database must not tell traffickers who works in a shelter.
"""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from palermo.web.accounts.roles import Permission, Scope, reach
from palermo.web.vault.fields import SealedText
from palermo.web.vault.rows import new_id


class Organisation(models.Model):
    """Who keeps records here. Everything that it records is sealed with its own keys."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(_("name"), max_length=120, unique=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    language = models.CharField(_("language"), max_length=5, default="en")
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People of an organisation who share cases, under a supervisor."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        """How it is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "name"], name="accounts_team_name")]

    def __str__(self) -> str:
        return self.name


class Users(BaseUserManager["User"]):
    """Users by what they sign in with, in small letters."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """A user by the name that she signs in with, however it is written."""
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser):
    """Somebody who works for one organisation here."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="users")
    username = models.CharField(
        _("user name"),
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z0-9][a-z0-9._-]{1,59}\Z", _("Small letters, digits, and . _ - between them."))
        ],
    )
    name = SealedText(_("name"))
    email = SealedText(_("e-mail"), null=True)
    roles = models.JSONField(default=list)
    teams = models.ManyToManyField(Team, related_name="members", blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    is_active = models.BooleanField(default=True)
    pin = models.CharField(max_length=128, blank=True)
    conduct_version = models.PositiveIntegerField(default=0)
    conduct_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.username

    def may(self, permission: Permission) -> Scope | None:
        """How far she may do something; None where she may not, or no longer works here."""
        return reach(self.roles, permission) if self.is_active else None


class Session(AbstractBaseSession):
    """Somebody signed in at one browser. Its key is kept as a digest, with which nobody can come in.

    locked: whether the PIN or the password is asked for before anything is shown.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField(auto_now=True)
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=200, blank=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        """What keeps these."""
        from palermo.web.accounts.session_store import SessionStore

        return SessionStore


class Invitation(models.Model):
    """A link with which somebody makes her own password, once and for a time; also after she lost it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.BinaryField(max_length=32)
    made_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def organisation_id(self) -> UUID:
        """Whose it is."""
        return self.user.organisation_id

"""Who works here: organisations, teams, users, their sessions and invitations.

Of a user only the name that she signs in with stands in the clear. Her own name and her address are sealed with the key
of her organisation: a copy of the database must not tell traffickers who works in a shelter.
"""

from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from palermo.web.accounts.roles import Permission, Scope, reach
from palermo.web.vault.fields import SealedText
from palermo.web.vault.rows import new_id


def check_time_zone(name: str) -> None:
    """Raise ValidationError for what is no time zone."""
    if name not in available_timezones():
        raise ValidationError(_("That is no time zone, such as Europe/Rome."), code="time_zone")


class Organisation(models.Model):
    """Who keeps records here. Everything that it records is sealed with its own keys."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(_("name"), max_length=120, unique=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    language = models.CharField(_("language"), max_length=5, default="en")
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC", validators=[check_time_zone])
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
    """Somebody who works for one organisation here.

    has_factor: whether she has a second factor; `factors.py` keeps it true, so that no request has to look for one.
    """

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
    has_factor = models.BooleanField(default=False)
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

    @property
    def state(self) -> str:
        """Where she stands: `ended`, `invited` (she has no password yet) or `active`."""
        if not self.is_active:
            return "ended"
        return "active" if self.has_usable_password() else "invited"


class Session(AbstractBaseSession):
    """A browser: of nobody yet, or of somebody who signed in. Its key is kept as a digest, and its data are sealed.

    number: what it is called by in pages. seen_at: when its user did something last. locked: whether the PIN is asked
    for before anything is shown. wrong_pins: how many of them were wrong. These three are changed by themselves only
    (`session_store`): a request that began before the screen was locked must not open it when it ends.
    """

    OWN: ClassVar = ("session_data", "expire_date", "user", "begun_at", "address", "browser")

    number = models.UUIDField(default=new_id, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField(default=timezone.now)
    locked = models.BooleanField(default=False)
    wrong_pins = models.PositiveSmallIntegerField(default=0)
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=200, blank=True)

    def save(self, *args: Any, **options: Any) -> None:
        """Save what a request may change of it."""
        if options.get("force_update"):
            options["update_fields"] = self.OWN
        super().save(*args, **options)

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


class Token(models.Model):
    """What another program shows to be let in: for one role, some fields and one purpose, until a day.

    It is kept as a digest, and is shown once to who made it.
    """

    class Fields(models.TextChoices):
        """How much a program that has it may read of what its role sees."""

        STATES = "states", _("Case numbers, dates and states")
        CODED = "coded", _("Coded answers too, without names, contacts and texts")
        ALL = "all", _("All that the role sees")

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(_("name"), max_length=60)
    role = models.CharField(_("role"), max_length=30)
    fields = models.CharField(_("fields"), max_length=10, choices=Fields.choices, default=Fields.STATES)
    purpose = SealedText(_("purpose"))
    digest = models.BinaryField(max_length=32)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """How it is kept."""

        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """Where it stands: `ended`, `over` (its time is) or `active`."""
        if self.ended_at is not None:
            return "ended"
        return "active" if self.until > timezone.now() else "over"


class Kept(models.Model):
    """What all processes must know for a while: how often something was tried, and which codes were used."""

    key = models.CharField(max_length=64, primary_key=True)
    value = models.JSONField()
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key

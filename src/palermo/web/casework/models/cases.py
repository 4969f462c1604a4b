"""A case: whose it is, how far it has come, and who was let in."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from palermo.web.accounts.models import Organisation, Team, User
from palermo.web.vault.fields import SealedText
from palermo.web.vault.rows import new_id


class Risk(models.TextChoices):
    """How much danger the person is in: the highest of what the last assessment of each kind says."""

    UNKNOWN = "", _("Not assessed")
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class Case(models.Model):
    """One person's case in one organisation.

    Of the person it holds nothing: what is known of her is in the parts. What stands here is what lists and rules need.
    number: how people speak of it; it tells neither when it was made nor how many there are. is_child: whether she is
    under 18, or may be. restricted: nobody comes in by breaking the glass. version: goes up with each step of the case.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases", db_index=False)
    number = models.CharField(max_length=16)
    state = models.CharField(max_length=16, default="intake")
    held_from = models.CharField(max_length=16, blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="cases", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="cases", db_index=False)
    risk = models.CharField(max_length=8, choices=Risk.choices, default=Risk.UNKNOWN, blank=True)
    is_child = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    contact_at = models.DateTimeField(null=True, blank=True)
    assisted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """How it is kept: each list of cases is a range of one of these indexes."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="casework_number"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-changed_at"], name="casework_by_change"),
            models.Index(fields=["organisation", "state", "-changed_at"], name="casework_by_state"),
            models.Index(fields=["team", "-changed_at"], name="casework_of_team"),
            models.Index(fields=["team", "state", "-changed_at"], name="casework_of_team_by_state"),
            models.Index(fields=["owner", "-changed_at"], name="casework_of_owner"),
            models.Index(fields=["owner", "state", "-changed_at"], name="casework_of_owner_by_state"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def case_id(self) -> object:
        """The case that an entry of the audit on this row concerns: itself."""
        return self.pk


class Move(models.Model):
    """A case went from one state to another, or to another owner. It is only ever added to."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="moves")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    before = models.CharField(max_length=16)
    after = models.CharField(max_length=16)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=40, blank=True)
    reason = SealedText(null=True)

    class Meta:
        """How it is kept."""

        indexes: ClassVar = [models.Index(fields=["case", "-at"], name="casework_moves")]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class Grant(models.Model):
    """Somebody was let into a case beyond what her role reaches, until a time, and for a reason."""

    class Kind(models.TextChoices):
        """How she came in."""

        GLASS = "glass", _("Broke the glass")
        SHARED = "shared", _("Shared with her")

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="grants")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    may_edit = models.BooleanField(default=False)
    reason = SealedText(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """How it is kept."""

        indexes: ClassVar = [
            models.Index(fields=["user", "until"], name="casework_grants"),
            models.Index(fields=["made_at"], condition=models.Q(seen_at=None), name="casework_unseen_grants"),
        ]

    def __str__(self) -> str:
        return self.kind

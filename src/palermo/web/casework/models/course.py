"""The course of a case beside its plan: time to recover, visits afterwards, its end, and what somebody is told."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from palermo.web.accounts.models import Organisation, User
from palermo.web.casework.models.cases import Case
from palermo.web.vault.fields import SealedText
from palermo.web.vault.rows import new_id


class RecoveryPeriod(models.Model):
    """A decision on time to recover and reflect. It is only ever added to: the last one of a case stands.

    starts_on: the day on which there were reasonable grounds. ends_on: the last day. end: why it ends before its day, a
    code of `lists/data/recovery-ends.yaml`.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recovery_periods")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    end = models.CharField(max_length=20, blank=True)
    grounds = SealedText(null=True)

    class Meta:
        """How it is kept."""

        indexes: ClassVar = [models.Index(fields=["case", "-at"], name="casework_recovery")]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"


class Visit(models.Model):
    """A follow-up that is due on a day. kind: a code of `lists/data/visit-kinds.yaml`.

    state: `planned`, `done`, `missed` (she was not there) or `dropped`. text: how she is, or why it did not come to it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="visits")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    due = models.DateField()
    state = models.CharField(max_length=8, default="planned")
    on = models.DateField(null=True, blank=True)
    purpose = SealedText(null=True)
    text = SealedText(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """How it is kept."""

        indexes: ClassVar = [
            models.Index(fields=["case", "due"], condition=models.Q(state="planned"), name="casework_visits_due"),
        ]

    def __str__(self) -> str:
        return self.kind


class Closure(models.Model):
    """The last review of a case before it is closed. spent_at: when the case was opened again; it needs another then.

    reason: a code of `lists/data/closure-reasons.yaml`. open_items: how many things were open, by kind, as the reviewer
    saw them. outcome, review, handed_on: how she is, what was said last, and what becomes of what is open.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="closures")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=40)
    reviewed_on = models.DateField()
    review = SealedText()
    outcome = SealedText()
    open_items = models.JSONField(default=dict, blank=True)
    handed_on = SealedText(null=True)
    wants_approval = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    is_approved = models.BooleanField(default=False)
    comment = SealedText(null=True)
    spent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """How it is kept."""

        indexes: ClassVar = [
            models.Index(fields=["case", "-at"], name="casework_closures"),
            models.Index(
                fields=["organisation", "at"],
                condition=models.Q(wants_approval=True, decided_at=None, spent_at=None),
                name="casework_closures_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class Alert(models.Model):
    """Somebody is told that something happened to a case of hers. It says what, and nothing of a person."""

    class Kind(models.TextChoices):
        """What happened."""

        ASSIGNED = "assigned", _("This case was given to you")
        PLAN_APPROVED = "plan_yes", _("The plan was approved")
        PLAN_SENT_BACK = "plan_no", _("The plan was sent back")
        CLOSURE_APPROVED = "closure_yes", _("The closure was approved")
        CLOSURE_SENT_BACK = "closure_no", _("The closure was sent back")

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="alerts", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """How it is kept."""

        indexes: ClassVar = [
            models.Index(fields=["user", "-at"], condition=models.Q(seen_at=None), name="casework_alerts"),
        ]

    def __str__(self) -> str:
        return self.kind


class HouseRules(models.Model):
    """What an organisation wants of its case work. It is only ever added to: the last one stands."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    plan_approval = models.BooleanField(default=False)
    closure_approval = models.BooleanField(default=False)
    recovery_days = models.PositiveSmallIntegerField(default=30)

    class Meta:
        """How it is kept."""

        indexes: ClassVar = [models.Index(fields=["organisation", "-at"], name="casework_house_rules")]

    def __str__(self) -> str:
        return str(self.pk)

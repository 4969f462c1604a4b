"""Consent as events: a conversation, what was said in it, to whom what may be told, and exceptions. Only added to."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from palermo.web.accounts.models import Organisation, User
from palermo.web.casework.models.cases import Case
from palermo.web.vault.fields import SealedText
from palermo.web.vault.rows import new_id


class Recipient(models.Model):
    """Somebody with whom something of a case may be shared: a person or an office, inside or outside."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = SealedText()
    made_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """How it is kept."""

        indexes: ClassVar = [models.Index(fields=["organisation", "made_at"], name="casework_recipients")]

    def __str__(self) -> str:
        return str(self.pk)


class Talk(models.Model):
    """A conversation about consent: on which day, how the answers were taken down, in which language.

    mode: how a yes was given. certification: what the worker certifies in writing where it was given aloud only.
    language, text_version: of the words that were read to her. guardian: who spoke for a child.
    """

    class Mode(models.TextChoices):
        """How a yes was given."""

        WRITTEN = "written", _("Signed by her hand")
        RECORDED = "recorded", _("Recorded with her permission")
        CERTIFIED = "certified", _("Said aloud, and certified in writing by the worker")

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="talks")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    mode = models.CharField(max_length=12, choices=Mode.choices, blank=True)
    certification = SealedText(null=True)
    language = models.CharField(max_length=12, blank=True)
    text_version = models.CharField(max_length=12, blank=True)
    interpreter = SealedText(null=True)
    guardian = SealedText(null=True)
    note = SealedText(null=True)

    class Meta:
        """How it is kept."""

        indexes: ClassVar = [models.Index(fields=["case", "-at"], name="casework_talks")]

    def __str__(self) -> str:
        return str(self.pk)


class ConsentEvent(models.Model):
    """What was said to one item. item, party, effect: codes of `rules.items` and `rules.consent`.

    number: counts up within a case, so that what was recorded last is known. until: the last day it counts.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    talk = models.ForeignKey(Talk, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    item = models.CharField(max_length=40)
    party = models.CharField(max_length=12)
    effect = models.CharField(max_length=12)
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, null=True, related_name="consents")
    groups = models.JSONField(default=list, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        """How it is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="casework_consent_number")]

    def __str__(self) -> str:
        return f"{self.item} {self.effect}"


class ConsentException(models.Model):
    """A supervisor excepted a case from asking one item, for a time and for a reason (IOM principle 13).

    Somebody asks for it, and somebody else approves; before that it changes nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consent_exceptions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=40)
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, null=True, related_name="+")
    groups = models.JSONField(default=list, blank=True)
    reason = SealedText()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    is_approved = models.BooleanField(default=False)

    class Meta:
        """How it is kept."""

        indexes: ClassVar = [
            models.Index(fields=["case", "until"], name="casework_exceptions"),
            models.Index(fields=["case"], name="casework_exceptions_open", condition=models.Q(decided_at=None)),
        ]

    def __str__(self) -> str:
        return self.item

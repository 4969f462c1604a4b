"""Screening: answers in versions of which none is overwritten, and what people decided on them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from palermo.web.accounts.models import Organisation, User
from palermo.web.casework.models.cases import Case
from palermo.web.vault.fields import SealedJSON, SealedText
from palermo.web.vault.rows import new_id


class Screening(models.Model):
    """What is known, as one version: it holds all answers, those of the version before it with what was changed.

    number: counts up within a case. answers: by question, sealed. age, law, assistance: codes of `rules.palermo`, as
    they followed. rules: the version of each list that they followed by. fired: indicators by list, sealed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="screenings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answers = SealedJSON()
    fired = SealedJSON()
    age = models.CharField(max_length=12)
    law = models.CharField(max_length=16)
    assistance = models.CharField(max_length=16)
    rules = models.JSONField(default=dict)

    class Meta:
        """How it is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="casework_screening_number")]

    def __str__(self) -> str:
        return str(self.number)


class ScreeningDecision(models.Model):
    """What somebody proposed, decided or found in review, on one version of the answers. It is only ever added to.

    status: the standard's TraffickingStatus. body: what kind of organisation decided it; decider: who, by name or by
    the number of the decision, where it was somebody outside. agrees: in a review, whether the decision stands.
    awaits_review: whether nobody has looked at it a second time; the one thing that is changed afterwards.
    """

    class Kind(models.TextChoices):
        """What it is."""

        PROPOSED = "proposed", _("Proposed")
        DECIDED = "decided", _("Decided")
        REVIEWED = "reviewed", _("Reviewed")

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="screening_decisions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=40)
    body = models.CharField(max_length=40, blank=True)
    decider = SealedText(null=True)
    reason = SealedText()
    agrees = models.BooleanField(null=True)
    awaits_review = models.BooleanField(default=False)

    class Meta:
        """How it is kept."""

        indexes: ClassVar = [
            models.Index(fields=["case", "-at"], name="casework_screening_said"),
            models.Index(fields=["case"], name="casework_awaits_review", condition=models.Q(awaits_review=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"

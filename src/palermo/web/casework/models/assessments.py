"""What makes somebody vulnerable, and what threatens her: assessed again and again, none overwritten."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from palermo.web.accounts.models import Organisation, User
from palermo.web.casework.forms._definitions import in_language
from palermo.web.casework.models.cases import Case
from palermo.web.casework.rules import vulnerability
from palermo.web.vault.fields import SealedJSON
from palermo.web.vault.rows import new_id


class Vulnerability(models.Model):
    """Factors as they were read at one time: all of them, those of the time before with what was changed.

    number: counts up within a case. answers: effect by factor, and note by `factor:note`, sealed. country: which one
    the structural factors are about. rules: the version of the list.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="vulnerabilities")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    country = models.CharField(max_length=8, blank=True)
    answers = SealedJSON()
    rules = models.CharField(max_length=12)

    class Meta:
        """How it is kept."""

        verbose_name_plural = "vulnerabilities"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="casework_one_vulnerability_a_number")
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def by_effect(self) -> list[tuple[str, str]]:
        """What each effect is read in: its label, and the factors that have it, in the language of the page."""
        titles = vulnerability.factors()
        found = []
        for effect in vulnerability.EFFECTS:
            named = [in_language(label) for code, label in titles.items() if self.answers.get(code) == effect]
            if named:
                found.append((in_language(vulnerability.effect_label(effect)), ", ".join(named)))
        return found


class RiskAssessment(models.Model):
    """What threatens her, how much, what she herself thinks of it, and what is done about it.

    own: the level that she herself sees; it may differ. threats: codes of `rules.risk`. words: `threats`, `own`,
    `mitigations`, `place`, as they were written, sealed. review_on: the day by which it is looked at again.
    """

    class Kind(models.TextChoices):
        """What it is for."""

        IMMEDIATE = "immediate", _("Now, at once")
        PLAN = "plan", _("For the plan")
        RETURN = "return", _("Before a return")

    class Level(models.TextChoices):
        """How much danger."""

        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="risks")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    number = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    level = models.CharField(max_length=8, choices=Level.choices)
    own = models.CharField(max_length=8, choices=Level.choices, blank=True)
    threats = models.JSONField(default=list, blank=True)
    words = SealedJSON()
    review_on = models.DateField()

    class Meta:
        """How it is kept: of each kind the last is found, and what is due."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="casework_risk_number")]
        indexes: ClassVar = [
            models.Index(fields=["case", "kind", "-number"], name="casework_risk_by_kind"),
            models.Index(fields=["review_on"], name="casework_risk_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.level}"

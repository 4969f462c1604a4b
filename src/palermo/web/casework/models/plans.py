"""A plan: what she needs, what is to be done, by whom and until when; agreed with her, in versions that stay."""

from typing import ClassVar

from django.db import models

from palermo.web.accounts.models import Organisation, User
from palermo.web.casework.models.cases import Case
from palermo.web.casework.models.services import Provider
from palermo.web.vault.fields import SealedText
from palermo.web.vault.rows import new_id

OPEN = ("planned", "doing")
"""States of an action that is still to be done."""


class Plan(models.Model):
    """One version of a plan. What is changed is a new version, agreed anew; the one before it is kept as it was.

    number: counts up within a case. agreed_on: the day on which she said yes. said: what she said and changed, in her
    words. decided_at: when a supervisor decided, where the organisation wants it. stands_from, replaced_at: from when
    until when it was the plan.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plans")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_on = models.DateField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    said = SealedText(null=True)
    review_on = models.DateField(null=True, blank=True)
    wants_approval = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    is_approved = models.BooleanField(default=False)
    comment = SealedText(null=True)
    stands_from = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """How it is kept: no case has two plans that stand."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="casework_plan_number"),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(stands_from__isnull=False, replaced_at=None),
                name="casework_plan_stands",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "agreed_at"],
                condition=models.Q(wants_approval=True, decided_at=None, agreed_at__isnull=False),
                name="casework_plans_waiting",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def state(self) -> str:
        """How far it has come: `draft`, `waiting`, `sent_back`, `stands` or `replaced`."""
        if self.replaced_at is not None:
            return "replaced"
        if self.stands_from is not None:
            return "stands"
        if self.agreed_on is None:
            return "draft"
        return "waiting" if self.decided_at is None else "sent_back"


class Need(models.Model):
    """What she needs in one area of life, and what shall be reached. gone: taken out of a draft."""

    id = models.UUIDField(primary_key=True, default=new_id)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="needs")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    area = models.CharField(max_length=40)
    need = SealedText()
    goal = SealedText(null=True)
    gone = models.BooleanField(default=False)

    class Meta:
        """How it is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "place"], name="casework_need_place")]

    def __str__(self) -> str:
        return self.area


class PlanAction(models.Model):
    """What is to be done for a need. follows: the same action in the version before.

    who: a code of `lists/data/plan-who.yaml`. state: a code of `plan-action-states.yaml`; its history is in PlanStep.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="actions")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="actions")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.PositiveIntegerField()
    what = SealedText()
    who = models.CharField(max_length=16)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, related_name="+")
    due = models.DateField()
    state = models.CharField(max_length=16, default="planned")
    ended_on = models.DateField(null=True, blank=True)
    gone = models.BooleanField(default=False)

    class Meta:
        """How it is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "place"], name="casework_action_place")]
        indexes: ClassVar = [
            models.Index(
                fields=["case", "due"], condition=models.Q(state__in=OPEN, gone=False), name="casework_actions_due"
            ),
        ]

    def __str__(self) -> str:
        return self.state


class PlanStep(models.Model):
    """An action came a step further. text: what became of it. It is only ever added to."""

    id = models.UUIDField(primary_key=True, default=new_id)
    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, related_name="steps")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plan_steps")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    state = models.CharField(max_length=16)
    text = SealedText(null=True)

    def __str__(self) -> str:
        return self.state

"""An exception from the rules for children, as it was logged."""

from typing import ClassVar

from django.db import models

from palermo.web.accounts.models import Organisation, User
from palermo.web.casework.models.cases import Case
from palermo.web.vault.fields import SealedText
from palermo.web.vault.rows import new_id


class ChildException(models.Model):
    """Somebody who answers for a team let one step be taken for a child without what the rule asks for.

    action: the step (see children.Action). until: the last day on which it holds. ended_at: when it was taken back.
    It is only ever added to, but for its end.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="child_exceptions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=24)
    reason = SealedText()
    until = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """How it is kept."""

        indexes: ClassVar = [models.Index(fields=["case", "until"], name="casework_child_exceptions")]

    def __str__(self) -> str:
        return self.action

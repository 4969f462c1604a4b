"""What is known of a person: forms as they were filled in, every change of every field, and what disagrees."""

from typing import Any, ClassVar

from django.db import models

from palermo.web.accounts.models import Organisation, User
from palermo.web.casework.models.cases import Case
from palermo.web.vault.fields import SealedJSON
from palermo.web.vault.rows import new_id


class Part(models.Model):
    """A form of a case as it is filled in now; of a form that repeats, one of several.

    plain: codes and numbers by field, which lists and counts may read. sealed: names, contacts, texts, dates by field.
    versions: how often each field was changed, which an edit is based on. gone: whether it was taken out; it is kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=40)
    plain = models.JSONField(default=dict, blank=True)
    sealed = SealedJSON(null=True)
    versions = models.JSONField(default=dict, blank=True)
    gone = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        """How it is kept."""

        indexes: ClassVar = [models.Index(fields=["case", "form", "made_at"], name="casework_parts")]

    def __str__(self) -> str:
        return self.form

    @property
    def values(self) -> dict[str, Any]:
        """Every field that has a value, sealed or not."""
        return {**self.plain, **(self.sealed or {})}


class Change(models.Model):
    """One field of a part got another value. It is only ever added to: this is the history of a record.

    version: the field's, after it. value: `{"before": …, "after": …}`, sealed. code: of what it was changed by, such as
    `edit`, `import`, `conflict` or `redaction`.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="changes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="changes")
    field = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=16, default="edit")
    value = SealedJSON(null=True)

    class Meta:
        """How it is kept."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["part", "field", "version"], name="casework_one_change_a_version")
        ]
        indexes: ClassVar = [models.Index(fields=["case", "-at"], name="casework_changes")]

    def __str__(self) -> str:
        return f"{self.field} {self.version}"


class Conflict(models.Model):
    """Two people changed the same field at once: what the second wrote is kept until somebody decides.

    based_on: the version that the second one had seen. value: `{"mine": …}`, what she wrote, sealed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="conflicts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="conflicts")
    field = models.CharField(max_length=60)
    based_on = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    value = SealedJSON()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    kept = models.CharField(max_length=8, blank=True)

    class Meta:
        """How it is kept."""

        indexes: ClassVar = [
            models.Index(fields=["case", "at"], condition=models.Q(decided_at=None), name="casework_open_conflicts")
        ]

    def __str__(self) -> str:
        return self.field

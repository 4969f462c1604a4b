"""A file that came in, looked through and not decided on yet."""

from typing import Any, ClassVar

from django.db import models

from palermo.web.accounts.models import Organisation, User
from palermo.web.vault.fields import SealedJSON, SealedText
from palermo.web.vault.rows import new_id


class ImportBatch(models.Model):
    """The cases of a file before they are made. Only who sent it sees it.

    name: the file's, sealed: it may name a person. content: what each row gives and what is wrong with it, and notes on
    what was left aside; taken away when it is discarded. total, refused, made: how many rows there are, cannot be kept,
    became cases.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    name = SealedText()
    content = SealedJSON(null=True)
    total = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """How it is kept."""

        indexes: ClassVar = [models.Index(fields=["by", "-made_at"], name="casework_import_batches")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What each row of the file gives: parts, faults, values in another spelling, and the case made of it."""
        return list((self.content or {}).get("rows", []))

    @property
    def notes(self) -> list[str]:
        """What was left aside, or read otherwise than it says."""
        return list((self.content or {}).get("notes", []))

"""What the vault keeps: wrapped keys, and how far a change of keys has come."""

from typing import ClassVar

from django.db import models


class Purpose(models.TextChoices):
    """What a key is for. No key has two uses."""

    RECORDS = "records"
    INDEX = "index"
    FILES = "files"
    AUDIT = "audit"
    REASONS = "reasons"


CHANGED = (Purpose.RECORDS, Purpose.INDEX, Purpose.FILES)
"""Purposes whose keys can be changed. The chain of the audit holds reasons as they are sealed, and its own key proves
it: who changed either would lose what they prove."""


class DataKey(models.Model):
    """A key of one organisation for one purpose, wrapped by the master key. Its number stands in each ciphertext.

    retired_at: since when another one is sealed with. emptied_at: when nothing was found to be sealed with it any more.
    destroyed_at: when it was thrown away; what may still be sealed with it is lost for ever, and that is the purpose.
    """

    owner = models.UUIDField()
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    wrapped = models.BinaryField()
    wrapped_by = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        """How it is kept."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "purpose"], condition=models.Q(retired_at=None), name="vault_one_current_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"

    @property
    def use(self) -> bytes:
        """What it is wrapped for."""
        return b"data:" + self.owner.bytes + self.purpose.encode()


class Reseal(models.Model):
    """A change of keys that is under way, for one table or folder: which rows are done. It goes on from there.

    key: the key that is left. last: the row or file that was done last, as text. rows: how many were sealed anew, in
    all passes; found: in this one. unopened: how many of this pass do not open, and were left as they are.
    begun_at: when this pass began; ended_at: when it was through.
    """

    key = models.ForeignKey(DataKey, on_delete=models.CASCADE, related_name="reseals")
    table = models.CharField(max_length=80)
    last = models.CharField(max_length=64, blank=True)
    rows = models.PositiveBigIntegerField(default=0)
    found = models.PositiveBigIntegerField(default=0)
    unopened = models.PositiveBigIntegerField(default=0)
    passes = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """How it is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "table"], name="vault_one_reseal_a_table")]

    def __str__(self) -> str:
        return f"{self.table}: {self.rows}"

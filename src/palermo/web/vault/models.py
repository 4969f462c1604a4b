"""What the vault keeps: wrapped keys, and how far a change of keys has come."""

from typing import ClassVar

from django.db import models


class Purpose(models.TextChoices):
    """What a key is for. No key has two uses."""

    RECORDS = "records"
    INDEX = "index"
    FILES = "files"
    AUDIT = "audit"


class DataKey(models.Model):
    """A key of one organisation for one purpose, wrapped by the master key. Its number stands in each ciphertext."""

    owner = models.UUIDField()
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    wrapped = models.BinaryField()
    wrapped_by = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        """How it is kept."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "purpose"], condition=models.Q(retired_at=None), name="vault_one_current_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class Reseal(models.Model):
    """A change of keys that is under way: which table is done up to which row. It goes on where it was broken off."""

    owner = models.UUIDField()
    table = models.CharField(max_length=80)
    last = models.UUIDField(null=True)
    rows = models.PositiveBigIntegerField(default=0)
    begun_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.table}: {self.rows}"

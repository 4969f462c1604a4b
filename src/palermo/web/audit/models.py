"""What the audit keeps."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from palermo.web.vault.fields import SealedText, sealed_field
from palermo.web.vault.models import Purpose
from palermo.web.vault.rows import new_id

SYSTEM = UUID(int=0)
"""Whose chain holds what concerns no organisation, such as a failed sign-in of nobody known."""


class Entry(models.Model):
    """One thing that somebody did. It holds codes and numbers of rows, and no personal data but a sealed reason.

    number: its place in the chain of its organisation, from 1. actor: the user's row; None for the machine or for
    somebody who is not signed in. verb: what was done, such as `case.read`. kind and object: what it was done to. case:
    the case that it concerns. place: the network address that it was asked from. detail: codes only. digest: of all of
    this and of the digest before it, keyed with the organisation's audit key.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation_id = models.UUIDField(default=SYSTEM)
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    verb = models.CharField(max_length=60)
    kind = models.CharField(max_length=40, blank=True)
    object = models.CharField(max_length=60, blank=True)
    case = models.UUIDField(null=True)
    reason = SealedText(null=True, purpose=Purpose.REASONS)
    place = models.CharField(max_length=45, blank=True)
    detail = models.JSONField(default=dict)
    before = models.BinaryField()
    digest = models.BinaryField()

    class Meta:
        """How it is kept."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation_id", "number"], name="audit_one_entry_a_number")
        ]
        indexes: ClassVar = [
            models.Index(fields=["case", "-number"], name="audit_of_case"),
            models.Index(fields=["organisation_id", "actor", "-number"], name="audit_of_actor"),
            models.Index(fields=["organisation_id", "verb", "-number"], name="audit_of_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"

    def sealed_reason(self) -> bytes | None:
        """The reason as it stands in the database, which the digest is made of."""
        return sealed_field(Entry, "reason").ciphertext(self)


class Head(models.Model):
    """Where the chain of an organisation ends. Who adds to it holds this row, so that entries stand in one line."""

    organisation_id = models.UUIDField(primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return str(self.number)

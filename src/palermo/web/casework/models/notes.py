"""Notes and attachments: what is written quickly, and what is brought along."""

from typing import ClassVar

from django.db import models

from palermo.web.accounts.models import Organisation, User
from palermo.web.casework.models.cases import Case
from palermo.web.vault.fields import SealedText
from palermo.web.vault.rows import new_id


class Note(models.Model):
    """Something that was written down. A note is never changed: a correction is another note in its place.

    kind: a code of `lists/data/note-kinds.yaml`; some are a contact with the person. at: when it happened, which its
    writer says. corrects: the note that it stands for now.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, default="note")
    text = SealedText()
    at = models.DateTimeField()
    written_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")

    class Meta:
        """How it is kept."""

        indexes: ClassVar = [models.Index(fields=["case", "-at"], name="casework_notes")]

    def __str__(self) -> str:
        return self.kind


class Attachment(models.Model):
    """A file of a case. Its name may name a person, so it is sealed; the file itself is kept by the vault.

    kind: what its content is. scan: what a malware scanner said. gone: whether it was taken out; then its file is
    deleted and the row tells that there was one.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file = models.UUIDField()
    name = SealedText()
    about = SealedText(null=True)
    kind = models.CharField(max_length=40)
    scan = models.CharField(max_length=16)
    size = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    gone_at = models.DateTimeField(null=True, blank=True)
    gone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """How it is kept."""

        indexes: ClassVar = [models.Index(fields=["case", "made_at"], name="casework_attachments")]

    def __str__(self) -> str:
        return self.kind

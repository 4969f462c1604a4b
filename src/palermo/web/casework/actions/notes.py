"""Writing notes, and keeping files."""

from datetime import datetime
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.audit.recording import record, recorded
from palermo.web.casework import permissions, policies
from palermo.web.casework.lists import answers
from palermo.web.casework.models import Attachment, Case, Note
from palermo.web.vault import files
from palermo.web.vault.taking import take

CONTACTS = frozenset({"in_person", "telephone", "message", "visit"})
"""Kinds of note that are a contact with the person herself."""

LONGEST = 20_000
"""Characters of a note."""


def write_note(
    *, case: Case, text: str, by: User, kind: str = "note", at: datetime | None = None, corrects: Note | None = None
) -> Note:
    """Write a note; one that corrects another stands in its place, and the other one is kept behind it.

    at: when it happened; now where nothing is said. Raises PermissionDenied and ValidationError.
    """
    permissions.check(by, Permission.CASE_EDIT, case)
    now = timezone.now()
    if not text.strip():
        raise ValidationError(_("There is nothing in this note yet."), code="empty")
    if len(text) > LONGEST:
        raise ValidationError(_("It is too long: %(most)d characters fit."), params={"most": LONGEST})
    if kind not in answers("note-kinds"):
        raise ValidationError(_("That is none of the kinds of note."), code="kind")
    if at is not None and at > now:
        raise ValidationError(_("A note is about what was. Put what is to come into the plan."), code="future")
    with recorded():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        policies.check_is_open(case)
        if corrects is not None and (corrects.case_id != case.pk or Note.objects.filter(corrects=corrects).exists()):
            raise ValidationError(_("Somebody corrected this note already. Look at it again."), code="corrected")
        note = Note.objects.create(
            case=case,
            organisation_id=case.organisation_id,
            kind=kind,
            text=text,
            at=at or now,
            by=by,
            corrects=corrects,
        )
        if kind in CONTACTS and (case.contact_at is None or note.at > case.contact_at):
            case.contact_at = note.at
        case.save(update_fields=["contact_at", "changed_at"])
        record(by, "note.corrected" if corrects else "note.written", note, kind_of_note=kind)
    return note


def attach(*, case: Case, file: BinaryIO, name: str, by: User, about: str = "") -> Attachment:
    """Keep a file with a case, where it is one that is taken.

    Raises PermissionDenied, ValidationError, SettingsError, and InputError for a file that is not taken: it says why.
    Where anything goes wrong after the file was kept it is deleted again, so that no file is without its row.
    """
    permissions.check(by, Permission.CASE_EDIT, case)
    taken = take(case.organisation_id, file, name)
    try:
        with recorded():
            case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
            policies.check_is_open(case)
            made = Attachment.objects.create(
                case=case, organisation_id=case.organisation_id, file=taken.kept.id, name=taken.name,
                about=about or None, kind=taken.kind.code, scan=taken.scan.value, size=taken.kept.size, by=by,
            )  # fmt: skip
            case.save(update_fields=["changed_at"])
            record(by, "file.attached", made, kind_of_file=taken.kind.code, bytes=taken.kept.size)
    except BaseException:
        files.remove(taken.kept.id)
        raise
    return made


def read_attachment(*, attachment: Attachment, by: User) -> None:
    """Record that somebody took a file out. Raises PermissionDenied."""
    permissions.check(by, Permission.CASE_READ, attachment.case)
    with recorded():
        record(by, "file.read", attachment)


def take_out_attachment(*, attachment: Attachment, by: User) -> None:
    """Take a file out of a case: the file is deleted, and the row tells that there was one, and who took it out."""
    permissions.check(by, Permission.CASE_EDIT, attachment.case)
    with recorded():
        found = Attachment.objects.select_for_update(of=("self",)).select_related("case").get(pk=attachment.pk)
        policies.check_is_open(found.case)
        if found.gone_at is not None:
            return
        found.gone_at, found.gone_by = timezone.now(), by
        found.save(update_fields=["gone_at", "gone_by"])
        record(by, "file.taken_out", found)
        transaction.on_commit(lambda: files.remove(found.file))

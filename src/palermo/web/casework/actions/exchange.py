"""Files in and files out: reviewed, made into cases, exported. Each is recorded, without a word of what is in it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.audit.recording import record, recorded
from palermo.web.casework import permissions, queries
from palermo.web.casework.actions.cases import make_case
from palermo.web.casework.actions.parts import part_of, save_fields
from palermo.web.casework.exchange import Exported, Facts, Format, Loss, read_file, to_record, written
from palermo.web.casework.exchange._review import review
from palermo.web.casework.exchange.leaving import Leaving, leaving
from palermo.web.casework.models import Case, ImportBatch, Move, Recipient
from palermo.web.casework.workflow import states

MOST_AT_ONCE = 50
"""Cases that are made or exported while somebody waits."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was made. left_out: cases that may not leave, each with the sentence that says why."""

    data: bytes
    losses: tuple[Loss, ...]
    cases: tuple[Case, ...]
    left_out: tuple[tuple[Case, str], ...]


def read_batch(*, name: str, data: bytes, by: User) -> ImportBatch:
    """Look a file through. Nothing is made of it yet. Raises PermissionDenied and ValidationError."""
    if by.may(Permission.CASE_CREATE) is None:
        raise PermissionDenied
    table = read_file(name, data)
    rows = review(table)
    refused = sum(bool(row["faults"]) for row in rows)
    with recorded():
        batch = ImportBatch.objects.create(
            organisation=by.organisation, by=by, name=name[:200], content={"rows": rows, "notes": table.notes},
            total=len(rows), refused=refused,
        )  # fmt: skip
        record(by, "import.read", batch, rows=len(rows), refused=refused)
    return batch


def make_cases(*, batch: ImportBatch, chosen: Collection[int], by: User) -> list[Case]:
    """Make cases of the rows that were chosen, at most fifty at once: all of them, or none.

    A row that was refused is never made, and one that was made is not made again. Raises PermissionDenied for somebody
    else's file, and ValidationError where nothing can be made or a value is refused after all.
    """
    if by.may(Permission.CASE_CREATE) is None or batch.by_id != by.pk:
        raise PermissionDenied
    with recorded():
        batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=batch.pk)
        rows = batch.rows
        wanted = [row for row in rows if row["row"] in chosen and not row["faults"] and not row["case"]]
        if not wanted:
            raise ValidationError(_("None of these rows can be made a case."), code="none")
        made = []
        for row in wanted[:MOST_AT_ONCE]:
            case = _made(row["parts"], row["row"], by)
            row["case"] = str(case.pk)
            made.append(case)
        batch.content = {"rows": rows, "notes": batch.notes}
        batch.made += len(made)
        batch.save(update_fields=["content", "made"])
        record(by, "import.made", batch, rows=len(made))
    return made


def discard(*, batch: ImportBatch, by: User) -> None:
    """Take away what a file held. What was made of it stays; that it came in stays recorded."""
    if batch.by_id != by.pk:
        raise PermissionDenied
    with recorded():
        batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=batch.pk)
        if batch.discarded_at is None:
            batch.content, batch.discarded_at = None, timezone.now()
            batch.save(update_fields=["content", "discarded_at"])
            record(by, "import.discarded", batch)


def export_cases(
    *, cases: Sequence[Case], recipient: Recipient | None, form: Format, strict: bool, by: User
) -> Sent:  # fmt: skip
    """A file of cases for one recipient, with what each person agreed to and nothing else; at most fifty at once.

    Raises PermissionDenied for a case that somebody may not export, and ValidationError where none may leave.
    """
    if len(cases) > MOST_AT_ONCE:
        raise ValidationError(_("At most %(most)d cases fit in one file."), params={"most": MOST_AT_ONCE})
    for case in cases:
        permissions.check(by, Permission.CASE_EXPORT, case)
    with recorded():
        # held, so that a yes that is taken back now is either seen here or comes after the file
        held = Case.objects.select_for_update(of=("self",)).filter(pk__in=[case.pk for case in cases])
        locked = list(held.select_related("owner", "organisation").order_by("pk"))
        may = [(case, leaving(case, recipient)) for case in locked]
        going = [(case, each) for case, each in may if not each.why_not]
        left_out = tuple((case, each.why_not) for case, each in may if each.why_not)
        if not going:
            raise ValidationError(sorted({why for _case, why in left_out}) or [_("There is no case to export.")])
        data, losses = written([exported(case, each, strict=strict) for case, each in going], form)
        for case, each in going:
            record(
                by, "case.exported", case, format=form.code, strict=strict, groups=sorted(each.groups),
                recipient=str(recipient.pk) if recipient else "",
            )  # fmt: skip
    return Sent(data, losses, tuple(case for case, _each in going), left_out)


def exported(case: Case, may: Leaving, *, strict: bool) -> Exported:
    """A case as the standard has it, with what may leave."""
    parts = {name: [part.values for part in rows] for name, rows in queries.parts_of(case).items()}
    received = parts.get("htcds_received", [{}])[0]
    # what a file said of a case holds as long as nothing was done with it here
    untouched = case.state == "intake" and bool(received)
    facts = Facts(
        status=None if untouched and "status" in received else states()[case.state].htcds,
        owner=None if untouched and "owner" in received else (case.owner.name or None if case.owner else None),
        reason_for_closure=_reason(case) if "needs" in may.groups else None,
        consent=True,
    )
    return to_record(parts, facts=facts, strict=strict, allowed=may.forms)


def _reason(case: Case) -> str | None:
    if case.state != "closed":
        return None
    move = Move.objects.filter(case=case, after="closed").order_by("-at").first()
    return (move.reason or None) if move else None


def _made(parts: dict[str, list[dict[str, object]]], number: int, by: User) -> Case:
    case = make_case(by=by)
    for name, rows in parts.items():
        for row in rows:
            part = part_of(case=case, name=name, by=by)
            saved = save_fields(part=part, given=row, based_on={}, by=by, code="import")
            if saved.faults or saved.conflicts:
                raise ValidationError(
                    _("Row %(row)d cannot be kept after all: %(fields)s."),
                    params={"row": number, "fields": ", ".join(sorted({*saved.faults, *saved.conflicts}))},
                )
    return case

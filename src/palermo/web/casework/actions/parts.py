"""Filling in forms: each field is saved by itself, based on what was seen, and nobody's words are lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.audit.recording import record, recorded
from palermo.web.casework import permissions, policies
from palermo.web.casework.actions.cases import touch
from palermo.web.casework.derived import derive
from palermo.web.casework.forms import clean, form
from palermo.web.casework.models import Case, Change, Conflict, Part
from palermo.web.casework.search import index_part


@dataclass
class Saved:
    """What became of fields that were sent. versions: of those that were saved, to base the next edit on."""

    versions: dict[str, int] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)


def part_of(*, case: Case, name: str, by: User) -> Part:
    """The part of a form that a case has once, made where it is not there yet; another one of a form that repeats."""
    permissions.check(by, Permission.CASE_EDIT, case)
    _check_may_fill(name, by)
    with recorded():
        # the case is held, so that two who open an empty form at once fill in one
        policies.check_is_open(Case.objects.select_for_update(of=("self",)).get(pk=case.pk))
        if not form(name).repeats and (there := Part.objects.filter(case=case, form=name, gone=False).first()):
            return there
        made = Part.objects.create(case=case, organisation=case.organisation, form=name)
        record(by, "part.made", made, case=case.pk, form=name)
    return made


def save_fields(
    *, part: Part, given: Mapping[str, Any], based_on: Mapping[str, int], by: User, code: str = "edit"
) -> Saved:
    """Save the fields that were sent. What cannot be kept is told by field, and the others are saved all the same.

    given: what was filled in, by field. based_on: the version of each that its writer had before her; 0 where there was
    none. Where somebody else changed a field in between, hers is kept beside it as a conflict, unless both wrote the
    same. Raises PermissionDenied, and ValidationError for a case that is closed.
    """
    permissions.check(by, Permission.CASE_EDIT, part.case)
    _check_may_fill(part.form, by)
    definition, saved = form(part.form), Saved()
    cleaned: dict[str, Any] = {}
    for name, value in given.items():
        try:
            cleaned[name] = clean(definition[name], value)
        except KeyError:
            saved.faults[name] = [_("There is no such field.")]
        except ValidationError as error:
            saved.faults[name] = list(error.messages)
    with recorded():
        part = _locked(part)
        policies.check_is_open(part.case)
        if part.gone:
            raise ValidationError(_("This was taken out by somebody else."), code="gone")
        for name, value in cleaned.items():
            _save(part, name, value, based_on.get(name, 0), by, code, saved)
        if saved.versions:
            part.save()
            index_part(part)
            derive(part.case)
            touch(part.case)
        if saved.versions or saved.conflicts:
            record(
                by, "part.changed", part, case=part.case_id, form=part.form, fields=sorted(saved.versions),
                conflicts=sorted(saved.conflicts),
            )  # fmt: skip
    return saved


def decide(*, conflict: Conflict, keep: str, by: User) -> Conflict:
    """Settle a conflict: keep `mine` (what came second) or `theirs` (what stands). Both stay in the history."""
    permissions.check(by, Permission.CASE_EDIT, conflict.case)
    _check_may_fill(conflict.part.form, by)
    if keep not in ("mine", "theirs"):
        raise ValidationError(_("Choose one of the two."), code="keep")
    with recorded():
        conflict = Conflict.objects.select_for_update(of=("self",)).select_related("part").get(pk=conflict.pk)
        if conflict.decided_at is not None:
            raise ValidationError(_("Somebody else decided this already."), code="decided")
        part = (
            Part.objects.select_for_update(of=("self",)).select_related("case__organisation").get(pk=conflict.part_id)
        )
        if keep == "mine":
            saved = Saved()
            _save(part, conflict.field, conflict.value["mine"], _version(part, conflict.field), by, "conflict", saved)
            part.save()
            index_part(part)
            derive(part.case)
        conflict.decided_at, conflict.decided_by, conflict.kept = timezone.now(), by, keep
        conflict.save(update_fields=["decided_at", "decided_by", "kept"])
        record(by, "conflict.decided", conflict, field=conflict.field, kept=keep)
    return conflict


def take_out(*, part: Part, by: User) -> None:
    """Take one of a repeating form out. It is kept, with its history, and shown no more."""
    permissions.check(by, Permission.CASE_EDIT, part.case)
    _check_may_fill(part.form, by)
    with recorded():
        part = _locked(part)
        policies.check_is_open(part.case)
        part.gone = True
        part.save(update_fields=["gone", "changed_at"])
        index_part(part)
        record(by, "part.taken_out", part, case=part.case_id, form=part.form)


def _check_may_fill(name: str, by: User) -> None:
    """Raise PermissionDenied where a form is for other roles than hers."""
    if not form(name).may_be_filled_by(by.roles):
        raise PermissionDenied


def _save(part: Part, name: str, value: Any, based_on: int, by: User, code: str, saved: Saved) -> None:
    now, stands = _version(part, name), part.values.get(name)
    if stands == value:
        saved.versions[name] = now
        return
    if based_on != now:
        saved.conflicts[name] = Conflict.objects.create(
            case=part.case, organisation=part.case.organisation, part=part, field=name, based_on=based_on, by=by,
            value={"mine": value},
        )  # fmt: skip
        return
    sealed = form(part.form)[name].sealed
    kept = dict(part.sealed or {}) if sealed else dict(part.plain)
    if value is None:
        kept.pop(name, None)
    else:
        kept[name] = value
    if sealed:
        part.sealed = kept
    else:
        part.plain = kept
    part.versions = {**part.versions, name: now + 1}
    Change.objects.create(
        case=part.case, organisation=part.case.organisation, part=part, field=name, version=now + 1, by=by, code=code,
        value={"before": stands, "after": value},
    )  # fmt: skip
    saved.versions[name] = now + 1


def _locked(part: Part) -> Part:
    """The part as it is now, held until the end of the transaction, and its case as it is now."""
    return Part.objects.select_for_update(of=("self",)).select_related("case__organisation").get(pk=part.pk)


def _version(part: Part, name: str) -> int:
    return int(part.versions.get(name, 0))

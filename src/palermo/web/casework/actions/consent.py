"""Recording what she said, and ending at once what she takes back."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.audit.recording import record, recorded
from palermo.web.casework import consent, permissions, policies
from palermo.web.casework.actions.cases import touch
from palermo.web.casework.models import Case, ConsentEvent, ConsentException, Recipient, Talk
from palermo.web.casework.rules.consent import OWN, Effect, Party
from palermo.web.casework.rules.items import data_groups, items, languages, text_version

LEAST_CERTIFICATION = 15
"""Characters of what a worker certifies: a word says nothing of what she heard."""

LONGEST_EXCEPTION = timedelta(days=14)
"""An exception is for what cannot wait; what lasts longer is asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said to one item. groups: of data, and recipient: for whom, where it is for sharing."""

    item: str
    effect: Effect
    party: Party = Party.SELF
    recipient: Recipient | None = None
    groups: frozenset[str] = frozenset()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class How:
    """How a conversation about consent was: what its record says beside the answers."""

    on: date
    mode: str = ""
    certification: str = ""
    language: str = ""
    interpreter: str = ""
    guardian: str = ""
    note: str = ""


def record_consent(*, case: Case, how: How, answers: Sequence[Answer], by: User, new_recipient: str = "") -> Talk:
    """Keep what was said in a conversation. What is not allowed by it any more ends at once.

    new_recipient: the name of somebody new, with whom sharing is meant where an answer names nobody. Raises
    PermissionDenied, and ValidationError with a sentence for each thing that is missing.
    """
    permissions.check(by, Permission.CASE_EDIT, case)
    with recorded(), _telling(case) as held:
        policies.check_is_open(held)
        if new_recipient.strip() and any(_wants_recipient(each) for each in answers):
            made = add_recipient(name=new_recipient, by=by)
            answers = [replace(each, recipient=made) if _wants_recipient(each) else each for each in answers]
        _check(held, how, answers)
        talk = _keep(held, how, answers, by)
        record(by, "consent.recorded", talk, items=sorted({f"{each.item}:{each.effect}" for each in answers}))
    return talk


def withdraw(
    *, case: Case, wanted: Iterable[tuple[str, Recipient | None]], by: User, party: Party = Party.SELF, note: str = ""
) -> Talk:
    """She takes back what she said yes to: it ends now, in a closed case too, and she need not say why.

    wanted: items, with the recipient where it is for sharing. Raises PermissionDenied, and ValidationError for nothing.
    """
    permissions.check(by, Permission.CASE_EDIT, case)
    with recorded(), _telling(case) as held:
        spoken = Party.ASSENT if held.is_child and party in OWN else party
        answers = [Answer(item, Effect.WITHDRAWN, spoken, recipient) for item, recipient in wanted]
        if not answers:
            raise ValidationError(_("Say what she takes back."), code="items")
        for each in answers:
            _check_answer(held, each)
        talk = _keep(held, How(on=timezone.localdate(), note=note), answers, by)
        record(by, "consent.withdrawn", talk, items=sorted({each.item for each in answers}))
    return talk


def add_recipient(*, name: str, by: User) -> Recipient:
    """Somebody with whom something may be shared. Raises PermissionDenied and ValidationError."""
    if by.may(Permission.CASE_EDIT) is None:
        raise PermissionDenied
    if not name.strip():
        raise ValidationError(_("Say with whom."), code="recipient")
    with recorded():
        made = Recipient.objects.create(organisation=by.organisation, name=name.strip(), by=by)
        record(by, "recipient.added", made)
    return made


def ask_exception(
    *, case: Case, item: str, reason: str, days: int, by: User, recipient: Recipient | None = None,
    groups: Iterable[str] = (),
) -> ConsentException:  # fmt: skip
    """Ask the supervisor to except a case from consent to one item. It changes nothing before she approves."""
    permissions.check(by, Permission.CASE_EDIT, case)
    if item not in items() or not items()[item].excepted:
        raise ValidationError(_("There is no exception from this."), code="item")
    if items()[item].by_recipient != (recipient is not None):
        raise ValidationError(_("Say with whom."), code="recipient")
    if len(reason.strip()) < LEAST_CERTIFICATION:
        raise ValidationError(_("Say in a sentence why it cannot wait."), code="reason")
    if not timedelta(0) < timedelta(days=days) <= LONGEST_EXCEPTION:
        raise ValidationError(_("An exception lasts at most %(days)d days."), code="days",
                              params={"days": LONGEST_EXCEPTION.days})  # fmt: skip
    with recorded():
        held = _locked(case)
        policies.check_is_open(held)
        asked = ConsentException.objects.create(
            case=held, organisation=held.organisation, item=item, recipient=recipient, groups=sorted(set(groups)),
            reason=reason.strip(), by=by, until=timezone.now() + timedelta(days=days),
        )  # fmt: skip
        record(by, "exception.asked", asked, item=item, days=days)
    return asked


def decide_exception(*, exception: ConsentException, approve: bool, by: User) -> ConsentException:
    """Approve an exception, or not. Raises PermissionDenied, also for who asked for it herself."""
    permissions.check(by, Permission.SCREENING_REVIEW, exception.case)
    if exception.by_id == by.pk:
        raise PermissionDenied
    with recorded():
        held = ConsentException.objects.select_for_update(of=("self",)).get(pk=exception.pk)
        if held.decided_at is not None:
            raise ValidationError(_("Somebody else decided this already."), code="decided")
        held.decided_at, held.decided_by, held.is_approved = timezone.now(), by, approve
        held.save(update_fields=["decided_at", "decided_by", "is_approved"])
        record(by, "exception.decided", held, item=held.item, approved=approve)
    return held


def _check(case: Case, how: How, answers: Sequence[Answer]) -> None:
    faults = []
    if not answers:
        faults.append(_("Write down at least one answer."))
    if how.on > timezone.localdate():
        faults.append(_("The day lies in the future."))
    if how.language not in ("", *languages()):
        faults.append(_("There are no words to be read in that language."))
    yes = [each for each in answers if each.effect is Effect.GIVEN and not items()[each.item].is_told]
    if yes and how.mode not in Talk.Mode.values:
        faults.append(_("Say how she said yes: in writing, recorded, or aloud and certified by you."))
    if how.mode == Talk.Mode.CERTIFIED and len(how.certification.strip()) < LEAST_CERTIFICATION:
        faults.append(_("Certify in a sentence of your own what she said, and how you know that she understood."))
    if any(each.party is Party.GUARDIAN for each in answers) and not how.guardian.strip():
        faults.append(_("Write down who the guardian is."))
    for each in answers:
        if each.until is not None and each.until < how.on:
            faults.append(_("A yes cannot run out before it was said."))
    if faults:
        raise ValidationError(list(dict.fromkeys(faults)))
    for each in answers:
        _check_answer(case, each)


def _check_answer(case: Case, each: Answer) -> None:
    item = items().get(each.item)
    if item is None:
        raise ValidationError(_("That is none of the items."), code="item")
    if each.party is Party.GUARDIAN and not case.is_child:
        raise ValidationError(_("She is of age: nobody but she herself says yes."), code="party")
    if (each.party is Party.SELF) is case.is_child:
        raise ValidationError(_("Whether she is a child was changed meanwhile. Look at it again."), code="party")
    if item.by_recipient != (each.recipient is not None):
        raise ValidationError(_("Say with whom."), code="recipient")
    if each.recipient is not None and each.recipient.organisation_id != case.organisation_id:
        raise PermissionDenied
    if set(each.groups) - set(data_groups()):
        raise ValidationError(_("That is none of the groups of data."), code="groups")
    if item.by_recipient and each.effect is Effect.GIVEN and not each.groups:
        raise ValidationError(_("Say what may be shared."), code="groups")


def _wants_recipient(each: Answer) -> bool:
    item = items().get(each.item)
    return item is not None and item.by_recipient and each.recipient is None


def _keep(case: Case, how: How, answers: Sequence[Answer], by: User) -> Talk:
    talk = Talk.objects.create(
        case=case, organisation=case.organisation, by=by, on=how.on, mode=how.mode,
        certification=how.certification.strip() or None, language=how.language,
        text_version=text_version() if how.language else "", interpreter=how.interpreter.strip() or None,
        guardian=how.guardian.strip() or None, note=how.note.strip() or None,
    )  # fmt: skip
    number = ConsentEvent.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    ConsentEvent.objects.bulk_create(
        ConsentEvent(
            case=case,
            organisation=case.organisation,
            talk=talk,
            number=number + place,
            item=each.item,
            party=each.party.value,
            effect=each.effect.value,
            recipient=each.recipient,
            groups=sorted(each.groups),
            until=each.until,
        )
        for place, each in enumerate(answers, start=1)
    )
    touch(case)
    return talk


@contextmanager
def _telling(case: Case) -> Iterator[Case]:
    """The case, locked; at the end everybody is told what was allowed before and is not any more."""
    held = _locked(case)
    before = consent.allowed_now(held)
    yield held
    consent.tell_what_ended(held, before)


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=case.pk)

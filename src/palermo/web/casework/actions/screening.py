"""Answering what is asked in screening, and deciding on it: the machine reckons, people decide, and others review."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.audit.recording import record, recorded
from palermo.web.casework import consent, permissions, policies, screenings
from palermo.web.casework.actions.cases import touch
from palermo.web.casework.forms import Field, Kind, clean
from palermo.web.casework.lists import answers as code_list
from palermo.web.casework.models import Case, Screening, ScreeningDecision
from palermo.web.casework.rules import delphi, ilo, palermo
from palermo.web.casework.rules.palermo import Answer
from palermo.web.casework.versions import merge

LEAST_REASON = 15
"""Characters of a reason: a word is none."""

STATUS = "trafficking-status"
BODY = "deciding-organisation"
_BEGAN = Field("began", Kind.PARTIAL_DATE, {"en": ""})
_NOTE = Field("note", Kind.LONG_TEXT, {"en": ""})


@dataclass
class Kept:
    """What became of answers. theirs: where somebody else answered otherwise meanwhile, what she answered."""

    screening: Screening | None
    theirs: dict[str, Any] = field(default_factory=dict)


def questions() -> frozenset[str]:
    """Every question that takes one of the five answers."""
    return frozenset({*palermo.ELEMENTS, "exploited", "age_at_act", *delphi.indicators(), *ilo.indicators()})


def answer(*, case: Case, given: Mapping[str, Any], based_on: int, by: User) -> Kept:
    """Keep answers as a new version, which has all that was answered before.

    given: by question; one of the five answers, codes of what an element was (`act_which`), `began`, `note`. based_on:
    the number of the version that was seen. Where somebody else answered the same question otherwise meanwhile, nothing
    is kept and it is told what she answered. Raises PermissionDenied, and ValidationError.
    """
    permissions.check(by, Permission.CASE_EDIT, case)
    cleaned = {name: _clean(name, value) for name, value in given.items()}
    with recorded():
        held = _locked(case)
        policies.check_is_open(held)
        if sentence := consent.why_not(held, "record"):
            raise ValidationError(sentence, code="consent")
        stands = screenings.last(held)
        before = dict(stands.answers) if stands else {}
        base = Screening.objects.filter(case=held, number=based_on).first()
        merged = merge(cleaned, seen=base.answers if base else {}, stands=before)
        if merged.theirs or not merged.changed:
            return Kept(stands, dict(merged.theirs))
        made = _version(held, merged.whole, (stands.number if stands else 0) + 1, by)
        touch(held)
        record(by, "screening.answered", made, version=made.number, questions=len(merged.changed))
    return Kept(made)


def propose(*, case: Case, status: str, reason: str, by: User) -> ScreeningDecision:
    """Say what she who works with her thinks. Raises PermissionDenied and ValidationError."""
    permissions.check(by, Permission.CASE_EDIT, case)
    return _decide(case, ScreeningDecision.Kind.PROPOSED, by, status=status, reason=reason)


def decide(
    *, case: Case, status: str, body: str, reason: str, by: User, decider: str = ""
) -> ScreeningDecision:  # fmt: skip
    """Decide on the last version, in one's own name, or write down what a body outside decided.

    body: which kind of organisation decided. decider: who there, or the number of its decision, which "actual victim"
    asks for. Raises PermissionDenied and ValidationError.
    """
    permissions.check(by, Permission.SCREENING_DECIDE, case)
    if body not in code_list(BODY):
        raise ValidationError(_("Say what kind of organisation decides."), code="body")
    if status == screenings.ACTUAL and not decider.strip():
        raise ValidationError(
            _("Write down who found her to be a victim of trafficking: a name, an office, the number of a decision."),
            code="decider",
        )
    return _decide(
        case, ScreeningDecision.Kind.DECIDED, by, status=status, body=body, reason=reason,
        decider=decider.strip() or None,
    )  # fmt: skip


def review(*, case: Case, agrees: bool, reason: str, by: User, status: str = "") -> ScreeningDecision:
    """Look at a decision a second time, as somebody else than who decided: let it stand, or overrule it with a reason.

    status: what stands instead, where she does not agree. Raises PermissionDenied, and ValidationError.
    """
    permissions.check(by, Permission.SCREENING_REVIEW, case)
    stands = screenings.standing(screenings.decisions(case))
    if stands.decided is None:
        raise ValidationError(_("There is no decision to be reviewed."), code="nothing")
    if stands.decided.by_id == by.pk:
        raise PermissionDenied
    if not agrees and status == stands.decided.status:
        raise ValidationError(_("Say what stands instead, or agree."), code="status")
    kept = stands.decided.status if agrees else status
    return _decide(
        case, ScreeningDecision.Kind.REVIEWED, by, status=kept, reason=reason, agrees=agrees, body=stands.decided.body,
        of=stands.decided,
    )  # fmt: skip


def _decide(
    case: Case, kind: ScreeningDecision.Kind, by: User, *, status: str, reason: str,
    of: ScreeningDecision | None = None, **more: Any,
) -> ScreeningDecision:  # fmt: skip
    if status not in code_list(STATUS):
        raise ValidationError(_("Choose one of the three."), code="status")
    if len(reason.strip()) < LEAST_REASON:
        raise ValidationError(_("Say in a sentence why."), code="reason")
    with recorded():
        held = _locked(case)
        policies.check_is_open(held)
        stands = screenings.standing(screenings.decisions(held))
        if kind == ScreeningDecision.Kind.REVIEWED and (
            stands.reviewed is not None or of is None or stands.decided is None or stands.decided.pk != of.pk
        ):
            raise ValidationError(_("Somebody else decided or reviewed this meanwhile. Look again."), code="decided")
        screening = of.screening if of is not None else screenings.last(held)
        if screening is None:
            raise ValidationError(_("Answer something first: there is nothing to decide on."), code="nothing")
        if kind != ScreeningDecision.Kind.PROPOSED:
            ScreeningDecision.objects.filter(case=held, awaits_review=True).update(awaits_review=False)
        made = ScreeningDecision.objects.create(
            case=held, organisation=held.organisation, screening=screening, kind=kind, by=by, status=status,
            awaits_review=kind == ScreeningDecision.Kind.DECIDED, reason=reason.strip(), **more,
        )  # fmt: skip
        touch(held)
        record(by, f"screening.{kind}", made, version=screening.number, agrees=more.get("agrees"))
    return made


def _version(case: Case, answers: dict[str, Any], number: int, by: User) -> Screening:
    follows = screenings.outcome(case, answers)
    fired = {
        follows.list_name: [code for codes in follows.known.fired.values() for code in codes],
        f"{follows.list_name}, suspected": [code for codes in follows.suspected.fired.values() for code in codes],
        "ilo": [code for code, each in follows.eleven.items() if each is Answer.YES or code in follows.shown_by],
        "positive": sorted(follows.known.positive),
        "pattern": follows.known.pattern.value,
    }
    return Screening.objects.create(
        case=case, organisation=case.organisation, number=number, by=by, answers=answers, fired=fired,
        age=follows.age.value, law=follows.law.value, assistance=follows.assistance.value,
        rules={"palermo": palermo.version(), "delphi": delphi.version(), "ilo": ilo.version()},
    )  # fmt: skip


def _clean(name: str, value: Any) -> Any:
    """An answer as it is kept; None for what was not asked."""
    if name in questions():
        if value in (None, "", Answer.NOT_ASKED):
            return None
        if value not in list(Answer):
            raise ValidationError(_("That is none of the answers."), code="code")
        return str(value)
    element = name.removesuffix("_which")
    if name != element and element in palermo.ELEMENTS:
        codes = sorted(set(value or ()))
        if set(codes) - set(palermo.which(element)):
            raise ValidationError(_("That is none of the answers."), code="code")
        return codes or None
    if name in ("began", "note"):
        return clean(_BEGAN if name == "began" else _NOTE, value)
    raise ValidationError(_("There is no such question."), code="question")


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=case.pk)

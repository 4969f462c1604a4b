"""Assessing vulnerability and risk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.audit.recording import record, recorded
from palermo.web.casework import assessments, consent, permissions, policies
from palermo.web.casework.actions.cases import touch
from palermo.web.casework.forms import Field, Kind, clean
from palermo.web.casework.lists import answers as code_list
from palermo.web.casework.models import Case, RiskAssessment, Vulnerability
from palermo.web.casework.rules import risk, vulnerability
from palermo.web.casework.versions import merge

_WORDS = Field("words", Kind.LONG_TEXT, {"en": ""})
NOTE = ":note"
WORDS = ("threats", "own", "mitigations", "place")


@dataclass
class Kept:
    """What became of it. theirs: where somebody else answered otherwise meanwhile, what she answered."""

    vulnerability: Vulnerability | None
    theirs: dict[str, Any] = field(default_factory=dict)


def assess_vulnerability(
    *, case: Case, given: Mapping[str, Any], based_on: int, by: User, country: str = ""
) -> Kept:  # fmt: skip
    """Keep how factors are read now, as another time; what is not sent stands as it was.

    given: effect by factor and note by `factor:note`. based_on: the number of the time that was seen. country: which
    one the structural factors are about. Raises PermissionDenied and ValidationError.
    """
    permissions.check(by, Permission.CASE_EDIT, case)
    cleaned = {name: _clean(name, value) for name, value in given.items()}
    if country and country not in code_list("country"):
        raise ValidationError(_("There is no such country."), code="country")
    with recorded():
        held = _locked(case)
        policies.check_is_open(held)
        if sentence := consent.why_not(held, "record"):
            raise ValidationError(sentence, code="consent")
        last = Vulnerability.objects.filter(case=held).order_by("-number").first()
        base = Vulnerability.objects.filter(case=held, number=based_on).first()
        merged = merge(cleaned, seen=base.answers if base else {}, stands=last.answers if last else {})
        country = country or (last.country if last else "")
        if merged.theirs or not (merged.changed or (last is not None and country != last.country)):
            return Kept(last, dict(merged.theirs))
        made = Vulnerability.objects.create(
            case=held, organisation=held.organisation, number=(last.number if last else 0) + 1, by=by, country=country,
            answers=merged.whole, rules=vulnerability.version(),
        )  # fmt: skip
        touch(held)
        record(by, "vulnerability.assessed", made, number=made.number, factors=len(merged.changed))
    return Kept(made)


def assess_risk(
    *, case: Case, kind: str, level: str, review_on: date | None, by: User, own: str = "",
    threats: Iterable[str] = (), words: Mapping[str, str] | None = None,
) -> RiskAssessment:  # fmt: skip
    """Keep an assessment of risk, and the case's risk by it. One for now needs nobody's consent: danger comes first.

    own: the level that she herself sees. words: what was written to `threats`, `own`, `mitigations`, `place`. Raises
    PermissionDenied and ValidationError.
    """
    permissions.check(by, Permission.CASE_EDIT, case)
    codes = sorted(set(threats))
    faults = []
    if kind not in RiskAssessment.Kind.values:
        faults.append(_("Say what it is for."))
    if level not in RiskAssessment.Level.values:
        faults.append(_("Say how much danger there is."))
    if own not in ("", *RiskAssessment.Level.values) or set(codes) - set(risk.threats()):
        faults.append(_("That is none of the answers."))
    if review_on is None or review_on < timezone.localdate():
        faults.append(_("Say by which day it is looked at again."))
    if faults or review_on is None:
        raise ValidationError(faults)
    kept = {name: value for name in WORDS if (value := clean(_WORDS, (words or {}).get(name)))}
    with recorded():
        held = _locked(case)
        policies.check_is_open(held)
        if kind != RiskAssessment.Kind.IMMEDIATE and (sentence := consent.why_not(held, "record")):
            raise ValidationError(sentence, code="consent")
        number = RiskAssessment.objects.filter(case=held).aggregate(last=Max("number"))["last"] or 0
        made = RiskAssessment.objects.create(
            case=held, organisation=held.organisation, kind=kind, number=number + 1, by=by, level=level, own=own,
            threats=codes, words=kept, review_on=review_on,
        )  # fmt: skip
        stands = risk.highest(each.level for each in assessments.standing_risks(held).values())
        Case.objects.filter(pk=held.pk).update(risk=stands)
        case.risk = stands
        touch(held)
        record(by, "risk.assessed", made, kind=kind, level=level)
    return made


def _clean(name: str, value: Any) -> Any:
    if name.removesuffix(NOTE) not in vulnerability.factors():
        raise ValidationError(_("There is no such question."), code="question")
    if name.endswith(NOTE):
        return clean(_WORDS, value)
    if value in (None, ""):
        return None
    if value not in vulnerability.EFFECTS:
        raise ValidationError(_("That is none of the answers."), code="code")
    return value


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=case.pk)

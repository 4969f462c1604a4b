"""Vulnerability and risk: asked again and again, beside what was said the last time."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods

from palermo.web.accounts.roles import Permission
from palermo.web.casework import assessments, consent, naming, permissions, queries
from palermo.web.casework.actions import assessments as actions
from palermo.web.casework.forms._definitions import in_language
from palermo.web.casework.lists import answers as code_list
from palermo.web.casework.models import Case, RiskAssessment, Vulnerability
from palermo.web.casework.rules import risk, vulnerability
from palermo.web.casework.views.who import user_of

NEXT_REVIEW = timedelta(days=14)
"""What is offered as the day of the next review; the worker sets it."""


@require_http_methods(["GET", "POST"])
def read_factors(request: HttpRequest, key: UUID) -> HttpResponse:
    """How each factor is read now, with what was said the last time."""
    user = user_of(request)
    case = queries.case_for(user, key, Permission.CASE_EDIT)
    last = Vulnerability.objects.filter(case=case).order_by("-number").first()
    if request.method == "GET":
        return _factors(request, case, dict(last.answers) if last else {}, last)
    sent = request.POST
    given = {
        name: sent.get(name, "")[:20_000] or None
        for factor in vulnerability.factors()
        for name in (factor, f"{factor}{actions.NOTE}")
    }
    based_on, shown = sent.get("based_on", ""), {name: value for name, value in given.items() if value}
    try:
        kept = actions.assess_vulnerability(
            case=case, given=given, based_on=int(based_on) if based_on.isdigit() else 0, by=user,
            country=sent.get("country", "")[:8],
        )  # fmt: skip
    except ValidationError as error:
        return _factors(request, case, shown, last, faults=error.messages, status=422)
    if kept.theirs:
        return _factors(request, case, shown, kept.vulnerability, theirs=kept.theirs, status=409)
    return redirect("vulnerability", key=key)


@require_GET
def vulnerabilities(request: HttpRequest, key: UUID) -> HttpResponse:
    """How factors were read each time, and what changed from one time to the next."""
    user = user_of(request)
    case = queries.case_for(user, key)
    times = list(assessments.vulnerabilities(case))
    before: list[Vulnerability | None] = [*times[1:], None][: len(times)]
    shown = [
        (now, _differences(now, earlier), [(label, count) for label, count in _counts(now)])
        for now, earlier in zip(times, before, strict=True)
    ]
    may_edit = permissions.may(user, Permission.CASE_EDIT, case)
    notes = _notes(times[0]) if times else []
    return render(
        request, "casework/vulnerability.html",
        {**_common(request, case), "times": shown, "may_edit": may_edit, "notes": notes},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def assess_risk(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """An assessment of risk, with the last one of its kind beside it."""
    user = user_of(request)
    case = queries.case_for(user, key, Permission.CASE_EDIT)
    last = RiskAssessment.objects.filter(case=case, kind=kind).select_related("by").order_by("-number").first()
    if kind not in risk.KINDS:
        return redirect("risks", key=key)
    if request.method == "GET":
        return _risk(request, case, kind, QueryDict(), last)
    sent = request.POST
    try:
        actions.assess_risk(
            case=case, kind=kind, level=sent.get("level", "")[:8], own=sent.get("own", "")[:8], by=user,
            threats=sent.getlist("threats"), review_on=_date(sent.get("review_on", "")),
            words={name: sent.get(f"words.{name}", "") for name in actions.WORDS},
        )  # fmt: skip
    except ValidationError as error:
        return _risk(request, case, kind, sent, last, faults=error.messages, status=422)
    return redirect("risks", key=key)


@require_GET
def risks(request: HttpRequest, key: UUID) -> HttpResponse:
    """Every assessment of risk, the last first."""
    user = user_of(request)
    case = queries.case_for(user, key)
    about = {
        "risks": assessments.risks(case),
        "kinds": [(kind, in_language(risk.kind_label(kind))) for kind in risk.KINDS],
        "may_edit": permissions.may(user, Permission.CASE_EDIT, case),
    }
    return render(request, "casework/risks.html", {**_common(request, case), **about})


def _factors(
    request: HttpRequest, case: Case, shown: dict[str, Any], last: Vulnerability | None, *, theirs: Any = None,
    faults: Any = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    before, theirs = dict(last.answers) if last else {}, theirs or {}
    levels = [
        (
            level,
            in_language(vulnerability.level_label(level)),
            [
                {
                    "code": code,
                    "title": in_language(label),
                    "value": shown.get(code, ""),
                    "note": shown.get(f"{code}{actions.NOTE}", ""),
                    "before": _effect(before.get(code, "")),
                    "theirs": code in theirs or f"{code}{actions.NOTE}" in theirs,
                }
                for code, label in vulnerability.factors().items()
                if code.startswith(f"{level}.")
            ],
        )
        for level in vulnerability.LEVELS
    ]
    about = {
        "levels": levels,
        "effects": [(code, _effect(code)) for code in vulnerability.EFFECTS],
        "based_on": last.number if last else 0,
        "theirs": bool(theirs),
        "faults": faults,
        "countries": list(code_list("country").values()),
        "country": request.POST.get("country") or (last.country if last else ""),
        "no_consent": consent.why_not(case, "record"),
    }
    return render(request, "casework/vulnerability_answer.html", {**_common(request, case), **about}, status=status)


def _risk(
    request: HttpRequest, case: Case, kind: str, sent: QueryDict, last: RiskAssessment | None, *, faults: Any = (),
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    chosen = set(sent.getlist("threats") if sent else last.threats if last else ())
    words = last.words if last and not sent else {}
    about = {
        "kind": in_language(risk.kind_label(kind)),
        "last": last,
        "levels": RiskAssessment.Level.choices,
        "level": sent.get("level", ""),
        "own": sent.get("own", ""),
        "threats": [(code, in_language(label), code in chosen) for code, label in risk.threats().items()],
        "words": {name: sent.get(f"words.{name}", words.get(name, "")) for name in actions.WORDS},
        "review_on": sent.get("review_on") or (timezone.localdate() + NEXT_REVIEW).isoformat(),
        "faults": faults,
    }
    return render(request, "casework/risk_answer.html", {**_common(request, case), **about}, status=status)


def _differences(now: Vulnerability, earlier: Vulnerability | None) -> list[tuple[str, str, str]]:
    if earlier is None:
        return []
    titles = vulnerability.factors()
    return [
        (in_language(titles[each.factor]), _effect(each.before), _effect(each.after))
        for each in vulnerability.differences(earlier.answers, now.answers)
    ]


def _counts(now: Vulnerability) -> list[tuple[str, dict[str, int]]]:
    by_effect = {effect: vulnerability.count(now.answers, effect) for effect in vulnerability.EFFECTS}
    return [
        (
            in_language(vulnerability.level_label(level)),
            {effect: by_effect[effect][level] for effect in vulnerability.EFFECTS},
        )
        for level in vulnerability.LEVELS
    ]


def _notes(now: Vulnerability) -> list[tuple[str, str, str]]:
    return [
        (in_language(label), _effect(now.answers.get(code, "")), now.answers.get(f"{code}{actions.NOTE}", ""))
        for code, label in vulnerability.factors().items()
        if now.answers.get(code) or now.answers.get(f"{code}{actions.NOTE}")
    ]


def _effect(code: str) -> str:
    return in_language(vulnerability.effect_label(code)) if code else ""


def _common(request: HttpRequest, case: Case) -> dict[str, Any]:
    return {"case": case, "name": naming.names_of([case], masked=naming.is_masked(request))[case.pk]}


def _date(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None

"""Screening: what is asked, what follows from it by the lists, and what people decide."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.web.accounts.roles import Permission
from palermo.web.casework import consent, naming, permissions, queries, screenings
from palermo.web.casework.actions import screening as actions
from palermo.web.casework.forms._definitions import in_language
from palermo.web.casework.lists import answers as code_list
from palermo.web.casework.models import Case, Screening
from palermo.web.casework.rules import delphi, ilo, palermo
from palermo.web.casework.rules._read import document
from palermo.web.casework.views.who import user_of

GROUPS = ("elements", "indicators", "eleven")
TEXTS = ("began", "note")


@dataclass(frozen=True, slots=True)
class Question:
    """One question on the page. theirs: what somebody else answered meanwhile."""

    code: str
    title: str
    value: Any
    hint: str = ""
    theirs: Any = None


@require_GET
def overview(request: HttpRequest, key: UUID) -> HttpResponse:
    """What follows from what is known, and what was decided."""
    return _overview(request, queries.case_for(user_of(request), key))


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, key: UUID, group: str) -> HttpResponse:
    """One group of questions. Nothing has to be answered; what was answered before stands there."""
    user = user_of(request)
    case = queries.case_for(user, key, Permission.CASE_EDIT)
    if group not in GROUPS:
        raise Http404
    last = screenings.last(case)
    if request.method == "GET":
        return _asked(request, case, group, dict(last.answers) if last else {}, last)
    given = _given(group, request.POST)
    try:
        based_on = request.POST.get("based_on", "")
        kept = actions.answer(case=case, given=given, based_on=int(based_on) if based_on.isdigit() else 0, by=user)
    except ValidationError as error:
        shown = {name: value for name, value in given.items() if value}
        return _asked(request, case, group, shown, last, faults=error.messages, status=422)
    if kept.theirs:
        shown = {name: value for name, value in given.items() if value}
        return _asked(request, case, group, shown, kept.screening, theirs=kept.theirs, status=409)
    after = GROUPS[GROUPS.index(group) + 1 :]
    if "next" in request.POST and after:
        return redirect("screening_answer", key=key, group=after[0])
    return redirect("screening", key=key)


@require_GET
def version(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """An earlier version, as it was answered and as it was reckoned then."""
    case = queries.case_for(user_of(request), key)
    found = get_object_or_404(Screening.objects.select_related("by"), case=case, number=number)
    rows = [(each.title, each.value) for group in GROUPS for each in _questions(group, found.answers, {}) if each.value]
    return render(request, "casework/screening_version.html", {**_common(request, case), "found": found, "rows": rows})


@require_POST
def say(request: HttpRequest, key: UUID, what: str) -> HttpResponse:
    """Propose, decide, or review."""
    user, sent = user_of(request), request.POST
    wanted = {
        "propose": Permission.CASE_EDIT,
        "decide": Permission.SCREENING_DECIDE,
        "review": Permission.SCREENING_REVIEW,
    }.get(what)
    if wanted is None:
        raise Http404
    case = queries.case_for(user, key, wanted)
    status, reason = sent.get("status", "")[:40], sent.get("reason", "")[:5_000]
    try:
        if what == "propose":
            actions.propose(case=case, status=status, reason=reason, by=user)
        elif what == "decide":
            actions.decide(
                case=case, status=status, body=sent.get("body", "")[:40], decider=sent.get("decider", "")[:300],
                reason=reason, by=user,
            )  # fmt: skip
        else:
            actions.review(case=case, agrees=sent.get("agrees") == "yes", status=status, reason=reason, by=user)
    except PermissionDenied:
        raise Http404 from None
    except ValidationError as error:
        return _overview(request, case, error.messages)
    return redirect("screening", key=key)


def _overview(request: HttpRequest, case: Case, faults: Any = ()) -> HttpResponse:
    user, sent = user_of(request), request.POST
    said, last = screenings.decisions(case), screenings.last(case)
    stands = screenings.standing(said)
    versions = Screening.objects.filter(case=case).select_related("by").defer("answers", "fired")
    about = {
        "last": last,
        "versions": versions.order_by("-number"),
        "said": said,
        "stands": stands,
        "may_edit": permissions.may(user, Permission.CASE_EDIT, case),
        "may_decide": permissions.may(user, Permission.SCREENING_DECIDE, case),
        "may_review": _may_review(case, stands, request),
        "statuses": list(code_list(actions.STATUS).values()),
        "bodies": list(code_list(actions.BODY).values()),
        "no_consent": consent.why_not(case, "record"),
        "is_stale": last is not None and stands.decided is not None and stands.decided.screening_id != last.pk,
        "faults": faults,
        "sent": sent,
        **(_results(case, last) if last else {}),
    }
    return render(
        request, "casework/screening.html", {**_common(request, case), **about}, status=422 if faults else 200
    )


def _results(case: Case, last: Screening) -> dict[str, Any]:
    follows = screenings.outcome(case, last.answers)
    indicators = delphi.indicators()
    dimensions = [
        {
            "title": in_language(label),
            "is_positive": code in follows.known.positive,
            "may_be": code in follows.suspected.positive,
            "fired": [indicators[each] for each in follows.known.fired[code]],
            "suspected": [
                indicators[each] for each in follows.suspected.fired[code] if each not in follows.known.fired[code]
            ],
            "weights": [indicators[each].weights[follows.list_name] for each in follows.known.fired[code]],
        }
        for code, label in delphi.dimensions().items()
    ]
    lists = document("delphi.yaml")["lists"]
    return {
        "follows": follows,
        "dimensions": dimensions,
        "list_title": in_language(lists[follows.list_name]),
        "not_loaded": [in_language(entry) for entry in lists.values() if not entry["loaded"]],
        "is_verified": delphi.is_verified(),
        "eleven": [
            (in_language(label), follows.eleven[code], [indicators[each] for each in follows.shown_by.get(code, [])])
            for code, label in ilo.indicators().items()
            if follows.eleven[code] in ("yes", "suspected") or code in follows.shown_by
        ],
    }


def _asked(
    request: HttpRequest, case: Case, group: str, shown: dict[str, Any], last: Screening | None, *,
    theirs: Any = None, faults: Any = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    about: dict[str, Any] = {
        "group": group,
        "questions": _questions(group, shown, theirs or {}),
        "based_on": last.number if last else 0,
        "theirs": bool(theirs),
        "faults": faults,
        "note": shown.get("note", ""),
        "began": shown.get("began", ""),
        "is_verified": delphi.is_verified(),
        "after": GROUPS[GROUPS.index(group) + 1 :],
        "which": {
            element: [
                (code, in_language(label), code in shown.get(f"{element}_which", ()))
                for code, label in palermo.which(element).items()
            ]
            for element in palermo.ELEMENTS
        },
    }
    if group == "indicators":
        at = {code: each.dimension for code, each in delphi.indicators().items()}
        about["dimensions"] = [
            (in_language(label), [each for each in about["questions"] if at[each.code] == code])
            for code, label in delphi.dimensions().items()
        ]
    return render(request, "casework/screening_answer.html", {**_common(request, case), **about}, status=status)


def _questions(group: str, answers: Any, theirs: Any) -> list[Question]:
    if group == "elements":
        from django.utils.translation import gettext as _

        elements = document("palermo.yaml")["elements"]
        titles = {code: in_language(entry["ask"]) for code, entry in elements.items()}
        titles["exploited"] = _("Did exploitation come about?")
        titles["age_at_act"] = _("Was she under 18 when it began?")
        hints = {"age_at_act": _("Where it is in doubt, the rules for a child are used until it is settled.")}
        hints["means"] = _("Of a child, and for assistance, no means is asked for.")
    elif group == "indicators":
        titles, hints = {code: each.title for code, each in delphi.indicators().items()}, {}
    else:
        titles, hints = {code: in_language(label) for code, label in ilo.indicators().items()}, {}
    return [
        Question(code, title, answers.get(code, ""), hints.get(code, ""), theirs.get(code))
        for code, title in titles.items()
    ]


def _given(group: str, sent: QueryDict) -> dict[str, Any]:
    given: dict[str, Any] = {each.code: sent.get(each.code) or None for each in _questions(group, {}, {})}
    if group == "elements":
        given |= {f"{element}_which": sorted(sent.getlist(f"{element}_which")) or None for element in palermo.ELEMENTS}
        given |= {name: sent.get(name, "")[:20_000] or None for name in TEXTS}
    return given


def _may_review(case: Case, stands: screenings.Standing, request: HttpRequest) -> bool:
    user = user_of(request)
    if stands.decided is None or stands.reviewed is not None or stands.decided.by_id == user.pk:
        return False
    return permissions.may(user, Permission.SCREENING_REVIEW, case)


def _common(request: HttpRequest, case: Case) -> dict[str, Any]:
    return {"case": case, "name": naming.names_of([case], masked=naming.is_masked(request))[case.pk]}

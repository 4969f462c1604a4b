"""Consent: everything asked on one page, its history, taking back, and exceptions."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.web.accounts.roles import Permission
from palermo.web.casework import consent, naming, permissions, queries
from palermo.web.casework.actions import consent as actions
from palermo.web.casework.forms._definitions import in_language
from palermo.web.casework.models import Case, ConsentException, Recipient, Talk
from palermo.web.casework.rules.consent import Effect, Party, Standing
from palermo.web.casework.rules.items import Item, data_groups, items, languages
from palermo.web.casework.views.who import user_of

LANGUAGES = {"en": "English", "fr": "Français", "es": "Español", "ar": "العربية"}
RIGHT_TO_LEFT = frozenset({"ar"})


@dataclass(frozen=True, slots=True)
class Asked:
    """An item on the page. own, guardian: what was chosen, where the page is shown again."""

    item: Item
    words: str
    standing: Standing | None
    own: str
    guardian: str
    until: str


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for consent: the words to be read aloud, and an answer to each."""
    user = user_of(request)
    case = queries.case_for(user, key, Permission.CASE_EDIT)
    if request.method == "GET":
        return _page(request, case, QueryDict())
    sent = request.POST
    try:
        whom, answers = _recipient(case, sent), _answers(case, sent)
        answers = [_for(each, whom, sent) if items()[each.item].by_recipient else each for each in answers]
        actions.record_consent(
            case=case, how=_how(sent), answers=answers, by=user, new_recipient=sent.get("recipient_new", "")[:200]
        )
    except ValidationError as error:
        return _page(request, case, sent, faults=error.messages)
    return redirect(f"{_address(case)}#consent")


@require_GET
def history(request: HttpRequest, key: UUID) -> HttpResponse:
    """Everything that was said about consent, the last first."""
    user = user_of(request)
    case = queries.case_for(user, key)
    talks = Talk.objects.filter(case=case).select_related("by").prefetch_related("events__recipient").order_by("-at")
    exceptions = ConsentException.objects.filter(case=case).select_related("by", "decided_by", "recipient")
    about = {
        "talks": talks,
        "exceptions": [(each, _may_decide(request, each)) for each in exceptions.order_by("-at")],
        "excepted": [item for item in items().values() if item.excepted],
        "recipients": _recipients(case),
        "groups": _groups(()),
        "may_edit": permissions.may(user, Permission.CASE_EDIT, case),
        "now": timezone.now(),
    }
    return render(request, "casework/consent_history.html", {**_common(request, case), **about})


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, key: UUID) -> HttpResponse:
    """She takes back what she said yes to: one page, one button."""
    user = user_of(request)
    case = queries.case_for(user, key, Permission.CASE_EDIT)
    live = [each for each in consent.standings(case) if each[2].has_yes]
    faults: list[str] = []
    if request.method == "POST":
        chosen = set(request.POST.getlist("items"))
        wanted = [(code, whom) for code, whom, _stands in live if f"{code}:{whom.pk if whom else ''}" in chosen]
        party = Party.GUARDIAN if case.is_child and request.POST.get("party") == "guardian" else Party.SELF
        try:
            actions.withdraw(case=case, wanted=wanted, by=user, party=party, note=request.POST.get("note", "")[:2_000])
        except ValidationError as error:
            faults = error.messages
        else:
            return redirect(f"{_address(case)}#consent")
    about = {"live": [(items()[code], whom, stands) for code, whom, stands in live], "faults": faults}
    return render(
        request, "casework/consent_withdraw.html", {**_common(request, case), **about}, status=422 if faults else 200
    )


@require_POST
def ask_exception(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask the supervisor for an exception."""
    user = user_of(request)
    case = queries.case_for(user, key, Permission.CASE_EDIT)
    sent = request.POST
    try:
        item = sent.get("item", "")
        shares = item in items() and items()[item].by_recipient
        actions.ask_exception(
            case=case, item=item, reason=sent.get("reason", "")[:2_000], by=user,
            days=int(sent.get("days", "")) if sent.get("days", "").isdigit() else 0,
            recipient=_recipient(case, sent) if shares else None,
            groups=[code for code in sent.getlist("groups") if code in data_groups()] if shares else (),
        )  # fmt: skip
    except ValidationError as error:
        return render(request, "casework/refused.html", {"case": case, "sentences": error.messages}, status=422)
    return redirect("consent_history", key=key)


@require_POST
def decide_exception(request: HttpRequest, key: UUID, exception: UUID) -> HttpResponse:
    """Approve an exception, or not."""
    user = user_of(request)
    case = queries.case_for(user, key, Permission.SCREENING_REVIEW)
    found = ConsentException.objects.filter(case=case, pk=exception).select_related("case").first()
    if found is None:
        raise Http404
    try:
        actions.decide_exception(exception=found, approve=request.POST.get("approve") == "yes", by=user)
    except ValidationError as error:
        return render(request, "casework/refused.html", {"case": case, "sentences": error.messages}, status=409)
    return redirect("consent_history", key=key)


def _page(request: HttpRequest, case: Case, sent: QueryDict, faults: list[str] | None = None) -> HttpResponse:
    read = request.GET.get("read") or sent.get("language") or (get_language() or "en").split("-")[0]
    read = read if read in languages() else "en"
    stands = {code: each for code, whom, each in consent.standings(case) if whom is None}
    asked = [
        Asked(
            item=item,
            words=item.say.get(read) or item.say["en"],
            standing=stands.get(code),
            own="given" if item.is_told and code in sent.getlist("told") else sent.get(f"own.{code}", ""),
            guardian=sent.get(f"guardian.{code}", ""),
            until=sent.get(f"until.{code}", ""),
        )
        for code, item in items().items()
    ]
    about: dict[str, Any] = {
        "asked": asked,
        "faults": faults or [],
        "sent": sent,
        "today": sent.get("on") or timezone.localdate().isoformat(),
        "modes": Talk.Mode.choices,
        "read": read,
        "read_dir": "rtl" if read in RIGHT_TO_LEFT else "ltr",
        "languages": [(code, LANGUAGES.get(code, code)) for code in languages()],
        "groups": _groups(sent.getlist("groups")),
        "recipients": _recipients(case),
        "guardian": sent.get("guardian") or (_guardian(case) if case.is_child else ""),
    }
    return render(
        request, "casework/consent.html", {**_common(request, case), **about}, status=422 if faults else 200
    )  # fmt: skip


def _how(sent: QueryDict) -> actions.How:
    on = _date(sent.get("on", ""))
    if on is None:
        raise ValidationError(_("Say on which day it was."))
    return actions.How(
        on=on, mode=sent.get("mode", "")[:12], certification=sent.get("certification", "")[:5_000],
        language=sent.get("language", "")[:12], interpreter=sent.get("interpreter", "")[:300],
        guardian=sent.get("guardian", "")[:300], note=sent.get("note", "")[:5_000],
    )  # fmt: skip


def _answers(case: Case, sent: QueryDict) -> list[actions.Answer]:
    own, found, told = Party.ASSENT if case.is_child else Party.SELF, [], set(sent.getlist("told"))
    for code, item in items().items():
        if item.is_told:
            if code in told:
                found.append(actions.Answer(code, Effect.GIVEN, own))
            continue
        until = _date(sent.get(f"until.{code}", ""))
        for party, name in ((Party.GUARDIAN, "guardian"), (own, "own")):
            said = sent.get(f"{name}.{code}", "")
            may = [Effect.GIVEN, Effect.REFUSED, *([Effect.TOO_YOUNG] if party is Party.ASSENT else [])]
            if said in may and (party is not Party.GUARDIAN or case.is_child):
                found.append(actions.Answer(code, Effect(said), party, until=until if said == "given" else None))
    return found


def _for(answer: actions.Answer, whom: Recipient | None, sent: QueryDict) -> actions.Answer:
    groups = frozenset(sent.getlist("groups")) if answer.effect is not Effect.REFUSED else frozenset()
    return actions.Answer(answer.item, answer.effect, answer.party, whom, groups, answer.until)


def _recipient(case: Case, sent: QueryDict) -> Recipient | None:
    try:
        key = UUID(sent.get("recipient", ""))
    except ValueError:
        return None
    return Recipient.objects.filter(organisation=case.organisation_id, pk=key).first()


def _recipients(case: Case) -> list[Recipient]:
    return list(Recipient.objects.filter(organisation=case.organisation_id).order_by("made_at"))


def _guardian(case: Case) -> str:
    """Who the guardian is, as it was written down before: nothing is asked twice."""
    known = queries.values_of(case, "guardian")
    named = [str(known[name]) for name in ("name", "mandate") if isinstance(known.get(name), str)]
    spoke = Talk.objects.filter(case=case, guardian__isnull=False).order_by("-at").first()
    return ", ".join(named) or (spoke.guardian or "" if spoke else "")


def _groups(chosen: Any) -> list[tuple[str, str, bool]]:
    return [(code, in_language(label), code in chosen) for code, label in data_groups().items()]


def _may_decide(request: HttpRequest, each: ConsentException) -> bool:
    user = user_of(request)
    if each.decided_at is not None or each.by_id == user.pk:
        return False
    return permissions.may(user, Permission.SCREENING_REVIEW, each.case)


def _common(request: HttpRequest, case: Case) -> dict[str, Any]:
    masked = naming.is_masked(request)
    return {"case": case, "name": naming.names_of([case], masked=masked)[case.pk], "masked": masked}


def _address(case: Case) -> str:
    from django.urls import reverse

    return reverse("case", args=[case.pk])


def _date(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None

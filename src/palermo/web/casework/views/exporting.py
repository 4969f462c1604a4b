"""Cases go out as a file of the standard: for one recipient, with what each person agreed to and nothing else."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.casework import naming, queries
from palermo.web.casework.actions import exchange as actions
from palermo.web.casework.exchange import FORMATS, Loss, Why
from palermo.web.casework.exchange._flat import written
from palermo.web.casework.exchange.leaving import leaving
from palermo.web.casework.models import Case, Recipient
from palermo.web.casework.views.who import user_of
from palermo.web.casework.workflow import states

WORDS = {
    Why.EXTENSION: _("The standard has no code for this; it is written as “Other”."),
    Why.PARTIAL_DATE: _("The standard wants a whole date, and only a part is known."),
    Why.SEVERAL: _("There is room for one only."),
    Why.NO_ANSWER: _("Why there is no answer is not written."),
    Why.NO_PLACE: _("The standard has no field for this."),
    Why.NO_COLUMN: _("This kind of file has no column for it."),
    Why.NO_CONSENT: _("The person did not agree that this is shared with this recipient."),
}


class Wanted(forms.Form):
    """What is exported, how, and for whom."""

    recipient = forms.ModelChoiceField(Recipient.objects.none(), label=_("Who receives it"))
    form = forms.ChoiceField(label=_("Kind of file"))
    strict = forms.ChoiceField(
        label=_("Codes that the standard does not have"),
        choices=[("strict", _("as “Other”, as the standard has it")), ("extended", _("as they are"))],
    )

    def __init__(self, *args: object, organisation: UUID, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        there = Recipient.objects.filter(organisation=organisation).order_by("made_at")
        chosen = self.fields["recipient"]
        chosen.queryset = there  # type: ignore[attr-defined]
        chosen.label_from_instance = lambda each: each.name  # type: ignore[attr-defined]
        self.fields["form"].choices = [(each.code, each.title) for each in FORMATS.values()]  # type: ignore[attr-defined]


class WantedList(Wanted):
    """The same of several cases."""

    state = forms.ChoiceField(label=_("State"), required=False)
    field_order = ("state", "recipient", "form", "strict")

    def __init__(self, *args: object, organisation: UUID, **kwargs: object) -> None:
        super().__init__(*args, organisation=organisation, **kwargs)
        choices = [("", _("Any")), *((each.code, each.title) for each in states().values())]
        self.fields["state"].choices = choices  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def export_one(request: HttpRequest, key: UUID) -> HttpResponse:
    """One case: what of it would leave is shown first."""
    user = user_of(request)
    case = queries.case_for(user, key, Permission.CASE_EXPORT)
    wanted = Wanted(request.POST or None, organisation=user.organisation_id)
    return _answer(request, user, wanted, [case], case)


@require_http_methods(["GET", "POST"])
def export_list(request: HttpRequest) -> HttpResponse:
    """The cases that somebody may export, narrowed to a state, those first that were changed last."""
    user = user_of(request)
    if user.may(Permission.CASE_EXPORT) is None:
        raise PermissionDenied
    wanted = WantedList(request.POST or None, organisation=user.organisation_id)
    found = queries.cases_for(user, Permission.CASE_EXPORT).order_by("-changed_at")
    state = request.POST.get("state", "")
    cases = list((found.filter(state=state) if state in states() else found)[: actions.MOST_AT_ONCE + 1])
    return _answer(request, user, wanted, cases, None)


def _answer(
    request: HttpRequest, user: User, wanted: Wanted, cases: Sequence[Case], one: Case | None
) -> HttpResponse:  # fmt: skip
    """The page, with what would be lost; or the file, where that was asked for."""
    more = len(cases) > actions.MOST_AT_ONCE
    cases = cases[: actions.MOST_AT_ONCE]
    about: dict[str, Any] = {
        "wanted": wanted, "case": one, "cases": cases, "more": more, "most": actions.MOST_AT_ONCE,
        "name": naming.names_of([one], masked=naming.is_masked(request))[one.pk] if one else "",
    }  # fmt: skip
    if request.method == "GET" or not wanted.is_valid():
        return render(request, "casework/export.html", about, status=422 if wanted.errors else 200)
    given = wanted.cleaned_data
    form, strict, recipient = FORMATS[given["form"]], given["strict"] == "strict", given["recipient"]
    if "download" not in request.POST:
        may = [(case, leaving(case, recipient)) for case in cases]
        records = [actions.exported(case, each, strict=strict) for case, each in may if not each.why_not]
        about |= {
            "is_shown": True,
            "going": len(records),
            "left_out": [(case, each.why_not) for case, each in may if each.why_not],
            "losses": told(written(records, form)[1]) if records else [],
        }
        return render(request, "casework/export.html", about)
    try:
        sent = actions.export_cases(cases=cases, recipient=recipient, form=form, strict=strict, by=user)
    except ValidationError as error:
        return render(request, "casework/export.html", about | {"faults": error.messages}, status=409)
    answer = HttpResponse(sent.data, content_type=form.media_type)
    # its name tells the day and the kind of file, and nobody
    name = f"htcds-{timezone.now():%Y-%m-%d}-{form.code}.{form.ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def told(losses: Sequence[Loss]) -> list[tuple[str, str, int]]:
    """What is not written, by question and reason, with how often."""
    counted: dict[tuple[str, Why], int] = {}
    for loss in losses:
        counted[loss.title, loss.why] = counted.get((loss.title, loss.why), 0) + 1
    return [(title, str(WORDS[why]), count) for (title, why), count in counted.items()]

"""Filling in a form: each field is saved as it is left, and the whole form by a button where there is no script."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.casework import naming, queries
from palermo.web.casework.actions import parts as actions
from palermo.web.casework.forms import MISSING, Form, forms
from palermo.web.casework.forms.asking import Asked, ask, given_in
from palermo.web.casework.lists import answers
from palermo.web.casework.models import Case, Conflict, Part
from palermo.web.casework.views.who import user_of


@require_GET
def fill_in(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    """A form of a case, to be filled in."""
    case, form, part = _found(request, key, name)
    offered = _suggested(case, form)
    asked = [ask(field, part, suggested=offered.get(field.code, ())) for field in form.fields]
    return _page(request, case, form, part, asked)


@require_POST
def save(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    """Save what was sent: one field, as a piece of the page, or all of them, and back to the case."""
    user = user_of(request)
    case, form, part = _found(request, key, name)
    one = request.POST.get("only", "")
    wanted = [field for field in form.fields if field.code == one or not one]
    given = {field.code: given_in(field, request.POST) for field in wanted}
    based_on = {field.code: _number(request.POST.get(f"{field.code}.version")) for field in wanted}
    try:
        part = part if part.pk and not part._state.adding else actions.part_of(case=case, name=name, by=user)
        saved = actions.save_fields(part=part, given=given, based_on=based_on, by=user)
    except ValidationError as error:
        return render(request, "casework/refused.html", {"case": case, "sentences": error.messages}, status=409)
    part.refresh_from_db()
    offered = _suggested(case, form)
    asked = [
        ask(
            field, part, given=given[field.code] if field.code in saved.faults else None,
            faults=saved.faults.get(field.code, ()), conflict=saved.conflicts.get(field.code), is_saved=True,
            suggested=offered.get(field.code, ()),
        )
        for field in wanted
    ]  # fmt: skip
    if one:
        return render(request, "casework/field.html", {"asked": asked[0], "case": case, "form": form, "part": part})
    if saved.faults or saved.conflicts:
        return _page(request, case, form, part, asked, status=422 if saved.faults else 200)
    return redirect("case", key=key)


@require_POST
def take_out(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    """Take one of a repeating form out of a case. It is kept, and shown no more."""
    case, form, part = _found(request, key, name)
    if not form.repeats or part._state.adding:
        raise Http404
    try:
        actions.take_out(part=part, by=user_of(request))
    except ValidationError as error:
        return render(request, "casework/refused.html", {"case": case, "sentences": error.messages}, status=409)
    return redirect("case", key=key)


@require_POST
def decide(request: HttpRequest, key: UUID, conflict: UUID) -> HttpResponse:
    """Settle what two people wrote at once."""
    user = user_of(request)
    case = queries.case_for(user, key, Permission.CASE_EDIT)
    found = Conflict.objects.filter(case=case, pk=conflict).select_related("part", "case").first()
    if found is None:
        raise Http404
    try:
        actions.decide(conflict=found, keep=request.POST.get("keep", ""), by=user)
    except ValidationError as error:
        return render(request, "casework/refused.html", {"case": case, "sentences": error.messages}, status=409)
    return redirect("case", key=key)


def _found(request: HttpRequest, key: UUID, name: str) -> tuple[Case, Form, Part]:
    """The case, the form, and its part; one that is not saved yet where nothing was filled in."""
    user: User = user_of(request)
    case = queries.case_for(user, key, Permission.CASE_EDIT)
    form = forms().get(name)
    if form is None or not form.may_be_filled_by(user.roles):
        raise Http404
    filled = Part.objects.filter(case=case, form=name, gone=False).order_by("made_at")
    wanted = request.POST.get("part") or request.GET.get("part")
    if wanted:
        try:
            part = filled.filter(pk=UUID(wanted)).first()
        except ValueError:
            part = None
        if part is None:
            raise Http404
        return case, form, part
    there = None if form.repeats else filled.first()
    return case, form, there or Part(case=case, organisation=case.organisation, form=name)


def _suggested(case: Case, form: Form) -> dict[str, list[str]]:
    """What the fields of a form offer, from other parts of the same case."""
    wanted = {field.code: field.suggest.split(".") for field in form.fields if field.suggest}
    if not wanted:
        return {}
    there = queries.parts_of(case)
    return {
        code: sorted({str(text) for part in there.get(of, []) if isinstance(text := part.values.get(name), str)})
        for code, (of, name) in wanted.items()
    }


def _page(
    request: HttpRequest, case: Case, form: Form, part: Part, asked: list[Asked], status: int = 200
) -> HttpResponse:
    name = naming.names_of([case], masked=naming.is_masked(request))[case.pk]
    about: dict[str, Any] = {
        "case": case,
        "name": name,
        "form": form,
        "part": part,
        "asked": asked,
        "faults": [each for each in asked if each.faults],
        "lists": {each.field.codes: answers(each.field.codes).values() for each in asked if each.is_looked_up},
        "missing": MISSING.values(),
    }
    return render(request, "casework/fill_in.html", about, status=status)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0

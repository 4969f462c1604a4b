"""The page of a case, and what is done with a case as a whole."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.casework import naming, permissions, queries, sections
from palermo.web.casework.actions import cases as actions
from palermo.web.casework.models import Case
from palermo.web.casework.views.who import user_of
from palermo.web.casework.workflow import BACK, states


@require_GET
def case(request: HttpRequest, key: UUID) -> HttpResponse:
    """A case, with all of its sections that its reader may see."""
    user = user_of(request)
    found = queries.cases_for(user).filter(pk=key).first()
    if found is None:
        return _beyond(request, user, key)
    actions.read_case(case=found, by=user)
    name = naming.names_of([found], masked=naming.is_masked(request))[found.pk]
    shown = sections.of(found, user, masked=naming.is_masked(request))
    here = states()[found.state]
    return render(
        request,
        "casework/case.html",
        {
            "case": found,
            "name": name,
            "state": here,
            "sections": shown,
            "may_edit": permissions.may(user, Permission.CASE_EDIT, found),
            "may_export": permissions.may(user, Permission.CASE_EXPORT, found),
            "next_states": [_next(found, each) for each in here.leads_to if each != "closed"],
        },
    )


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make a new case: after a search, from its page."""
    made = actions.make_case(by=user_of(request))
    return redirect("fill_in", key=made.pk, name="person")


@require_POST
def move(request: HttpRequest, key: UUID) -> HttpResponse:
    """Move a case on. What a gate asks for is said on the page of the case."""
    user = user_of(request)
    found = queries.case_for(user, key)
    try:
        found.version = int(request.POST.get("version", found.version))
        actions.move_case(
            case=found, to=request.POST.get("to", ""), by=user, code=request.POST.get("code", "")[:40],
            reason=request.POST.get("reason", "")[:2_000],
        )  # fmt: skip
    except ValueError:
        raise Http404 from None
    except ValidationError as error:
        for sentence in error.messages:
            messages.warning(request, sentence)
    return redirect("case", key=key)


@require_http_methods(["GET", "POST"])
def glass(request: HttpRequest, key: UUID) -> HttpResponse:
    """Break the glass: a reason is typed, and the case is open for three hours."""
    user = user_of(request)
    found = Case.objects.filter(pk=key, organisation=user.organisation_id).select_related("owner", "team").first()
    if found is None or user.may(Permission.CASE_BREAK_GLASS) is None:
        raise Http404
    fault = ""
    if request.method == "POST":
        try:
            actions.break_glass(case=found, by=user, reason=request.POST.get("reason", "")[:2_000])
        except ValidationError as error:
            fault = error.messages[0]
        else:
            return redirect("case", key=key)
    return render(request, "casework/glass.html", {"case": found, "fault": fault}, status=422 if fault else 200)


@require_POST
def mask(request: HttpRequest) -> HttpResponse:
    """Hide names in this browser, or show them again."""
    request.session[naming.MASKED] = not naming.is_masked(request)
    return redirect("my_day")


def _beyond(request: HttpRequest, user: User, key: UUID) -> HttpResponse:
    """A case of her organisation beyond her reach is told of, where she may break the glass; any other is not there."""
    there = Case.objects.filter(pk=key, organisation=user.organisation_id).exists()
    if not there or user.may(Permission.CASE_BREAK_GLASS) is None:
        raise Http404
    return redirect("glass", key=key)


def _next(found: Case, code: str) -> dict[str, str]:
    """A state that may come next, as a button says it."""
    target = states()[found.held_from if code == BACK else code]
    label = _("Go on: %(state)s") if code == BACK else "%(state)s"
    return {"code": code, "label": label % {"state": target.title}}

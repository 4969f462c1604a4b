"""Exceptions from the rules for children, on pages."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from palermo.web.accounts.roles import Permission
from palermo.web.casework import queries
from palermo.web.casework.actions import children as actions
from palermo.web.casework.models import ChildException
from palermo.web.casework.views.who import user_of


@require_POST
def allow(request: HttpRequest, key: UUID) -> HttpResponse:
    """Log an exception. What is wrong with it is said on the page of the case."""
    user = user_of(request)
    case = queries.case_for(user, key, Permission.PLAN_APPROVE)
    try:
        until = parse_date(request.POST.get("until", ""))
    except ValueError:
        until = None
    if until is None:
        messages.warning(request, _("Choose a day from today on, within %(days)d days.") % {"days": 30})
        return redirect("case", key=key)
    try:
        actions.allow_exception(
            case=case, action=request.POST.get("action", ""), reason=request.POST.get("reason", "")[:2_000],
            until=until, by=user,
        )  # fmt: skip
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    except PermissionDenied:
        messages.warning(request, _("This is your own case: somebody else decides on an exception."))
    return redirect("case", key=key)


@require_POST
def end(request: HttpRequest, key: UUID, exception: UUID) -> HttpResponse:
    """Take an exception back."""
    user = user_of(request)
    case = queries.case_for(user, key, Permission.PLAN_APPROVE)
    found = ChildException.objects.filter(case=case, pk=exception).first()
    if found is None:
        raise Http404
    actions.end_exception(exception=found, by=user)
    return redirect("case", key=key)

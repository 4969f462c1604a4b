"""Lists of cases, and the search."""

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from palermo.web.accounts.roles import Permission
from palermo.web.audit.recording import record, recorded
from palermo.web.casework import naming, queries
from palermo.web.casework.models.cases import Risk
from palermo.web.casework.search import search
from palermo.web.casework.views.who import user_of
from palermo.web.casework.workflow import states

PAGE = 50


class Filters(forms.Form):
    """What a list is narrowed to. Nothing of a person stands in its address: codes only."""

    whose = forms.ChoiceField(
        label=_("Whose"), required=False,
        choices=[("", _("All that I may see")), ("mine", _("Mine")), ("none", _("Nobody's"))],
    )  # fmt: skip
    state = forms.ChoiceField(label=_("State"), required=False)
    risk = forms.ChoiceField(
        label=_("Risk"), required=False, choices=[("", _("Any")), *[each for each in Risk.choices if each[0]]]
    )
    children = forms.BooleanField(label=_("Children only"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            ("", _("Any")),
            *((state.code, state.title) for state in states().values()),
        ]


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """The cases that somebody may read, those first that were changed last."""
    user, filters = user_of(request), Filters(request.GET)
    narrowed = Q()
    if filters.is_valid():
        wanted = filters.cleaned_data
        if wanted["whose"]:
            narrowed &= Q(owner=user if wanted["whose"] == "mine" else None)
        narrowed &= Q(**{name: wanted[name] for name in ("state", "risk") if wanted[name]})
        if wanted["children"]:
            narrowed &= Q(is_child=True)
    before = parse_datetime(request.GET.get("before", "").replace(" ", "+"))
    if before is not None:
        narrowed &= Q(changed_at__lt=before)
    shown = queries.page_of(user, narrowed, most=PAGE + 1)
    older = shown[PAGE - 1].changed_at if len(shown) > PAGE else None
    rest = request.GET.copy()
    rest["before"] = older.isoformat() if older else ""
    return render(
        request,
        "casework/cases.html",
        {
            "cases": shown[:PAGE],
            "names": naming.names_of(shown[:PAGE], masked=naming.is_masked(request)),
            "filters": filters,
            "older": f"?{rest.urlencode()}" if older else "",
            "may_make": user.may(Permission.CASE_CREATE) is not None,
        },
    )


@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Search. What is looked for is sent, and stands in no address; that somebody searched is in the audit."""
    user, text = user_of(request), request.POST.get("text", "")[:200]
    may_search = user.may(Permission.CASE_READ) is not None
    hits = search(user, text) if text.strip() and may_search else []
    with recorded():
        record(user, "case.searched", hits=len(hits))
    return render(
        request,
        "casework/found.html",
        {
            "text": text,
            "hits": hits,
            "names": naming.names_of([hit.case for hit in hits if hit.in_reach], masked=naming.is_masked(request)),
            "may_make": user.may(Permission.CASE_CREATE) is not None,
        },
    )

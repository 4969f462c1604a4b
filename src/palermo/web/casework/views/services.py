"""Services that she was given or is promised, and the directory of who gives them."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from palermo.web.accounts.models import User
from palermo.web.accounts.roles import Permission
from palermo.web.audit.recording import record, recorded
from palermo.web.casework import permissions, queries
from palermo.web.casework.actions import services as actions
from palermo.web.casework.lists import answers
from palermo.web.casework.models import Case, Provider, Service
from palermo.web.casework.policies import ENDED
from palermo.web.casework.views.plan import providers_of
from palermo.web.casework.views.steps import Step, StepForm, asked, codes, day, head, line, text, tried
from palermo.web.casework.views.who import user_of


def _number(label: Any, places: int) -> forms.DecimalField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(label=label, required=False, max_digits=10, decimal_places=places, widget=widget)


class AddService(StepForm):
    """A service, promised or given."""

    do = "add"
    button = _("Keep it")
    type = forms.ChoiceField(label=_("What"), choices=codes("service-types", _("Choose")))
    given = forms.ChoiceField(
        label=_("Was it given already?"), widget=forms.RadioSelect, initial="yes",
        choices=[("yes", _("Yes, it was given")), ("no", _("No, it is planned"))],
    )  # fmt: skip
    on = day(_("On which day"), today=True)
    provider = forms.ChoiceField(label=_("Who gives it"), required=False)
    about = text(_("What exactly"), required=False)
    quantity = _number(_("How much"), 2)
    unit = forms.ChoiceField(label=_("Of what"), required=False, choices=codes("service-units", _("Not counted")))
    cost = _number(_("Cost"), 2)
    currency = line(_("Currency, such as EUR"), required=False, most=3)
    fund = line(_("Budget line it is paid from"), required=False)
    result = text(_("What came of it"), required=False)

    def __init__(self, data: Any = None, *, providers: list[Provider], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        listed = [
            ("", _now("We ourselves, or nobody of the directory")),
            *((str(each.pk), each.name) for each in providers),
        ]
        self.fields["provider"].choices = listed  # type: ignore[attr-defined]


class Given(StepForm):
    """A planned service was given."""

    do = "given"
    button = _("It was given")
    on = day(_("On which day"), today=True)
    result = text(_("What came of it"), required=False)


class Drop(StepForm):
    """It did not come to it."""

    do = "drop"
    button = _("Strike it out")
    why = text(_("Why it did not come to it, or what is wrong with it"))


class Feedback(StepForm):
    """What she says of it."""

    do = "feedback"
    button = _("Keep what she said")
    text = text(_("What she says of it, in her words"))


class KeepProvider(StepForm):
    """An entry of the directory."""

    do = "keep"
    button = _("Keep it")
    name = line(_("Name"))
    types = forms.MultipleChoiceField(
        label=_("What it gives"), required=False, widget=forms.CheckboxSelectMultiple, choices=codes("service-types")
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken there"), required=False, choices=codes("language"),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip
    place = line(_("Where it is"), required=False)
    contact = text(
        _("How to reach it safely"), required=False,
        help_text=_("Whom to ask for, at what time, and what to say to anybody else."),
    )  # fmt: skip
    about = text(_("What else one should know"), required=False)


class Retire(StepForm):
    """Out of the directory."""

    do = "retire"


@require_http_methods(["GET", "POST"])
def services(request: HttpRequest, key: UUID) -> HttpResponse:
    """What she was given, what she is promised, and what she said of it."""
    user = user_of(request)
    case = queries.case_for(user, key, Permission.CASE_READ if request.method == "GET" else Permission.CASE_EDIT)
    if request.method == "GET":
        with recorded():
            record(user, "case.read", case, via="services")
        return _page(request, case, user, None)
    failed = tried(request, _steps(case, user))
    return redirect("services", key=key) if failed is None else _page(request, case, user, failed)


@require_http_methods(["GET", "POST"])
def directory(request: HttpRequest) -> HttpResponse:
    """The organisation's directory of services."""
    user = user_of(request)
    if user.may(Permission.CASE_EDIT) is None:
        raise Http404
    changed = _provider(user, request.POST.get("item") or request.GET.get("change"))
    failed = None
    if request.method == "POST":

        def keep(given: dict[str, Any], item: str) -> None:
            actions.keep_provider(entry=actions.Entry(**given), by=user, follows=changed)

        def retire(given: dict[str, Any], item: str) -> None:
            if changed is not None:
                actions.retire_provider(provider=changed, by=user)

        failed = tried(request, {"keep": Step(KeepProvider, keep), "retire": Step(Retire, retire)})
        if failed is None:
            return redirect("directory")
    initial = {name: getattr(changed, name) for name in KeepProvider.base_fields} if changed else {}
    wanted = request.GET.get("type", "")
    found = [
        each
        for each in Provider.objects.filter(organisation=user.organisation_id, gone_at=None)
        if wanted not in answers("service-types") or wanted in each.types
    ]
    about = {
        "providers": sorted(found, key=lambda each: each.name.casefold()),
        "form": asked(failed, KeepProvider, changed.pk if changed else "", initial=initial),
        "changed": changed,
        "failed": failed,
        "types": answers("service-types").values(),
        "wanted": wanted,
    }
    return render(request, "casework/directory.html", about, status=422 if failed else 200)


def _steps(case: Case, user: User) -> dict[str, Step]:
    directory = providers_of(case)

    def add(given: dict[str, Any], item: str) -> None:
        provider = next((each for each in directory if str(each.pk) == given["provider"]), None)
        measure = actions.Measure(
            given["quantity"], given["unit"], given["cost"], given["currency"].strip().upper(), given["fund"]
        )
        about = {"case": case, "type": given["type"], "on": given["on"], "by": user, "provider": provider}
        about |= {"measure": measure, "about": given["about"]}
        if given["given"] == "yes":
            actions.give_service(**about, result=given["result"])
        else:
            actions.plan_service(**about)

    return {
        "add": Step(AddService, add, {"providers": directory}),
        "given": Step(Given, lambda given, item: actions.service_given(service=_service(case, item), by=user, **given)),
        "drop": Step(Drop, lambda given, item: actions.drop_service(service=_service(case, item), by=user, **given)),
        "feedback": Step(
            Feedback, lambda given, item: actions.add_feedback(service=_service(case, item), by=user, **given)
        ),
    }


def _page(request: HttpRequest, case: Case, user: User, failed: StepForm | None) -> HttpResponse:
    found = list(Service.objects.filter(case=case).select_related("provider").prefetch_related("steps", "steps__by"))
    may_edit = permissions.may(user, Permission.CASE_EDIT, case) and case.state not in ENDED
    found.sort(key=lambda each: (each.given_on or each.planned_on or each.made_at.date(), each.made_at), reverse=True)
    about: dict[str, Any] = {
        "may_edit": may_edit,
        "planned": [each for each in reversed(found) if each.state == "planned"],
        "given": [each for each in found if each.state == "given"],
        "dropped": [each for each in found if each.state == "dropped"],
        "failed": failed,
    }
    if may_edit:
        about["form"] = asked(failed, AddService, providers=providers_of(case))
        about["given_forms"] = {each.pk: asked(failed, Given, each.pk) for each in about["planned"]}
        about["drop_forms"] = {each.pk: asked(failed, Drop, each.pk) for each in found if each.state != "dropped"}
        about["feedback_forms"] = {each.pk: asked(failed, Feedback, each.pk) for each in about["given"]}
    return render(request, "casework/services.html", {**head(request, case), **about}, status=422 if failed else 200)


def _service(case: Case, key: str) -> Service:
    try:
        found = Service.objects.filter(case=case, pk=UUID(key)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    found.case = case
    return found


def _provider(user: User, key: str | None) -> Provider | None:
    if not key:
        return None
    try:
        found = Provider.objects.filter(organisation=user.organisation_id, pk=UUID(key), gone_at=None).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found

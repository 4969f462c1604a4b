"""Forms of one step each: several stand on a page, one of them is sent, and what is wrong with it is said beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from palermo.web.casework import naming
from palermo.web.casework.lists import answers
from palermo.web.casework.models import Case

LONG = 5_000
"""Characters of a long text."""


class StepForm(forms.Form):
    """The form of a step. do: which step it is. button: what is written on its button. item: of what."""

    do: ClassVar[str] = ""
    button: ClassVar[str | Promise] = ""

    def __init__(self, data: Any = None, *, item: object = "", **kwargs: Any) -> None:
        self.item = str(item)
        super().__init__(data, auto_id=f"{self.do}{self.item}-%s", label_suffix="", **kwargs)

    def take(self, error: ValidationError) -> None:
        """Put what the action said beside the field that it is about, or above all."""
        for each in error.error_list:
            field = each.code if each.code in self.fields else None
            self.add_error(field, ValidationError(each.messages))


def codes(name: str, empty: str | Promise | None = None) -> Callable[[], list[tuple[str, Any]]]:
    """The answers of a list as choices, in the language of the page."""
    first: list[tuple[str, Any]] = [] if empty is None else [("", empty)]
    return lambda: [*first, *((each.code, each.title) for each in answers(name).values())]


def day(label: Any, *, today: bool = False, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A question for a day."""
    return forms.DateField(
        label=label, required=required, help_text=help_text, initial=timezone.localdate if today else None,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
    )  # fmt: skip


def text(label: Any, *, rows: int = 2, required: bool = True, help_text: Any = "") -> forms.CharField:
    """A question for words."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto", "maxlength": LONG})
    return forms.CharField(label=label, required=required, max_length=LONG, help_text=help_text, widget=widget)


def line(label: Any, *, required: bool = True, most: int = 300, help_text: Any = "") -> forms.CharField:
    """A question for a few words."""
    widget = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    return forms.CharField(label=label, required=required, max_length=most, help_text=help_text, widget=widget)


class Decide(StepForm):
    """Approve, or send back."""

    do = "decide"
    button = _("Send the decision")
    answer = forms.ChoiceField(
        label=_("Your decision"), widget=forms.RadioSelect, choices=[("yes", _("Approve")), ("no", _("Send back"))]
    )
    comment = text(_("What you want to say (needed where you send it back)"), required=False)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a page: the form that it is asked with, and what does it. options: what the form is made with."""

    form: type[StepForm]
    run: Callable[[dict[str, Any], str], object]
    options: Mapping[str, Any] | None = None


def tried(request: HttpRequest, steps: Mapping[str, Step]) -> StepForm | None:
    """Do the step that was sent; its form where something is wrong with it. Raises Http404 where there is no such."""
    step, item = steps.get(request.POST.get("do", "")), request.POST.get("item", "")[:40]
    if step is None:
        raise Http404
    form = step.form(request.POST, item=item, **(step.options or {}))
    if form.is_valid():
        try:
            step.run(form.cleaned_data, item)
        except ValidationError as error:
            form.take(error)
        else:
            return None
    return form


def asked(failed: StepForm | None, form: type[StepForm], item: object = "", **options: Any) -> StepForm:
    """A form of a page: the one that was sent, where something is wrong with it, or an empty one."""
    if failed is not None and type(failed) is form and failed.item == str(item):
        return failed
    return form(item=item, **options)


def head(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What every page of a case shows above."""
    masked = naming.is_masked(request)
    return {"case": case, "name": naming.names_of([case], masked=masked)[case.pk], "masked": masked}

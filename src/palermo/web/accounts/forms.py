"""What is asked of people: each form names its fields, and nothing else that is sent is looked at."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from palermo.web.accounts import queries
from palermo.web.accounts.actions.tokens import FOR_TOKENS
from palermo.web.accounts.models import Team, Token, User
from palermo.web.accounts.policies import check_pin_form
from palermo.web.accounts.roles import ROLES

PIN = {"autocomplete": "off", "inputmode": "numeric"}
PASSWORD_HINT = _("Twelve characters or more. Three words that do not belong together are easy to keep in mind.")
PIN_HINT = _("Six digits or more. It opens the screen again after a pause.")


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was filled in with; None where it is shown for the first time."""
    return request.POST if request.method == "POST" else None


class ComeIn(forms.Form):
    """A password and a PIN of one's own."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_HINT,
    )
    pin = forms.CharField(label=_("PIN"), widget=forms.PasswordInput(attrs=PIN), help_text=PIN_HINT)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """A password that is not easily guessed."""
        value: str = self.cleaned_data["password"]
        validate_password(value, self.user)
        return value

    def clean_pin(self) -> str:
        """A PIN that is one."""
        value: str = self.cleaned_data["pin"]
        check_pin_form(value)
        return value


class NewPin(forms.Form):
    """Another PIN."""

    pin = forms.CharField(
        label=_("New PIN"), widget=forms.PasswordInput(attrs={**PIN, "autofocus": True}), help_text=PIN_HINT
    )

    def clean_pin(self) -> str:
        """A PIN that is one."""
        value: str = self.cleaned_data["pin"]
        check_pin_form(value)
        return value


class Unlock(forms.Form):
    """The PIN, after a pause."""

    pin = forms.CharField(label=_("PIN"), widget=forms.PasswordInput(attrs={**PIN, "autofocus": True}))


class Conduct(forms.Form):
    """That the code of conduct is accepted."""

    accepted = forms.BooleanField(
        label=_("I have read this, and I will keep to it."),
        error_messages={"required": _("Without this, nobody can work here.")},
    )


def _languages() -> list[tuple[str, str]]:
    return list(settings.LANGUAGES)


class Own(forms.Form):
    """What somebody may change of herself."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, help_text=_("As your colleagues know you. It is kept encrypted.")
    )
    language = forms.ChoiceField(label=_("Language of the pages"), choices=_languages)


class Work(forms.Form):
    """What somebody may do here, and with whom she works."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role.code, role.name) for role in ROLES.values()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose a role: without one she can do nothing.")},
    )
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"), queryset=Team.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Language of the pages"), choices=_languages)

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams: Any = self.fields["teams"]
        teams.queryset = queries.teams(reader)
        if not teams.queryset.exists():
            del self.fields["teams"]


class Invite(Work):
    """Who is invited."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As her colleagues know her."))
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("She signs in with it. Small letters, digits, and . _ - between them. It is kept as it stands: "
                    "choose one that does not tell who she is."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    field_order = ("name", "username", "roles", "teams", "language")


class TeamName(forms.Form):
    """What a team is called."""

    name = forms.CharField(label=_("Name of the team"), max_length=120)


class OrganisationForm(forms.Form):
    """What an organisation is called, and where it works."""

    name = forms.CharField(label=_("Name"), max_length=120)
    country = forms.RegexField(
        r"^[A-Z]{2}\Z", label=_("Country"), required=False, help_text=_("Two letters, such as IT."),
        error_messages={"invalid": _("Two capital letters, such as IT.")},
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language, where a user chose none"), choices=_languages)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [(name, name.replace("_", " ")) for name in sorted(available_timezones())]
    )


class NewToken(forms.Form):
    """What a token is for."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("Which program uses it."))
    purpose = forms.CharField(label=_("Purpose"), max_length=300, help_text=_("What it does with what it reads."))
    role = forms.ChoiceField(label=_("Role"), choices=[(code, ROLES[code].name) for code in FOR_TOKENS])
    fields_ = forms.ChoiceField(label=_("Fields"), choices=Token.Fields.choices)
    days = forms.IntegerField(label=_("Days that it holds"), min_value=1, max_value=365, initial=90)


class Found(forms.Form):
    """Which people a list shows."""

    q = forms.CharField(label=_("Name or user name"), max_length=60, required=False)
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("All")), *((role.code, role.name) for role in ROLES.values())]
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("active", _("Active")), ("invited", _("Invited")), ("ended", _("Ended"))],
    )


def add_errors(form: forms.Form, error: ValidationError) -> None:
    """Put what an action refused beside the fields that it is about, and else above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)

"""What is asked of somebody who comes in."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from palermo.web.accounts.actions import check_pin_form
from palermo.web.accounts.models import User


class ComeIn(forms.Form):
    """A password and a PIN of one's own."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Twelve characters or more. Three words that do not belong together are easy to keep in mind."),
    )
    pin = forms.CharField(
        label=_("PIN"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text=_("Six digits or more. It opens the screen again after a pause."),
    )

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


class Unlock(forms.Form):
    """The PIN, after a pause."""

    pin = forms.CharField(
        label=_("PIN"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric", "autofocus": True}),
    )


class Conduct(forms.Form):
    """That the code of conduct is accepted."""

    accepted = forms.BooleanField(label=_("I have read this, and I will keep to it."))

    def clean_accepted(self) -> bool:
        """Nothing but yes will do."""
        if not self.cleaned_data["accepted"]:
            raise ValidationError(_("Without this, nobody can work here."), code="accepted")
        return True

"""What is asked at the door by forms of allauth's, in this house's words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as FactorAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from palermo.web.accounts.forms import PASSWORD_HINT

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
CODE_HINT = _("Six digits from the app on your phone, or one of your recovery codes.")


class SignIn(LoginForm):  # type: ignore[misc]
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attributes = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        self.fields["login"].label = _("User name")
        self.fields["login"].widget = forms.TextInput(attrs=attributes)
        _plain_password(self.fields["password"], _("Password"), "current-password")


class Again(ReauthenticateForm):  # type: ignore[misc]
    """The password, once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_password(self.fields["password"], _("Password"), "current-password", autofocus=True)


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    """The old password and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_password(self.fields["oldpassword"], _("Password until now"), "current-password", autofocus=True)
        _plain_password(self.fields["password1"], _("New password"), "new-password", PASSWORD_HINT)
        _plain_password(self.fields["password2"], _("New password, once more"), "new-password")


class Code(AuthenticateForm):  # type: ignore[misc]
    """A code of the second factor, at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"], _("Code"), CODE_HINT)


class CodeAgain(FactorAgainForm):  # type: ignore[misc]
    """A code of the second factor, once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"], _("Code"), CODE_HINT)


class FirstCode(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app that was just set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"], _("Code that the app shows"), _("Six digits. They change every half minute."))


class Key(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A key, at sign-in."""

    def clean_credential(self) -> Any:
        """The key that answered. Raises ValidationError for what is none."""
        with _only_a_key():
            return super().clean_credential()


class KeyAgain(ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A key, once more."""

    def clean_credential(self) -> Any:
        """The key that answered. Raises ValidationError for what is none."""
        with _only_a_key():
            return super().clean_credential()


class AddKey(AddWebAuthnForm):  # type: ignore[misc]
    """What kind of key is added. There is no field for a name of one's own: people write whose it is into it."""

    KINDS = (("phone", _("A phone")), ("computer", _("A computer")), ("key", _("A key to plug in or hold near")))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.ChoiceField(label=_("What it is"), choices=self.KINDS, required=False)
        self.initial["name"] = "phone"

    def clean(self) -> Any:
        """The new key. Raises ValidationError for what is none."""
        with _only_a_key():
            return super().clean()


@contextmanager
def _only_a_key() -> Iterator[None]:
    """What is no answer of a key is a wrong answer, and not a fault of ours."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError):
        raise get_adapter().validation_error("incorrect_code") from None


def _plain_password(field: forms.Field, label: Any, autocomplete: str, hint: Any = "", **more: Any) -> None:
    field.label, field.help_text = label, hint
    field.widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, **more})


def _code(field: forms.Field, label: Any, hint: Any) -> None:
    field.label, field.help_text = label, hint
    field.widget = forms.TextInput(attrs=CODE)

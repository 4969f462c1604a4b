"""What a password must not be, beside what Django knows of it."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LEAST_LETTERS = 6
"""How many different letters, digits or signs a password has."""


class NotRepeated:
    """Refuses a password that is one piece again and again, or has few different letters."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError for such a one."""
        folded = password.casefold()
        if len(set(folded)) < LEAST_LETTERS or folded in (folded + folded)[1:-1]:
            raise ValidationError(_("This repeats itself, and is tried early. Choose other words."), code="repeated")

    def get_help_text(self) -> str:
        """What is asked."""
        return _("It does not repeat itself.")


class NotTheirName:
    """Refuses a password that holds the user name: whoever tries knows that."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError for such a one."""
        name = user.get_username() if user is not None else ""
        if len(name) > 2 and name.casefold() in password.casefold():
            raise ValidationError(_("Your user name is in it. Choose other words."), code="name")

    def get_help_text(self) -> str:
        """What is asked."""
        return _("It does not hold your user name.")

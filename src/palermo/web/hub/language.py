"""The language of the page that is made, and messages in it."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from palermo.errors import UserError, catalogue


def current_language() -> str:
    """The code of the language that is spoken now."""
    return get_language() or "en"


def words_of(error: UserError) -> tuple[str, str]:
    """The fault and the remedy of a user's error, in the language that is spoken now."""
    message = catalogue()[error.key]
    details = dict(error.details)
    near = details.get("near")
    if isinstance(near, tuple):
        names = _(" or ").join(near)
        details["suggestion"] = _("Did you mean {names}? ").format(names=names) if near else ""
    return _(message.fault).format(**details), _(message.remedy).format(**details)

"""The language of the page that is made, and messages in it."""

from collections.abc import Iterable

from django.utils.translation import get_language, get_language_bidi, gettext_noop
from django.utils.translation import gettext as _

from palermo.codes import Untranslated
from palermo.errors import UserError, catalogue

SOURCE = "en"
"""The language in which labels are written first, and which takes the place of one that is missing."""

ISOLATE, ISOLATED_END = "\u2066", "\u2069"
"""Around an English text inside a sentence of another language: marks without width, so that neither turns the other
round. Translations themselves set things apart with U+2068: the two must not be taken for each other."""

COMMAS = {"ar": "، ", "zh": "、"}
STOPS = {"zh": "。"}
"""What stands between the things of a list, and at the end of a sentence, where it is not as in English."""

PROXIES = (
    gettext_noop(
        "Often where the person was first assisted, identified or referred, and not where the exploitation took place."
    ),
)
"""What columns of the case table stand in for, as its schema says it, for readers of another language."""


def current_language() -> str:
    """The code of the language that is spoken now."""
    return get_language() or SOURCE


def isolated(text: str) -> str:
    r"""A text as a part of a sentence: set apart where it is not in the sentence's language.

    So is a span of numbers in a page that reads from right to left: it stands as it does in tables and pictures.

    >>> isolated("femme"), isolated(Untranslated("takes earnings", "en")) == "\u2066takes earnings\u2069"
    ('femme', True)
    """
    if isinstance(text, Untranslated):
        return f"{ISOLATE}{text}{ISOLATED_END}"
    turns = get_language_bidi() and "–" in text and not any(letter.isalpha() for letter in text)
    return f"\u2068{text}{ISOLATED_END}" if turns else text


def in_a_row(things: Iterable[object]) -> str:
    """Things one after the other, with the comma of the language that is spoken now between them.

    >>> in_a_row(["gender", "age"])
    'gender, age'
    """
    return COMMAS.get(current_language(), ", ").join(str(each) for each in things)


def stopped(text: str) -> str:
    """A sentence with the mark at its end that the language that is spoken now has there."""
    return f"{text}{STOPS.get(current_language(), '.')}"


def proxy_words(text: str) -> str:
    """What a column stands in for, in the language that is spoken now; unchanged where it is a release's own text."""
    return _(text) if text in PROXIES else text


def words_of(error: UserError) -> tuple[str, str]:
    """The fault and the remedy of a user's error, in the language that is spoken now."""
    message = catalogue()[error.key]
    details = dict(error.details)
    near = details.get("near")
    if isinstance(near, tuple):
        names = _(" or ").join(near)
        details["suggestion"] = _("Did you mean {names}? ").format(names=names) if near else ""
    return _(message.fault).format(**details), _(message.remedy).format(**details)

"""How two spellings of one name are found to be the same, and which of several languages is shown."""

import re
import unicodedata
from collections.abc import Mapping

_SEPARATORS = re.compile(r"[\W_]+", re.UNICODE)


def fold(text: str) -> str:
    """A text without case, accents, punctuation and doubled spaces, for comparison only.

    >>> fold("Côte d'Ivoire") == fold("COTE  D’IVOIRE")
    True
    """
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _SEPARATORS.sub(" ", text).strip().casefold()


class Untranslated(str):
    """A text that is not in the language it was asked for in; in all else it is a text. language: the one it is in.

    Only a text with words can be one: the label 0–8 is the same in every language.

    >>> found = in_language({"en": "Cases"}, "ar")
    >>> found == "Cases", isinstance(found, Untranslated), found.language
    (True, True, 'en')
    """

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> "Untranslated":
        """A text in this language."""
        made = super().__new__(cls, text)
        made.language = language
        return made

    def __reduce__(self) -> tuple[type["Untranslated"], tuple[str, str]]:
        """What a copy is made of."""
        return Untranslated, (str(self), self.language)

    def like(self, text: str) -> "Untranslated":
        """Another form of this text, in the same language."""
        return Untranslated(text, self.language)


def in_language(labels: Mapping[str, str], language: str) -> str:
    """A text in a language, or in English, or in the first language that there is; empty when there is none.

    What is in another language than the one asked for is Untranslated, and says which.

    >>> in_language({"en": "Cases", "fr": "Cas"}, "fr"), in_language({"en": "Cases"}, "ar"), in_language({}, "en")
    ('Cas', 'Cases', '')
    """
    if labels.get(language):
        return labels[language]
    for other in ("en", *labels):
        text = labels.get(other)
        if text:
            return Untranslated(text, other) if any(map(str.isalpha, text)) else text
    return ""

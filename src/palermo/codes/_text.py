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


def in_language(labels: Mapping[str, str], language: str) -> str:
    """A text in a language, or in English, or in the first language that there is; empty when there is none.

    >>> in_language({"en": "Cases", "fr": "Cas"}, "fr"), in_language({"en": "Cases"}, "ar"), in_language({}, "en")
    ('Cas', 'Cases', '')
    """
    return labels.get(language) or labels.get("en") or next(iter(labels.values()), "")

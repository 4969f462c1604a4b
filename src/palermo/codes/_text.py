"""How two spellings of one name are found to be the same."""

import re
import unicodedata

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

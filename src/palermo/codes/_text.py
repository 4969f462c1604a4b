"""How two spellings of one name are found to be the same."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[\W_]+", re.UNICODE)


def fold(text: str) -> str:
    """A text without case, accents, punctuation and doubled spaces, for comparison only.

    >>> fold("Côte d'Ivoire") == fold("COTE  D’IVOIRE")
    True
    """
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _SEPARATORS.sub(" ", bare).strip().casefold()

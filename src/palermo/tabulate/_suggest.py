"""What somebody may have meant."""

import difflib
from collections.abc import Iterable, Sequence

CLOSE = 0.6
"""How alike two names must be to be offered, from 0 to 1."""


def nearest(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known names that are most alike, at most three, the nearest first.

    >>> nearest("gendr", ["gender", "citizenship"])
    ('gender',)
    """
    by_folded = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(text[:80].casefold(), by_folded, n=3, cutoff=CLOSE)
    return tuple(by_folded[name] for name in found)


def offered(near: Sequence[str]) -> dict[str, object]:
    """What a message about an unknown name is filled in with: a sentence, and the names for other languages.

    >>> offered(["gender"])["suggestion"]
    'Did you mean gender? '
    """
    return {"near": tuple(near), "suggestion": f"Did you mean {' or '.join(near)}? " if near else ""}

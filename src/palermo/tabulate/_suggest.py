"""What somebody may have meant."""

import difflib
from collections.abc import Iterable

CLOSE = 0.6
"""How alike two names must be to be offered, from 0 to 1."""


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """A sentence that offers the nearest known names, or nothing.

    >>> did_you_mean("gendr", ["gender", "citizenship"])
    'Did you mean gender? '
    """
    by_folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(text[:80].casefold(), by_folded, n=3, cutoff=CLOSE)
    return f"Did you mean {' or '.join(by_folded[name] for name in near)}? " if near else ""

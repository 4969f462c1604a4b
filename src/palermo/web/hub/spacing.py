"""Spaces that must not break: a line must not begin with a mark that stands apart from its word."""

import re

from palermo.web.hub.figures import NO_BREAK

BEFORE = re.compile(r" (?=[;:?!»%](?:[\s<)]|$))")
AFTER = re.compile(r"(?<=«) ")


def spaced(text: str, language: str) -> str:
    r"""A text from a data file, with the spaces of French made unbreakable; other languages have none of this kind.

    >>> spaced("Deux séries : l'une, l'autre.", "fr") == "Deux séries\u00a0: l'une, l'autre."
    True
    """
    if language != "fr":
        return text
    return AFTER.sub(NO_BREAK, BEFORE.sub(NO_BREAK, text))

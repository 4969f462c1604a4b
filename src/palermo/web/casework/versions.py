"""Answers that are kept in versions, of which each has all answers: what of a page that was sent is new.

Nothing is overwritten, and nobody's words are lost: where two people answered the same question at once, it is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of it. whole: all answers of the next version. theirs: what somebody else answered meanwhile."""

    whole: dict[str, Any]
    changed: frozenset[str]
    theirs: Mapping[str, Any]


def merge(given: Mapping[str, Any], *, seen: Mapping[str, Any], stands: Mapping[str, Any]) -> Merged:
    """Put what somebody changed on a page into what stands now.

    given: what was sent; None for no answer. seen: the version that the page showed. stands: the last version. Only
    what differs from what she saw is hers; what somebody else answered otherwise meanwhile is theirs, and stays.

    >>> merge({"a": 1, "b": 2}, seen={"a": 1}, stands={"a": 5}).whole == {"a": 5, "b": 2}
    True
    >>> dict(merge({"a": 1}, seen={}, stands={"a": 5}).theirs)
    {'a': 5}
    """
    hers = {name: value for name, value in given.items() if seen.get(name) != value and stands.get(name) != value}
    theirs = {name: stands.get(name) for name in hers if stands.get(name) != seen.get(name)}
    changed = {name: value for name, value in hers.items() if name not in theirs}
    whole = {name: value for name, value in {**stands, **changed}.items() if value is not None}
    return Merged(whole, frozenset(changed), theirs)

"""A keyed digest by which the same person is found again, and which says nothing without the key."""

import hmac
from collections.abc import Sequence

import numpy as np

from palermo.codes import fold
from palermo.harmonise._bands import date_range
from palermo.harmonise._dates import DateRange
from palermo.harmonise._mapping import PersonKey
from palermo.harmonise._outcome import Outcome, Outcomes, Texts, combine
from palermo.harmonise._reading import Words

SHAPE = "palermo person key 1"
"""Part of what is digested: a key made in another way must not meet one of these."""

SHORTEST_KEY = 32
"""Bytes: the length of a SHA-256 digest (RFC 2104, section 3, discourages shorter keys)."""


def normal_name(names: Sequence[str]) -> str:
    """A person's names without case, accents, punctuation and order.

    >>> normal_name(["María  José", "O'Neill"]) == normal_name(["ONEILL", "Jose Maria"])
    False
    >>> normal_name(["María José", "Peña"]) == normal_name(["PENA", "Jose, Maria"])
    True
    """
    return " ".join(sorted(token for name in names for token in fold(name).split()))


def read_person_keys(
    rule: PersonKey, names: Sequence[Texts], birth: Texts, sex: Outcomes, words: Words, key: bytes
) -> Outcomes:
    """A key for every row that has a name, a birth date of the precision asked for, and a sex; else it is unknown.

    A date that cannot be read is no fault here: the case is a case all the same, and is then linked to no other.
    """
    dates = [_birth(date_range(text, rule.formats, words, rule.birth_date), rule.precision) for text in birth.entries]
    sexes = [str(entry.value) if entry.has_value else None for entry in sex.entries]
    columns = [(name.index, len(name.entries)) for name in names]
    first, index = combine([*columns, (birth.index, len(dates)), (sex.index, len(sexes))])
    parts = [[name.entries[i] for i in name.index[first].tolist()] for name in names]
    births = [dates[i] for i in birth.index[first].tolist()]
    found = [sexes[i] for i in sex.index[first].tolist()]
    unknown = Outcome(missing=words.blank)
    entries = []
    for *given, born, known_sex in zip(*parts, births, found, strict=True):
        name = normal_name([text for text in given if text is not None and words.missing.get(text) is None])
        if not name or born is None or known_sex is None:
            entries.append(unknown)
        else:
            entries.append(Outcome(value=_digest(key, name, born, known_sex)))
    return Outcomes(entries, index if len(first) else np.zeros(0, dtype=np.int64))


def _birth(found: DateRange | Outcome, precision: str) -> str | None:
    if isinstance(found, Outcome):
        return None
    first, last = found
    if precision == "year":
        return str(first.year)
    return first.isoformat() if first == last else None


def _digest(key: bytes, name: str, born: str, sex: str) -> str:
    return hmac.digest(key, "\x1f".join((SHAPE, name, born, sex)).encode("utf-8"), "sha256").hex()

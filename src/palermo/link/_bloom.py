"""Keyed encodings of records: bits from which similarity can be told, and no name.

What is known of a person becomes tokens (pairs of letters, what a name sounds like, parts of the birth date), and each
token sets a few of the bits of one filter for the whole record: which ones, HMAC-SHA-256 says, every position drawn
from the digest by itself and not by double hashing, of which two hashes give all. A field weighs as much as its tokens
set bits.

Such a filter still shows how frequent things are: the bits of a frequent pair of letters appear together, and people of
one family name are alike. Two things are done about that. Which bits a token sets depends on the birth date too (salt):
a name has as many patterns as there are years of birth, and people of different years have nothing in common. Since a
date may be wrong, a record has several filters, each salted with another part of it; two records are as alike as those
that are most alike. And what is written down is not the filter: each bit is the exclusive or of several of its bits, at
places that the key says (diffusion), so that bits no longer go together, while filters that are alike still give
encodings that are.

Schnell, Bachteler and Reiher 2009 (Bloom filters for linkage), doi:10.1186/1472-6947-9-41. Niedermeyer, Steinmetzer,
Kroll and Schnell 2014 (why not double hashing). Armknecht, Heng and Schnell 2023 (diffusion).
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from palermo.errors import InputError
from palermo.link._records import Records
from palermo.link._settings import unusable

Bytes = npt.NDArray[np.uint8]
Token = tuple[str, str]
"""A kind of field, which has its weight, and what is known of it."""

SHORTEST_KEY = 32
"""Bytes of a key."""

USUAL_WEIGHTS = {"name": 8, "sound": 10, "birth": 12, "sex": 6, "nationality": 10, "place": 5, "identifier": 8}
"""Bits that one token sets. A name has some ten tokens, a birth date seven, a sex one."""

SALTS: Mapping[str, int] = {"birth_year": 2, "birth_date": 3, "none": 1}
"""Ways to salt, with how many filters a record has."""

DIGEST_POSITIONS = 16
"""Positions of two bytes in one digest."""


@dataclass(frozen=True)
class EncodeSettings:
    """How records are encoded. All contributors use the same, or nothing can be linked; encodings say which.

    salt: `birth_year` salts one filter with the year of birth and one with its day and month; `birth_date` three, with
    each two of year, month and day: for long lists, and whole dates alone; `none` does not, and is open to frequency
    attacks. Who has no such part is not encoded. bits: of a filter. diffusion: bits of the filter in one of the
    encoding; 1 for the plain filter. weights: bits that a token of each kind sets. fewest: kinds of fields that must be
    known of a person, since the encoding of a name alone is as frequent as the name.

    Raises SettingsError for what cannot be used.
    """

    bits: int = 1024
    diffusion: int = 3
    weights: Mapping[str, int] = field(default_factory=lambda: dict(USUAL_WEIGHTS))
    salt: str = "birth_year"
    fewest: int = 3

    def __post_init__(self) -> None:
        if self.bits not in (512, 1024, 2048, 4096):
            raise unusable("--bits", f"{self.bits} bits are not possible.", "Choose 512, 1024, 2048 or 4096.")
        if not 1 <= self.diffusion <= 8:
            raise unusable("--diffusion", f"{self.diffusion} is not possible.", "Choose 1 (none) to 8; 3 is usual.")
        if self.salt not in SALTS:
            raise unusable("--salt", f"{self.salt} is no salt.", f"Choose {', '.join(SALTS)}.")
        if self.weights.keys() - USUAL_WEIGHTS.keys() or not all(0 <= each <= 64 for each in self.weights.values()):
            raise unusable(
                "--weights", "These weights are not possible.", f"Kinds are {', '.join(USUAL_WEIGHTS)}; 0 to 64."
            )


def check_key(key: bytes, place: str = "key") -> None:
    """Raise InputError for a key that is too short to be secret."""
    if len(key) < SHORTEST_KEY or len(set(key)) < SHORTEST_KEY // 4:
        raise InputError("link.key", place=place, reason=f"it has fewer than {SHORTEST_KEY} secret bytes.")


def key_mark(key: bytes, settings: EncodeSettings) -> str:
    """What tells whether two contributors used the same key and settings, and nothing else of the key."""
    told = f"{settings.bits} {settings.diffusion} {sorted(settings.weights.items())} {settings.salt} {settings.fewest}"
    return hmac.new(key, f"palermo link mark {told}".encode(), hashlib.sha256).hexdigest()[:16]


def encodings(records: Records, *, key: bytes, settings: EncodeSettings) -> tuple[Bytes, npt.NDArray[np.bool_]]:
    """The encodings of records, and of whom enough is known to have one.

    A row has `bits` / 8 bytes for each filter, zeros for one whose salt is not known.

    Raises InputError for a key that is too short.
    """
    check_key(key)
    rows = records.table.to_pylist()
    parts = SALTS[settings.salt]
    filters = np.zeros((len(rows), parts, settings.bits), np.uint8)
    there = np.zeros((len(rows), parts), bool)

    @lru_cache(maxsize=1 << 20)
    def places(kind: str, text: str, salt: str) -> tuple[int, ...]:
        return _places(key, f"{kind}\0{text}\0{salt}", settings.weights.get(kind, 0), settings.bits)

    for at, row in enumerate(rows):
        known = list(tokens(row))
        if len({kind for kind, _ in known} - {"sound"}) < settings.fewest:
            continue
        for part, salt in enumerate(_salts(row, settings.salt)):
            if salt is not None:
                there[at, part] = True
                for kind, text in known:
                    filters[at, part, list(places(kind, text, salt))] = 1
    filters = _diffused(filters, key, settings)
    filters[~there] = 0
    return np.packbits(filters, axis=2).reshape(len(rows), -1), np.asarray(there.any(axis=1), bool)


def _salts(row: Mapping[str, object], how: str) -> list[str | None]:
    """The salts of a record's filters; None where that part of the date is not known. Day and month may be swapped."""
    year, month, day = (row.get(f"birth_{part}") for part in ("year", "month", "day"))
    if how == "none":
        return [""]
    swapped = None
    if isinstance(month, int) and isinstance(day, int):
        swapped = f"{min(month, day)} {max(month, day)}"
    if how == "birth_year":
        return [None if year is None else f"y{year}", None if swapped is None else f"x{swapped}"]
    if swapped is None or year is None:
        return [None, None, None]
    return [f"x{swapped}", f"m{year} {month}", f"d{year} {day}"]


def tokens(row: Mapping[str, object]) -> Iterator[Token]:
    """What is known of a record, in tokens. Names are all of one kind: swapped names and aliases have the same.

    >>> row = {"names": ["ana"], "sounds": ["ana"], "birth_year": 1999, "birth_month": 3, "birth_day": None, "sex": "F"}
    >>> sorted(text for kind, text in tokens(row) if kind in ("name", "birth"))
    ['1998', '1999', '2000', 'an', 'm3', 'na']
    """
    for word in _all(row, "names"):
        if " " not in word:
            yield from (("name", pair) for pair in pairs(word))
    yield from (("sound", heard) for heard in _all(row, "sounds"))
    year, month, day = (row.get(f"birth_{part}") for part in ("year", "month", "day"))
    if isinstance(year, int):
        yield from (("birth", str(each)) for each in (year - 1, year, year + 1))
    if month is not None:
        yield "birth", f"m{month}"
    if day is not None:
        yield from (("birth", text) for text in (f"d{day}", f"{month}-{day}", f"{year}-{month}-{day}"))
    if row.get("sex"):
        yield "sex", str(row["sex"])
    yield from (("nationality", code) for code in _all(row, "nationalities"))
    for name, value in row.items():
        kind, _, role = name.partition("_")
        if kind == "place" and value:
            yield from (("place", f"{role} {pair}") for word in str(value).split() for pair in pairs(word))
        elif kind == "identifier" and value:
            yield from (("identifier", f"{role} {at} {pair}") for at, pair in enumerate(pairs(str(value))))


def _all(row: Mapping[str, object], name: str) -> Sequence[str]:
    found = row.get(name)
    return found if isinstance(found, list) else ()


def pairs(word: str) -> list[str]:
    """The different pairs of letters of a word, without padding; a word of one letter is one.

    >>> pairs("anana"), pairs("x")
    (['an', 'na'], ['x'])
    """
    return list(dict.fromkeys(word[at : at + 2] for at in range(max(1, len(word) - 1))))


def _places(key: bytes, text: str, number: int, bits: int) -> tuple[int, ...]:
    """The bits that a token sets: as many, from as many digests as that takes."""
    found: list[int] = []
    for block in range(-(-number // DIGEST_POSITIONS)):
        digest = hmac.new(key, f"palermo link token {block}\0{text}".encode(), hashlib.sha256).digest()
        found += (np.frombuffer(digest, ">u2") % bits).tolist()
    return tuple(found[:number])


def _diffused(filters: Bytes, key: bytes, settings: EncodeSettings) -> Bytes:
    """Each bit as the exclusive or of several of the filter: those at the same place of keyed orders of all bits."""
    found = np.zeros_like(filters)
    for turn in range(settings.diffusion):
        found ^= filters[..., _order(key, turn, settings.bits)]
    return found


def _order(key: bytes, turn: int, bits: int) -> npt.NDArray[np.int64]:
    """The bits in an order that only the key tells."""
    seed = hmac.new(key, f"palermo link order {turn}".encode(), hashlib.sha256).digest()
    stream = hashlib.shake_256(seed).digest(8 * bits)
    return np.argsort(np.frombuffer(stream, ">u8"), kind="stable")

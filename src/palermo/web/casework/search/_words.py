"""The words under which a case is found: of names by how they are written and sound, of numbers as they are."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from palermo.link import Name

LEAST_SOUND = 3
"""Sounds that a word must have for one of them to be left out: with fewer, half of all names would be alike."""

MOST_WORDS = 40
"""Words of one case that are kept: somebody with more aliases is found by the first of them."""


class Like(StrEnum):
    """How a word of a case is like a word that is looked for, the nearest first."""

    WRITTEN = "written"
    SOUND = "sound"
    BARE = "bare"
    SLIP = "slip"
    PHONE = "phone"
    NUMBER = "number"


WEIGHT = {Like.WRITTEN: 10, Like.SOUND: 7, Like.BARE: 5, Like.SLIP: 4, Like.PHONE: 20, Like.NUMBER: 20}
"""How much each counts for when hits are put in order."""


def warm() -> None:
    """Have names read before somebody asks: the room that reads them takes a second or two to come up."""
    _read("Natalia")


def _read(text: str) -> "Name":
    from palermo.link import read_name  # not where case work starts: its commands read no name

    return read_name(text)


def words_of(find: str, text: str) -> Iterator[tuple[Like, str]]:
    """The words under which a value is found. find: what a form says of the field, such as `name`.

    >>> sorted(set(words_of("name", "Natalia")))
    [(<Like.BARE: 'bare'>, 'ntl'), (<Like.SLIP: 'slip'>, 'nl'), (<Like.SLIP: 'slip'>, 'nt'), (<Like.SLIP: 'slip'>, \
'ntl'), (<Like.SLIP: 'slip'>, 'tl'), (<Like.SOUND: 'sound'>, 'ntl'), (<Like.WRITTEN: 'written'>, 'natalia')]
    """
    if find == "name":
        name = _read(text)
        for word, sound, bare in zip(name.words, name.sounds, name.bare, strict=True):
            yield from _of_word(word, sound, bare)
    elif find == "phone":
        digits = re.sub(r"\D", "", text)
        if len(digits) >= LEAST_DIGITS:
            yield Like.PHONE, digits[-LEAST_DIGITS:]
    elif find == "number":
        plain = re.sub(r"[\W_]", "", text).upper()
        if len(plain) >= LEAST_NUMBER:
            yield Like.NUMBER, plain


LEAST_DIGITS = 7
"""Of a telephone number, from its end: however it begins (+, 00, 0 or nothing) it is the same."""

LEAST_NUMBER = 4
"""Letters and digits of a number of a document."""


def by_word(text: str) -> list[list[tuple[Like, str]]]:
    """What somebody looks for, word by word, as `words_of` has them."""
    name = _read(text)
    return [list(_of_word(*each)) for each in zip(name.words, name.sounds, name.bare, strict=True)]


def _of_word(word: str, sound: str, bare: str) -> Iterator[tuple[Like, str]]:
    yield Like.WRITTEN, word
    yield Like.SOUND, sound
    if bare:
        yield Like.BARE, bare
    if len(sound) >= LEAST_SOUND:
        # one sound left out on either side: a slip of the pen, a letter too many or too few, two in the wrong order
        yield Like.SLIP, sound
        yield from ((Like.SLIP, sound[:at] + sound[at + 1 :]) for at in range(len(sound)))

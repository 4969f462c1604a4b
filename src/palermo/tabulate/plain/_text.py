"""A text as words that can be looked up, each with its place: spelling, accents and case are folded away."""

import unicodedata
from functools import lru_cache
from typing import NamedTuple

KEPT = frozenset({"où", "dès"})
"""French words that without their accent are others: `ou` is or, `des` is of the."""

MARKS = {"≠": "!=", "≥": ">=", "≤": "<="}
"""Signs that would lose their meaning where marks are taken off letters."""
PAIRS = frozenset({"!=", ">=", "<="})
SIGNS = frozenset("&%")
"""Punctuation that is a word of its own."""

_LETTERS = {
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ł": "l",
    "ı": "i",
    "ى": "ي",
    "ة": "ه",
    "ٱ": "ا",
    "ک": "ك",
    "ی": "ي",
}
_TATWEEL = "ـ"
_BREVE = "\u0306"
_ARTICLE = "ال"


class Token(NamedTuple):
    """A word, a number, a Chinese character or a sign. start, end: its place in the text. key: what is looked up.

    bare: an Arabic word without its article; else the key. is_capital: written in capitals.
    """

    start: int
    end: int
    key: str
    bare: str
    is_capital: bool

    @property
    def is_number(self) -> bool:
        """Whether it is digits."""
        return self.key.isdecimal()

    @property
    def is_arabic(self) -> bool:
        """Whether it is written in Arabic letters."""
        return "\u0600" <= self.key[:1] <= "\u06ff"


def tokens(text: str) -> list[Token]:
    """The words of a text, in order. What stands between them is space or punctuation.

    >>> [token.key for token in tokens("L’Égypte, depuis 2018 : 性剥削 48+")]
    ['l', 'egypte', 'depuis', '2018', '性', '剥', '削', '48', '+']
    """
    found: list[Token] = []
    start, key, kind = -1, "", ""

    def close(end: int) -> None:
        nonlocal start, key, kind
        if key:
            found.append(_token(text, start, end, key))
        start, key, kind = -1, "", ""

    at, size = 0, len(text)
    while at < size:
        char = text[at]
        pair = text[at : at + 2]
        if pair in PAIRS or char in MARKS:
            close(at)
            mark = pair if pair in PAIRS else MARKS[char]
            width = 2 if pair in PAIRS else 1
            found.append(Token(at, at + width, mark, mark, False))
            at += width
            continue
        folded, now = _folded(char)
        if now == "mark":  # belongs to the letter before it
            if char == _BREVE and key.endswith("и"):
                key = f"{key[:-1]}й"
        elif now == "space":
            close(at)
        else:
            if now != kind or now in ("ideograph", "sign"):
                close(at)
                start, kind = at, now
            key += folded
        at += 1
    close(size)
    return found


@lru_cache(maxsize=50_000)
def keys(text: str) -> tuple[str, ...]:
    """The words of a phrase as an index has them: an Arabic article that is written as one is left out."""
    return tuple(token.bare for token in tokens(text))


def _token(text: str, start: int, end: int, key: str) -> Token:
    written = text[start:end]
    if written.isascii():
        return Token(start, end, key, key, written.isupper())
    composed = unicodedata.normalize("NFC", written).casefold()
    if composed in KEPT:
        key = composed
    bare = key
    plain = "".join(char for char in written if _folded(char)[1] != "mark")
    if plain.startswith(_ARTICLE) and len(key) > len(_ARTICLE) + 1:  # not of أل, which begins a name
        bare = key[len(_ARTICLE) :]
    return Token(start, end, key, bare, written.isupper())


@lru_cache(maxsize=20_000)
def _folded(char: str) -> tuple[str, str]:
    """A character as it is looked up, and what it is: a letter, a digit, an ideograph, a sign, a mark or space."""
    if char in "йЙ":
        return "й", "letter"
    category = unicodedata.category(char)
    if category[0] == "M" or category == "Cf" or char == _TATWEEL:
        return "", "mark"
    if char in SIGNS or category[0] == "S" or category in ("No", "Nl"):
        return char, "sign"
    if category == "Nd":
        return str(unicodedata.digit(char)), "digit"
    if category[0] != "L":
        return "", "space"
    plain = unicodedata.normalize("NFKD", char.casefold())
    kept = "".join(_LETTERS.get(each, each) for each in plain if not unicodedata.combining(each) and each.isalnum())
    if not kept:
        return char, "sign"
    if _is_ideograph(kept[0]):
        return kept, "ideograph"
    return kept, "letter"


def _is_ideograph(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\U00020000" <= char <= "\U0003134f"

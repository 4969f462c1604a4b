"""Names of any script as comparable words: normalised, transliterated, and by what they sound like.

Transliteration is that of anyascii (ISC licence), which knows all of Unicode and no languages, and for Arabic script
our own (`_arabic`): Мохаммед becomes `mokhammed` and محمد `mahamad`. What both have in common with *Muhammad* is what
is heard of the consonants, and that is kept as the sound key `mhmd`. Keys for English, such as Soundex, keep the first
letter and so tell Qadir from Kadir.

Arabic has no p and no v, and writes ج for g and j: a second, barer key knows no difference between these. It is used
where some names are in that script, and not elsewhere, where it would only make names more alike.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from palermo.link._arabic import ARABIC, read
from palermo.link._words import no_value, particles

SHORTEST_SOUND = 2
"""Consonants that a sound key must have; a shorter one would join half of all short names."""

MOST_WORDS = 8
"""Words of a person's names that are looked at: with more, a cell holds a sentence."""

_ARTICLE = re.compile(r"(?<!\w)(?:ال|ٱل)(?=\w{2})")
_FIRST = re.compile(r"(?<![\w'])(?!al-)[a-z]")
_LETTERS = re.compile(r"[a-z]+")
_SEVERAL = re.compile(r"[;|/,\n]+|\b(?:aka|alias)\b", re.IGNORECASE)
_HEARD = (
    ("tsch", "s"), ("dzh", "j"), ("sch", "s"), ("tch", "s"), ("chr", "kr"), ("dj", "j"), ("zh", "j"), ("kh", "h"),
    ("ch", "s"), ("sh", "s"), ("cz", "s"), ("sz", "s"), ("ts", "s"), ("tz", "s"), ("ph", "f"), ("gh", "g"),
    ("th", "t"), ("dh", "d"), ("bh", "b"), ("ck", "k"), ("ce", "se"), ("ci", "si"), ("cy", "sy"), ("x", "ks"),
    ("q", "k"), ("c", "k"), ("z", "s"), ("w", "v"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiouy]")
_BARE = str.maketrans({"p": "b", "v": "f", "j": "g"})
_LEADING = re.compile(r"^(?:al|el)(?=[bcdfghjkmnpqrstvwxz][a-z]{3})")
_JOINED = re.compile(r"^abd(?:[aeiu]l|u(?=[rsnz]))(?=[a-z]{3})")


@dataclass(frozen=True, slots=True)
class Name:
    """One text of a name: its words in ASCII without particles, their sound keys, and their bare ones."""

    words: tuple[str, ...]
    sounds: tuple[str, ...]
    bare: tuple[str, ...] = ()


NOBODY = Name((), ())


@lru_cache(maxsize=1 << 16)
def name(text: str) -> Name:
    """A name's words and their sounds.

    >>> name("Muhammad al-Rahman").sounds == name("محمد الرحمن").sounds == name("Мухаммад Рахман").sounds
    True
    >>> name("Fatoumata SÉKOU").words, name("unknown").words
    (('fatoumata', 'sekou'), ())
    """
    words = ascii_words(text)
    if " ".join(words) in no_value():
        return NOBODY
    told = tuple(word for word in words if word not in particles()) or tuple(words)
    told = told[:MOST_WORDS]
    return Name(told, tuple(sound(word) for word in told), tuple(bare(word) for word in told))


def ascii_words(text: str) -> list[str]:
    """The words of a text, transliterated, in small letters."""
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isascii():
        from anyascii import anyascii

        plain = anyascii(read(_ARTICLE.sub("", plain)))
    return _LETTERS.findall(plain.lower().replace("'", "").replace("`", "").replace("’", ""))


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """What is heard of a word's consonants; a word with fewer than two stays as it is.

    >>> [sound(word) for word in ("qaddafi", "khaled", "kaled", "khalid", "jamal", "djamal", "li")]
    ['kdf', 'hld', 'kld', 'hld', 'jml', 'jml', 'li']
    """
    heard = word
    for written, said in _HEARD:
        heard = heard.replace(written, said)
    heard = _DOUBLED.sub(r"\1", _VOWELS.sub("", heard))
    return heard if len(heard) >= SHORTEST_SOUND else _DOUBLED.sub(r"\1", word)


@lru_cache(maxsize=1 << 16)
def bare(word: str) -> str:
    """What Arabic script can keep of a word: p is b, v is f, j is g, and a last h, an article or a w is not heard.

    >>> [bare(word) for word in ("petrova", "batarufa", "jamal", "gamal", "elsayed", "sayid", "abdurrahman", "joy")]
    ['btrf', 'btrf', 'gml', 'gml', 'sd', 'sd', 'bdrhmn', 'go']
    """
    word = _JOINED.sub("abd", _LEADING.sub("", word))
    heard = word[:1] + word[1:].replace("w", "")
    for written, said in _HEARD:
        heard = heard.replace(written, said)
    heard = heard.rstrip("h") if len(heard) > SHORTEST_SOUND else heard
    kept = _DOUBLED.sub(r"\1", _VOWELS.sub("", heard).translate(_BARE))
    if len(kept) >= SHORTEST_SOUND:
        return kept
    vowel = _VOWELS.search(word)
    told = ("o" if vowel[0] in "ou" else "a") if vowel else ""
    return told + kept if vowel and not vowel.start() else kept + told


def read_name(text: str) -> Name:
    """A name of any script as words that can be compared: who keeps records finds a person by them again.

    >>> read_name("Наталья").sounds == read_name("Natalia").sounds
    True
    """
    return name(text)


def latin(text: str) -> str:
    """A reading in Latin letters of a text that has others, for who does not read the script; empty where none has.

    By the machine, letter by letter: it shows how a name may sound, and is not how its bearer spells it.

    >>> latin("Наталья Ivanova"), latin("محمد الرحمن"), latin("Zoë")
    ("Natal'ya Ivanova", 'Mahamad al-Rahaman', '')
    """
    if all(unicodedata.name(each, "LATIN").startswith("LATIN") for each in text if each.isalpha()):
        return ""
    from anyascii import anyascii

    words = anyascii(read(_ARTICLE.sub("al-", text))).split()
    return _FIRST.sub(lambda first: first[0].upper(), " ".join(words))


def in_arabic(text: str) -> bool:
    """Whether a text has letters of the Arabic script.

    >>> in_arabic("محمد"), in_arabic("Мохаммед")
    (True, False)
    """
    return not text.isascii() and ARABIC.search(text) is not None


def several(text: str) -> list[str]:
    """The names in a cell that may hold several, as that of aliases does.

    >>> several("Lina; Lala / Fatou")
    ['Lina', 'Lala', 'Fatou']
    """
    return [part.strip() for part in _SEVERAL.split(text) if part.strip()]


def split_full(text: str) -> tuple[str, str]:
    """A full name as given and family name: what stands before a comma is the family name, else the last word is.

    >>> split_full("Sékou, Fatoumata"), split_full("Fatoumata Diallo Sékou"), split_full("Lina")
    (('Fatoumata', 'Sékou'), ('Fatoumata Diallo', 'Sékou'), ('Lina', ''))
    """
    family, comma, given = text.partition(",")
    if comma:
        return given.strip(), family.strip()
    given, _, family = text.strip().rpartition(" ")
    return (given, family) if given else (family, "")

"""Names in Arabic script, read as if their short vowels were written.

محمد has no vowel and خديجة has one of three: letter for letter they become `mhmd` and `khdyjh`, which nobody would
spell so. Here و and ي between consonants are u and i, ة is a, and an a stands where two consonants meet, so that what
is read (`mahamad`, `khadija`) is spelt somewhat like the name, and no two letters are taken for one sound.
"""

import re

ARABIC = re.compile(r"[\u0620-\u06ff]")
"""A letter of the script, in Arabic, Persian, Urdu, Uyghur and others."""

_MARKS = re.compile(r"[\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_WORDS = re.compile(r"[\u0620-\u06ff]+")
_SEVERAL = (("تش", "ch"), ("دج", "j"), ("نغ", "ng"), ("نج", "ng"))
_SERVANT = ("عبدال", "عبد")
"""“Servant of”, before a name of God: the article that follows it is spelt in many ways, and left out."""
_VOWELS = dict.fromkeys("اأآٱىة", "a") | {"إ": "i", "ئ": "i", "ؤ": "u", "ء": "", "ے": "e"}
_HALF = {"و": ("w", "u"), "ي": ("y", "i"), "ی": ("y", "i")}
_CONSONANTS = dict(
    zip("بتثجحخدذرزسشصضطظغفقكلمنه", "b t th j h kh d dh r z s sh s d t z gh f q k l m n h".split(), strict=True)
) | dict(zip("پچژگکھہںٹڈڑڤ", "p ch zh g k h h n t d r v".split(), strict=True))


def read(text: str) -> str:
    """The text with its words of Arabic script in Latin letters; all else as it is.

    >>> read("فاطمة"), read("عائشة"), read("يوسف"), read("خديجة"), read("Lina")
    ('fatama', 'aisha', 'yusaf', 'khadija', 'Lina')
    """
    return _WORDS.sub(lambda word: _word(word[0]), _MARKS.sub("", text))


def _word(word: str) -> str:
    said = ""
    closed = False  # whether a consonant was just said
    word = word.replace(*_SERVANT)
    at = 0
    while at < len(word):
        joint = next((heard for written, heard in _SEVERAL if word.startswith(written, at)), "")
        letter = word[at]
        following = word[at + 1 : at + 2]
        at += 2 if joint else 1
        if letter in _HALF:
            consonant, vowel = _HALF[letter]
            if (following in _VOWELS and following not in "ةى" and not joint) or (not said and following):
                said, closed = said + ("a" if closed and letter != "ي" else "") + consonant, True
            else:
                said, closed = said + vowel, False
        elif letter == "ع":
            said, closed = said + ("" if said and not closed else "a"), False
        elif letter in _VOWELS:
            if at == 1 and following in _HALF:  # أو, إي: the vowel is the next letter's
                said, at = _HALF[following][1], 2
                continue
            said, closed = said + ("" if said.endswith(_VOWELS[letter] or " ") else _VOWELS[letter]), False
        elif joint or letter in _CONSONANTS:
            said, closed = said + ("a" if closed else "") + (joint or _CONSONANTS[letter]), True
    return said

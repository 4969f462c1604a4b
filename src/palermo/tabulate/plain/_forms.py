"""Other forms of a word: plurals, Russian cases, Arabic endings. Rules of spelling, and no dictionary."""

from collections.abc import Iterable, Iterator, Mapping

LEAST = 3
"""Letters that a word must have for another to be taken for a form of it."""

_ADJECTIVE = tuple("ый ий ой ого его ому ему ым им ом ем ая яя ую юю ой ей ое ее ые ие ых их ыми ими".split())
_MASCULINE = ("", "а", "у", "ом", "ем", "е", "ы", "и", "ов", "ев", "ам", "ами", "ах")
_FEMININE = ("а", "ы", "и", "е", "у", "ой", "ей", "", "ам", "ами", "ах")
_SOFT_FEMININE = ("я", "и", "ю", "ей", "е", "й", "ь", "ям", "ями", "ях")
_SOFT = ("ь", "я", "ю", "ем", "е", "и", "ей", "ью", "ям", "ями", "ях")
_IOT = ("й", "я", "ю", "ем", "е", "и", "ев", "ям", "ями", "ях")
_NEUTER = ("о", "а", "у", "ом", "е", "", "ам", "ами", "ах")
_SOFT_NEUTER = ("е", "я", "ю", "ем", "и", "й", "ям", "ями", "ях")
_PLURAL = ("ы", "и", "", "ов", "ей", "ам", "ами", "ах")
_ADJECTIVE_ENDS = ("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие")
_VOWELS = "аеёиоуыэюя"


def russian_forms(words: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """The words of which each inflected form may be one; words that are no Russian are passed over.

    >>> russian_forms(["нигер", "нигерия"])["нигера"], russian_forms(["нигер", "нигерия"])["нигерии"]
    (frozenset({'нигер'}), frozenset({'нигерия'}))
    """
    found: dict[str, set[str]] = {}
    for word in words:
        if len(word) >= LEAST and "\u0400" <= word[0] <= "\u04ff":
            for form in _inflected(word):
                if len(form) >= LEAST and form != word:
                    found.setdefault(form, set()).add(word)
    return {form: frozenset(bases) for form, bases in found.items()}


def _inflected(word: str) -> Iterator[str]:
    """Every form that the ending of a word allows, those that its kind has not among them."""
    stem, last = word[:-1], word[-1]
    if word[-2:] in _ADJECTIVE_ENDS:
        yield from (word[:-2] + ending for ending in _ADJECTIVE)
    if last == "а":
        yield from (stem + ending for ending in _FEMININE)
        if stem.endswith("к"):
            yield from (f"{stem[:-1]}{vowel}к" for vowel in "ое")
    elif last == "я":
        yield from (stem + ending for ending in _SOFT_FEMININE)
    elif last == "ь":
        yield from (stem + ending for ending in _SOFT)
    elif last == "й":
        yield from (stem + ending for ending in _IOT)
    elif last == "о":
        yield from (stem + ending for ending in _NEUTER)
    elif last == "е":
        yield from (stem + ending for ending in _SOFT_NEUTER)
    elif last in "ыи":
        yield from (stem + ending for ending in _PLURAL)
    elif last not in _VOWELS:
        yield from _masculine(word)


def _masculine(word: str) -> Iterator[str]:
    yield from (word + ending for ending in _MASCULINE)
    if word.endswith("ец"):  # a vowel that leaves: украинец, украинца; индиец, индийца
        stem = word[:-2] + ("йц" if word[-3] in _VOWELS else "ьц" if word[-3] == "л" else "ц")
        yield from (stem + ending for ending in _MASCULINE[1:])
    elif word.endswith(("ок", "ек")):
        yield from (f"{word[:-2]}к{ending}" for ending in _MASCULINE[1:])
    elif word.endswith("нин"):  # англичанин, англичане
        yield from (word[:-2] + ending for ending in ("е", "", "ам", "ами", "ах"))


def latin_forms(word: str) -> Iterator[str]:
    """What a word in Latin letters may be a plural or a singular of.

    >>> list(latin_forms("factories"))
    ['factorie', 'factori', 'factory', 'factoriess']
    """
    if len(word) > LEAST and word.isascii():
        if word.endswith("s"):
            yield word[:-1]
        if word.endswith("es"):
            yield word[:-2]
        if word.endswith("ies"):
            yield f"{word[:-3]}y"
        if word.endswith("men"):
            yield f"{word[:-3]}man"
        if word.endswith("aux"):
            yield f"{word[:-3]}al"
        yield f"{word}s"


def arabic_forms(word: str) -> Iterator[str]:
    """What a word in Arabic letters may be a plural or a feminine of."""
    for ending in ("ين", "ون", "ات", "ان"):
        if word.endswith(ending) and len(word) > LEAST + 1:
            yield word[:-2]
            yield f"{word[:-2]}ه"
    if word.endswith("ه") and len(word) > LEAST:
        yield word[:-1]

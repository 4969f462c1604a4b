"""A text as phrases: the longest that is known at each place, in the language that most of its words are of."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from palermo.tabulate.plain._index import Found, PhraseIndex
from palermo.tabulate.plain._meanings import Kind, Meaning
from palermo.tabulate.plain._text import Token, tokens

LATIN = ("en", "fr", "es")
SCRIPTS = {"ar": ("\u0600", "\u06ff"), "ru": ("\u0400", "\u04ff"), "zh": ("\u3400", "\u9fff")}
"""Languages that their letters tell."""

PREFIXES = "وفبلك"
"""Arabic words of one letter that are written with the next: and, so, in, for, as."""

LEAST_WITH_PREFIX = 2
"""Letters up to which a word is too short to have one of them before it."""

IGNORE = "ignore"
LEAST_FOREIGN = 4
"""Letters from which a word of another language than the text's may join its words together."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A phrase, or a word that is none. start, end: its place. gap: what stands before it.

    roles: what it does in the sentence. meanings: what else it means, nearest first. number: its value; None for words.
    word: it is one word, or Chinese.
    """

    start: int
    end: int
    gap: str
    text: str
    roles: frozenset[str]
    meanings: tuple[Meaning, ...]
    number: int | None
    digits: int
    is_word: bool

    @property
    def is_known(self) -> bool:
        """Whether it is anything at all."""
        return bool(self.roles or self.meanings) or self.number is not None

    def has(self, *roles: str) -> bool:
        """Whether it has one of these roles."""
        return not self.roles.isdisjoint(roles)

    def of(self, kind: Kind) -> tuple[Meaning, ...]:
        """Its meanings of a kind."""
        return tuple(each for each in self.meanings if each.kind is kind)


def split(index: PhraseIndex, text: str, language: str) -> tuple[list[Chunk], str]:
    """The phrases of a text, and the language that it is read in. language: which to take where nothing tells."""
    found = tokens(text)
    forms = [index.forms(token) for token in found]
    exact = [frozenset((token.key, token.bare)) for token in found]
    pieces: list[tuple[int, Found | None]] = []
    at = 0
    while at < len(found):
        phrase = index.longest(forms, exact, at)
        apart = _apart(index, found[at]) if phrase is None else ()
        if apart:
            found[at : at + 1] = apart
            forms[at : at + 1] = [index.forms(token) for token in apart]
            exact[at : at + 1] = [frozenset((token.key, token.bare)) for token in apart]
            continue
        pieces.append((at, phrase))
        at += phrase.size if phrase is not None else 1
    read_in = _language(text, [phrase for _, phrase in pieces if phrase is not None], language)
    shouted = not any(char.islower() for char in text) and sum(token.key.isalpha() for token in found) > 1
    chunks: list[Chunk] = []
    for at, phrase in pieces:
        words = found[at : at + (phrase.size if phrase is not None else 1)]
        before = chunks[-1].end if chunks else 0
        meanings = phrase.meanings if phrase is not None else ()
        chunks.append(_chunk(text, before, words, meanings, read_in, shouted=shouted))
    return chunks, read_in


def _apart(index: PhraseIndex, token: Token) -> tuple[Token, ...]:
    """An Arabic word without the word of one letter before it, where that hides what may be known; else nothing."""
    if not token.is_arabic or len(token.key) <= LEAST_WITH_PREFIX or token.key[0] not in PREFIXES:
        return ()
    tail = _after_prefix(token)
    if not index.forms(tail) and tail.key[0] not in PREFIXES:
        return ()
    return Token(token.start, token.start + 1, token.key[0], token.key[0], False), tail


def _after_prefix(token: Token) -> Token:
    key = token.key[1:]
    article = "ال" if key.startswith("ال") else "ل" if token.key[0] == "ل" and key.startswith("ل") else ""
    bare = key[len(article) :] if len(key) > len(article) + 1 else key
    return Token(token.start + 1, token.end, key, bare, False)


def _language(text: str, phrases: Sequence[Found], language: str) -> str:
    """The language of the text: by its letters, and among English, French and Spanish by its words."""
    letters = {name: sum(low <= char <= high for char in text) for name, (low, high) in SCRIPTS.items()}
    most = max(letters, key=lambda name: letters[name])
    if letters[most] * 2 > sum(char.isalpha() for char in text):
        return most
    votes: Counter[str] = Counter()
    for phrase in phrases:
        said = {each.language: each for each in sorted(phrase.meanings, key=_is_idle)}
        for name in said.keys() & set(LATIN):
            votes[name] += phrase.size + phrase.exact - _is_idle(said[name])
    highest = max(votes.values(), default=0)
    best = [name for name in LATIN if votes[name] == highest]
    return language if language in best else best[0]


def _is_idle(meaning: Meaning) -> bool:
    """Whether a phrase adds nothing: what joins or names something tells more of a text's language."""
    return meaning.values == (IGNORE,)


def _chunk(
    text: str, before: int, words: Sequence[Token], known: Sequence[Meaning], language: str, *, shouted: bool
) -> Chunk:
    start, end = words[0].start, words[-1].end
    own = [each for each in known if each.kind is Kind.ROLE and each.language == language]
    roles = {each.values[0] for each in own}
    is_capital = all(word.is_capital for word in words)
    if shouted:  # where all is in capitals, only what can be nothing else
        is_capital = is_capital and all(each.is_capital for each in known)
    elif roles - {IGNORE}:  # `AND` joins, and is not Andorra
        is_capital = False
    usable = [each for each in known if each.kind is not Kind.ROLE and (is_capital or not each.is_capital)]
    near = [each for each in usable if each.language in ("", language)]
    if not own and not near:
        roles = {each.values[0] for each in known if each.kind is Kind.ROLE and end - start >= LEAST_FOREIGN}
        roles.discard(IGNORE)
    if near:
        roles.discard(IGNORE)
    usable = near or ([] if roles else usable)  # what it means in other languages counts where it is nothing in this
    usable.sort(key=lambda each: each.rank)
    single = words[0] if len(words) == 1 else None
    number = int(single.key) if single is not None and single.is_number and len(single.key) <= 9 else None
    if number is None and (written := [each for each in usable if each.kind is Kind.NUMBER]):
        number = int(written[0].values[0])
    return Chunk(
        start=start,
        end=end,
        gap=text[before:start],
        text=text[start:end],
        roles=frozenset(roles),
        meanings=tuple(each for each in usable if each.kind is not Kind.NUMBER),
        number=number,
        digits=len(single.key) if single is not None and single.is_number else 0,
        is_word=single is not None or words[0].key > "\u3400",
    )

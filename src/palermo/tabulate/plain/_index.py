"""The phrases that a release understands, for the longest match: made when first asked for, kept with the release."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from palermo.release import Release
from palermo.tabulate.plain._forms import arabic_forms, latin_forms, russian_forms
from palermo.tabulate.plain._meanings import Meaning, phrases
from palermo.tabulate.plain._text import Token

_END = None
"""Where a node of the tree keeps the meanings of the phrase that ends there."""

Node = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """The longest phrase that begins at a word. size: in words; exact: how many of them as they are written."""

    size: int
    exact: int
    meanings: tuple[Meaning, ...]


class PhraseIndex:
    """Phrases by their words. words: all that occur in any phrase."""

    def __init__(self, known: Iterable[tuple[tuple[str, ...], Meaning]]) -> None:
        self._root: Node = {}
        words: set[str] = set()
        spelt: dict[str, set[str]] = {}
        for keys, meaning in known:
            if not keys:
                continue
            node = self._root
            for key in keys:
                node = node.setdefault(key, {})
            meanings = node.setdefault(_END, {})
            meanings[meaning] = None
            words.update(keys)
            spelt.setdefault(meaning.language, set()).update(keys)
        self.words = frozenset(words)
        self._spelt = spelt
        self._russian = russian_forms(words)

    def spelt(self, language: str) -> set[str]:
        """The words of phrases of a language."""
        return self._spelt.get(language, set())

    def forms(self, token: Token) -> list[str]:
        """The known words that a word may be, itself first."""
        found = dict.fromkeys(each for each in (token.key, token.bare) if each in self.words)
        for key in dict.fromkeys((token.key, token.bare)):
            for form in (*latin_forms(key), *(arabic_forms(key) if token.is_arabic else ())):
                if form in self.words:
                    found.setdefault(form)
            for form in sorted(self._russian.get(key, ())):
                found.setdefault(form)
        return list(found)

    def longest(self, forms: Sequence[Sequence[str]], exact: Sequence[frozenset[str]], at: int) -> Found | None:
        """The longest phrase that begins at a word; of several, those with most words as written.

        forms: what each word of the text may be. exact: which of these are the word as it is written.
        """
        best: Found | None = None
        front: list[tuple[Node, int]] = [(self._root, 0)]
        for place in range(at, len(forms)):
            front = [
                (node[form], count + (form in exact[place]))
                for node, count in front
                for form in forms[place]
                if form in node
            ]
            if not front:
                break
            ends = [(count, node[_END]) for node, count in front if _END in node]
            if ends:
                most = max(count for count, _ in ends)
                meanings = dict.fromkeys(each for count, known in ends if count == most for each in known)
                best = Found(place - at + 1, most, tuple(meanings))
        return best


_kept: WeakKeyDictionary[Release, PhraseIndex] = WeakKeyDictionary()


def phrase_index(release: Release) -> PhraseIndex:
    """The phrases of a release, kept for as long as the release is."""
    found = _kept.get(release)
    if found is None:
        found = _kept[release] = PhraseIndex(phrases(release))
    return found

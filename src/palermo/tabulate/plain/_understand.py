"""The front of the room: a text as a question about a release."""

import difflib

from palermo.release import Release
from palermo.tabulate.plain._compose import compose
from palermo.tabulate.plain._facts import Facts
from palermo.tabulate.plain._index import PhraseIndex, phrase_index
from palermo.tabulate.plain._model import NOT_UNDERSTOOD, Ambiguity, Part, Reading, Understood
from palermo.tabulate.plain._read import read
from palermo.tabulate.plain._reasons import Reason
from palermo.tabulate.plain._split import split
from palermo.tabulate.plain._terms import Choice, Draft
from palermo.tabulate.plain._text import keys

LONGEST = 300
"""Characters of a text that are read; what is longer is no question."""

MOST_CHOICES, MOST_SUGGESTIONS = 4, 3
LEAST_LETTERS = 4
"""Letters of a word that another may be offered for."""
MOST_APART = 2
"""By how many letters a word may be shorter or longer than one that is offered for it."""
CLOSE = 0.78
"""How alike a known word must be to be offered, from 0 to 1."""


def understand(release: Release, text: str, *, language: str = "en") -> Understood:
    """What a text asks of a release: by its labels and aliases and a list of words, in any of six languages.

    language: the one to read it in where its words do not tell. What was not understood is said, and changes nothing;
    what could mean several things is said with what it was taken for. Text beyond 300 characters is not read: it is
    one part that was not understood. The same text of the same release is always understood in the same way.

    Raises nothing for whatever text.
    """
    kept, rest = text[:LONGEST], text[LONGEST:]
    index, facts = phrase_index(release), Facts(release)
    chunks, read_in = split(index, kept, language)
    draft = read(chunks, facts, read_in, {})
    question, focus = compose(draft)
    parts = [draft.taken[at] for at in range(len(chunks))]
    if rest:
        parts.append(
            Part(len(kept), len(text), rest, NOT_UNDERSTOOD, reason=Reason("too_long", {"most": str(LONGEST)}))
        )
    return Understood(
        text=text,
        language=read_in,
        question=question,
        parts=tuple(parts),
        ambiguous=tuple(_ambiguities(draft, read_in)),
        focus=focus,
        suggestions=tuple(_suggestions(index, draft, kept, read_in)),
    )


def _ambiguities(draft: Draft, language: str) -> list[Ambiguity]:
    """What could be taken otherwise, each way with the question that it would make."""
    found = []
    for choice in draft.asked[:MOST_CHOICES]:
        readings = [_reading(draft, choice, way, language) for way in range(len(choice.ways))]
        others = {each.question: each for each in readings if each.question != readings[choice.taken].question}
        if others:
            part = draft.taken[choice.at]
            taken = readings[choice.taken]
            found.append(Ambiguity(part, taken, tuple(others.values()), choice.reason, choice.is_settled))
    return found


def _reading(draft: Draft, choice: Choice, way: int, language: str) -> Reading:
    again = read(draft.chunks, draft.facts, language, {choice.key: way})
    question, _focus = compose(again)
    said = choice.ways[way]
    columns = tuple(each for each in said if isinstance(each, str))
    conditions = tuple(each for each in said if not isinstance(each, str))
    return Reading(conditions, columns, question)


def _suggestions(index: PhraseIndex, draft: Draft, text: str, language: str) -> list[str]:
    """The text with a word put right that is nearly a known one."""
    found: list[str] = []
    for at, chunk in enumerate(draft.chunks):
        part = draft.taken[at]
        word = keys(chunk.text)
        is_word = len(word) == 1 and len(word[0]) >= LEAST_LETTERS and word[0].isalpha()
        if part.taken == NOT_UNDERSTOOD and not chunk.is_known and is_word and len(found) < MOST_SUGGESTIONS:
            near = [
                each
                for each in index.spelt(language)
                if each[0] == word[0][0] and each != word[0] and abs(len(each) - len(word[0])) <= MOST_APART
            ]
            close = difflib.get_close_matches(word[0], sorted(near), n=1, cutoff=CLOSE)
            found += [text[: chunk.start] + each + text[chunk.end :] for each in close]
    return found

"""What was understood of a text, in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _

from palermo.codes import LANGUAGES
from palermo.release import Release
from palermo.tabulate import AllOf, Clause, Condition, Not, Question
from palermo.tabulate.plain import Ambiguity, Part, Reading, Understood, words
from palermo.web.hub.language import in_a_row
from palermo.web.hub.questions import Asked, column_word, phrases, sentence

UNKNOWN, IGNORED = "not_understood", "ignored"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text. kind: said, idle, unknown; empty for what stands between words."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Told:
    """A word and what it was taken for; why, where that need be said."""

    text: str
    meaning: str
    why: str


@dataclass(frozen=True, slots=True)
class Other:
    """Another way to take a word. sentence, query: the question that the text then is, and its address."""

    meaning: str
    sentence: str
    query: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word that could mean several things: how it was taken, why, and the other ways."""

    text: str
    meaning: str
    why: str
    others: tuple[Other, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What was understood. query: of the question in Explore, with the text; empty where it is no question.

    doubts: what the reader should choose; settled: what a word or custom tells, and what else it could be.
    is_reviewed: whether a native reader has read the words of the language that the text was read in.
    """

    pieces: tuple[Piece, ...]
    told: tuple[Told, ...]
    unknown: tuple[Told, ...]
    doubts: tuple[Doubt, ...]
    settled: tuple[Doubt, ...]
    suggestions: tuple[str, ...]
    sentence: str
    query: str
    is_reviewed: bool


def reply(release: Release, found: Understood, language: str, pinned: str = "") -> Reply:
    """What was understood of a text, for a page in a language. pinned: the release that addresses name."""
    parts = [part for part in found.parts if part.conditions or part.columns or part.reason is not None]
    told = [part for part in parts if part.taken != UNKNOWN and (part.conditions or part.reason or part.taken == "by")]
    doubts = [(each.is_settled, _doubt(release, found.text, each, language, pinned)) for each in found.ambiguous]
    return Reply(
        pieces=tuple(Piece(text, _kind(part)) for text, part in found.pieces()),
        told=tuple(_told(release, part, language) for part in told),
        unknown=tuple(_told(release, part, language) for part in found.not_understood),
        doubts=tuple(doubt for is_settled, doubt in doubts if not is_settled),
        settled=tuple(doubt for is_settled, doubt in doubts if is_settled),
        suggestions=found.suggestions,
        sentence=sentence(release, found.question, language) if found.is_question else "",
        query=query_of(found.question, found.text, pinned) if found.is_question else "",
        is_reviewed=words().reviewed.get(found.language, False) or found.language not in LANGUAGES,
    )


def query_of(question: Question, text: str, pinned: str) -> str:
    """The question in an address of Explore, with the text that it was understood from."""
    asked = Asked(question, pinned).query()
    said = urlencode({"text": text}, quote_via=quote)
    return f"{asked}&{said}" if asked else said


def _kind(part: Part | None) -> str:
    if part is None:
        return ""
    return {UNKNOWN: "unknown", IGNORED: "idle"}.get(part.taken, "said")


def _told(release: Release, part: Part, language: str) -> Told:
    meaning = _meaning(release, part.conditions, part.columns, language, is_negated=part.is_negated)
    return Told(part.text, meaning, part.reason.say(language) if part.reason is not None else "")


def _doubt(release: Release, text: str, doubt: Ambiguity, language: str, pinned: str) -> Doubt:
    return Doubt(
        text=doubt.part.text,
        meaning=_reading(release, doubt.chosen, language),
        why=doubt.reason.say(language),
        others=tuple(
            Other(
                _reading(release, each, language),
                sentence(release, each.question, language),
                query_of(each.question, text, pinned),
            )
            for each in doubt.others
        ),
    )


def _reading(release: Release, reading: Reading, language: str) -> str:
    return _meaning(release, reading.conditions, reading.columns, language)


def _meaning(
    release: Release,
    conditions: Sequence[Condition],
    columns: Sequence[str],
    language: str,
    *,
    is_negated: bool = False,
) -> str:
    if conditions:
        clauses: list[Clause] = [Not(AllOf(tuple(conditions)))] if is_negated and len(conditions) > 1 else [*conditions]
        return in_a_row(phrases(release, clauses, language))
    known = {column.name: column for column in release.columns}
    names = [column_word(known[name], language) for name in columns if name in known]
    return _("counted by {columns}").format(columns=in_a_row(names)) if names else ""

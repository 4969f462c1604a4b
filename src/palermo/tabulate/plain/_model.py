"""What was understood of a text, as frozen values."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from palermo.tabulate._clauses import Condition
from palermo.tabulate._question import Question
from palermo.tabulate.plain._reasons import Reason

CONDITION, COUNT, IGNORED, NOT_UNDERSTOOD = "condition", "count", "ignored", "not_understood"


@dataclass(frozen=True, slots=True)
class Part:
    """A span of the text and what it was taken for.

    start, end: its place in the text. taken: `condition`, `by`, `ignored`, `not_understood`, or the word's role, such
    as `since` or `share`. conditions: what it says of the cases. is_negated: that they do not hold. columns: what it
    asks by. reason: why it was taken so; None where nothing need be said.
    """

    start: int
    end: int
    text: str
    taken: str
    conditions: tuple[Condition, ...] = ()
    columns: tuple[str, ...] = ()
    is_negated: bool = False
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Focus:
    """The figure of the answer that the text is about: the rows with these codes, in each of these columns."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take a span, and the question that the text then is. conditions, columns: what the span then says."""

    conditions: tuple[Condition, ...]
    columns: tuple[str, ...]
    question: Question


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A span that could mean several things. chosen: how it was taken; others: how it could be taken too.

    reason: why it was taken so. is_settled: a word of the text, or custom, tells which is meant; where it is not, the
    reader should be asked.
    """

    part: Part
    chosen: Reading
    others: tuple[Reading, ...]
    reason: Reason
    is_settled: bool


@dataclass(frozen=True)
class Understood:
    """A text as a question.

    text: as it was typed, at most `LONGEST` characters of it. language: that it was read in. question: what it asks.
    parts: its words in order, each with what it was taken for. ambiguous: what could mean several things. focus: the
    figure that it is about. suggestions: the text with a word that was not understood put right, for each.
    """

    text: str
    language: str
    question: Question
    parts: tuple[Part, ...]
    ambiguous: tuple[Ambiguity, ...] = ()
    focus: Focus | None = None
    suggestions: tuple[str, ...] = field(default=())

    @property
    def ignored(self) -> tuple[Part, ...]:
        """Words that say nothing that a question holds."""
        return tuple(part for part in self.parts if part.taken == IGNORED)

    @property
    def not_understood(self) -> tuple[Part, ...]:
        """Words that mean nothing here; each is shown, and changes nothing."""
        return tuple(part for part in self.parts if part.taken == NOT_UNDERSTOOD)

    @property
    def is_question(self) -> bool:
        """Whether the text says anything that can be asked: what is counted, by what, or only how many."""
        return any(part.conditions or part.columns or part.taken == COUNT for part in self.parts)

    @property
    def is_sure(self) -> bool:
        """Whether every word was understood, and none could well mean something else."""
        settled = all(each.is_settled for each in self.ambiguous)
        return self.is_question and not self.not_understood and settled

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """What was understood as JSON values, with reasons in a language."""
        return {
            "text": self.text,
            "language": self.language,
            "question": _question(self.question) if self.is_question else None,
            "is_sure": self.is_sure,
            "focus": [_condition(each) for each in self.focus.conditions] if self.focus is not None else [],
            "parts": [
                {
                    "start": part.start,
                    "end": part.end,
                    "text": part.text,
                    "taken": part.taken,
                    "conditions": [_condition(each) for each in part.conditions],
                    "is_negated": part.is_negated,
                    "columns": list(part.columns),
                    "why": part.reason.say(language) if part.reason is not None else "",
                }
                for part in self.parts
            ],
            "not_understood": [part.text for part in self.not_understood],
            "ambiguous": [
                {
                    "text": each.part.text,
                    "why": each.reason.say(language),
                    "is_settled": each.is_settled,
                    "taken": _reading(each.chosen),
                    "others": [_reading(other) for other in each.others],
                }
                for each in self.ambiguous
            ],
            "suggestions": list(self.suggestions),
        }

    def pieces(self) -> Iterator[tuple[str, Part | None]]:
        """The whole text in pieces: parts, and the space and punctuation between them."""
        at = 0
        for part in self.parts:
            if part.start > at:
                yield self.text[at : part.start], None
            yield part.text, part
            at = part.end
        if at < len(self.text):
            yield self.text[at:], None


def _condition(condition: Condition) -> dict[str, Any]:
    return {"column": condition.column, "operator": condition.operator, "codes": list(condition.values)}


def _question(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "by": list(question.by),
        "where": [str(clause) for clause in question.where],
        "within": question.within,
        "sort": question.sort,
        "top": question.top,
        "change": question.change,
    }


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "conditions": [_condition(each) for each in reading.conditions],
        "columns": list(reading.columns),
        "question": _question(reading.question),
    }

"""What was understood of a text, as frozen values."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from palermo.tabulate._clauses import Condition
from palermo.tabulate._question import Question
from palermo.tabulate.plain._reasons import Reason

CONDITION, IGNORED, NOT_UNDERSTOOD = "condition", "ignored", "not_understood"


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
        """Whether the text says anything that can be asked."""
        return any(part.taken not in (IGNORED, NOT_UNDERSTOOD) for part in self.parts)

    @property
    def is_sure(self) -> bool:
        """Whether every word was understood, and none could well mean something else."""
        settled = all(each.is_settled for each in self.ambiguous)
        return self.is_question and not self.not_understood and settled

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

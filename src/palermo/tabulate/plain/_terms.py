"""What is collected while a sentence is read: conditions, what is asked by, and what each word was taken for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from palermo.tabulate._clauses import EQUAL, UNEQUAL, Condition
from palermo.tabulate._question import MOST_COLUMNS
from palermo.tabulate.plain._facts import Facts
from palermo.tabulate.plain._model import CONDITION, IGNORED, NOT_UNDERSTOOD, Part
from palermo.tabulate.plain._options import Options
from palermo.tabulate.plain._reasons import Reason
from palermo.tabulate.plain._split import Chunk

ASKED, GROUP = "asked", "group"
"""What a share is asked of, and among whom."""


@dataclass(slots=True)
class Term:
    """Conditions that one phrase stands for; all of them hold. at: which phrase.

    kind: people, place, code, time or missing. link: `and`, `or` or a comma where one joins it to the term before.
    side: asked or group, where the sentence tells. is_before: it stands before whom it is said of, as adjectives do.
    """

    at: int
    conditions: tuple[Condition, ...]
    kind: str
    is_negated: bool = False
    link: str = ""
    is_both: bool = False
    side: str = ""
    is_before: bool = False

    @property
    def columns(self) -> frozenset[str]:
        """The columns that it is about."""
        return frozenset(each.column for each in self.conditions)


@dataclass(frozen=True, slots=True)
class Choice:
    """A phrase that can be taken in several ways. key: by which a way is chosen. at: which phrase.

    ways: what the phrase then says, or the columns it then asks by. taken: which of them was taken.
    """

    key: tuple[str, int]
    at: int
    ways: tuple[tuple[Condition, ...] | tuple[str, ...], ...]
    taken: int
    is_settled: bool
    reason: Reason


@dataclass(slots=True)
class Draft:
    """A sentence as it is being read. choices: for each key, which way to take instead of the first."""

    chunks: list[Chunk]
    facts: Facts
    choices: Mapping[tuple[str, int], int]
    terms: list[Term] = field(default_factory=list)
    by: list[str] = field(default_factory=list)
    top: int = 0
    top_column: str = ""
    said: set[str] = field(default_factory=set)
    taken: dict[int, Part] = field(default_factory=dict)
    asked: list[Choice] = field(default_factory=list)

    def take(self, at: int, taken: str, *, reason: Reason | None = None, columns: tuple[str, ...] = ()) -> None:
        """Note what a phrase was taken for."""
        chunk = self.chunks[at]
        self.taken[at] = Part(chunk.start, chunk.end, chunk.text, taken, columns=columns, reason=reason)

    def ignore(self, at: int) -> None:
        """Note that a phrase adds nothing."""
        self.take(at, IGNORED)

    def refuse(self, at: int, reason: Reason) -> None:
        """Note that a phrase means nothing here, and why."""
        self.take(at, NOT_UNDERSTOOD, reason=reason)

    def is_asked(self, at: int) -> bool:
        """Whether the share asked for is that of a phrase."""
        return any(each.at == at and each.side == ASKED for each in self.terms)

    def refuse_all(self, taken: str, reason: Reason) -> None:
        """Note of all phrases that were taken for one thing that they mean nothing here."""
        for at in [at for at, part in self.taken.items() if part.taken == taken]:
            self.refuse(at, reason)

    def choose(
        self,
        key: tuple[str, int],
        at: int,
        ways: tuple[tuple[Condition, ...] | tuple[str, ...], ...],
        reason: Reason,
        *,
        is_settled: bool,
    ) -> int:
        """Which of several ways to take a phrase."""
        taken = self.choices.get(key, 0)
        taken = taken if taken < len(ways) else 0
        self.asked.append(Choice(key, at, ways, taken, is_settled, reason))
        return taken

    def add(self, term: Term, *, reason: Reason | None = None) -> None:
        """Note conditions, and the phrase that says them."""
        self.terms.append(term)
        shown = term.conditions
        if term.is_negated and len(shown) == 1 and shown[0].operator == EQUAL:
            shown = (replace(shown[0], operator=UNEQUAL),)
        chunk = self.chunks[term.at]
        self.taken[term.at] = Part(
            chunk.start,
            chunk.end,
            chunk.text,
            CONDITION,
            conditions=shown,
            is_negated=term.is_negated,
            reason=reason,
        )

    def ask_by(
        self, at: int, columns: tuple[str, ...], *, reason: Reason | None = None, is_settled: bool = True
    ) -> bool:
        """Note a column to ask by, the first of several that may be meant. False where the release has none of them."""
        there = tuple(name for name in columns if self.facts.has(name))
        if not there:
            self.refuse(at, self.facts.no_column(columns[0]))
            return False
        taken = 0
        if len(there) > 1 and reason is not None:
            ways = tuple((name,) for name in there)
            taken = self.choose(("by", at), at, ways, reason, is_settled=is_settled)
        name = there[taken]
        if name not in self.by:
            if len(self.by) == MOST_COLUMNS:
                self.refuse(at, Reason("too_many_columns", {"most": str(MOST_COLUMNS)}))
                return False
            self.by.append(name)
        self.take(at, "by", columns=(name,), reason=reason)
        return True

    def way(self, at: int, options: Options) -> tuple[Condition, ...] | None:
        """The way to take a phrase that says something of cases; None, and refused, where the release cannot tell."""
        if not options.ways:
            self.refuse(at, options.reason or Reason("unknown"))
            return None
        if len(options.ways) == 1:
            return options.ways[0]
        reason = options.reason or Reason("several_ways")
        return options.ways[self.choose(("term", at), at, options.ways, reason, is_settled=options.is_settled)]

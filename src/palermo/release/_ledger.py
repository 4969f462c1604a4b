"""The privacy ledger: what each release spent on whose cases, and how much may be spent."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from palermo.protect import Budget, epsilon_of
from palermo.report import Document, Facts, Note, Section, Table

OPENED, RESERVED, PUBLISHED = "opened", "reserved", "published"

ROUNDING = 1e-6
"""Share by which a sum may pass the cap: a release that spends just the cap must not fail by rounding."""


SUMS = (
    "Losses add up like the sides of a right angle, to less than their sum: of two releases of ε 4 about 5.9 is spent."
)
"""What surprises whoever adds them up."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line.

    sequence: its number, from 1 on. kind: `opened` (the first), `reserved` or `published`. on: the day, as ISO 8601
    has it. cap, ledger_delta: the largest ε that may be spent on a contributor's cases, at this δ. release, method,
    contributors: what was to be published, how, and whose cases were in it. epsilon, delta, mu_squared: what that
    spends; None where a method gives no such bound. reservation: the sequence of what was published. digest: SHA-256
    of the digest before, then of this line without its digest.
    """

    sequence: int
    kind: str
    on: str
    cap: float
    ledger_delta: float
    release: str = ""
    method: str = ""
    contributors: tuple[str, ...] = ()
    epsilon: float | None = None
    delta: float | None = None
    mu_squared: float | None = None
    reservation: int | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """What was spent on a contributor's cases.

    releases: reservations with these cases. epsilon: spent, at the ledger's δ. left: what one more release could
    spend, as ε at that δ. unbounded: releases by methods without a bound: what is known from all releases together is
    then not bounded by any ε.
    """

    contributor: str
    releases: int
    epsilon: float
    left: float
    unbounded: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger as it was read; every line holds."""

    path: Path
    entries: tuple[Entry, ...]

    @property
    def cap(self) -> float:
        """The largest ε that may be spent on a contributor's cases."""
        return self.entries[0].cap

    @property
    def delta(self) -> float:
        """The δ at which ε is reckoned."""
        return self.entries[0].ledger_delta

    @property
    def head(self) -> str:
        """The digest of the last line: who keeps it can tell later whether lines are missing."""
        return self.entries[-1].digest

    def holds(self, head: str) -> bool:
        """Whether this was once the last line's digest."""
        return any(entry.digest == head for entry in self.entries)

    def balance(self, contributor: str) -> Balance:
        """What was spent on a contributor's cases, nothing where there were none."""
        mine = [entry for entry in self.entries if entry.kind == RESERVED and contributor in entry.contributors]
        square = sum(entry.mu_squared or 0.0 for entry in mine)
        rest = max(0.0, Budget(self.cap, self.delta).mu ** 2 - square)
        return Balance(
            contributor=contributor,
            releases=len(mine),
            epsilon=epsilon_of(sqrt(square), self.delta),
            left=epsilon_of(sqrt(rest), self.delta),
            unbounded=sum(entry.mu_squared is None for entry in mine),
        )

    @property
    def balances(self) -> tuple[Balance, ...]:
        """What was spent on the cases of each contributor, by name."""
        names = sorted({name for entry in self.entries for name in entry.contributors})
        return tuple(self.balance(name) for name in names)

    def least_left(self, contributors: Sequence[str]) -> float:
        """What one more release of these contributors' cases together could spend, as ε."""
        return min(self.balance(name).left for name in contributors)

    def would_pass(self, contributors: Sequence[str], budget: Budget) -> tuple[tuple[str, float], ...]:
        """The contributors on whose cases more than the cap would be spent, each with the ε that it would be."""
        found = []
        for name in contributors:
            mine = [entry for entry in self.entries if entry.kind == RESERVED and name in entry.contributors]
            square = sum(entry.mu_squared or 0.0 for entry in mine) + budget.mu**2
            if square > Budget(self.cap, self.delta).mu ** 2 * (1 + ROUNDING):
                found.append((name, epsilon_of(sqrt(square), self.delta)))
        return tuple(found)

    def document(self) -> Document:
        """The ledger as a report."""
        balances = self.balances
        published = {entry.reservation for entry in self.entries if entry.kind == PUBLISHED}
        made = [entry for entry in self.entries if entry.kind == RESERVED]
        facts = (
            ("cap on a contributor's cases", f"ε {self.cap:g} at δ {self.delta:g}"),
            ("lines", len(self.entries)),
            ("last digest", self.head),
        )
        notes = [
            Note(
                f"The cases of {each.contributor} are also in releases by a method that gives no ε. The ε here bounds "
                "what differentially private releases tell; what all releases tell together has no bound.",
                "caution",
            )
            for each in balances
            if each.unbounded
        ]
        spent = [(b.contributor, b.releases, b.unbounded, round(b.epsilon, 4), round(b.left, 4)) for b in balances]
        rows = [
            (
                *(entry.sequence, entry.on, entry.release, entry.method, ", ".join(entry.contributors)),
                *(entry.epsilon, entry.delta, "published" if entry.sequence in published else "reserved only"),
            )
            for entry in made
        ]
        columns = ("contributor", "releases", "of these without ε", "ε spent", "ε left for one more")
        lines = ("line", "date", "release", "method", "contributors", "ε", "δ", "state")
        return Document(
            "Privacy ledger",
            f"All {len(self.entries)} lines hold. {len(made)} releases were entered.",
            (
                Section("Balance", (Facts(facts), *notes, Table(columns, spent, SUMS))),
                Section("Entries", (Table(lines, rows, "A reservation counts as spent whether or not it appeared."),)),
            ),
        )

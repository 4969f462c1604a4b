"""What publishing enters in the ledger, and how whoever publishes learns what stands when it fails."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from palermo.errors import ReleaseError
from palermo.protect import Budget
from palermo.release._ledger import RESERVED, Entry, Ledger
from palermo.release._ledger_file import confirm, read_ledger, refuse_shortened, refuse_spent, reserve
from palermo.release._spec import ReleaseSpec


class Spending:
    """The entries of one publishing: a reservation before noise is drawn, a confirmation when the release is there.

    Without a ledger in the specification nothing is entered.
    """

    def __init__(self, spec: ReleaseSpec) -> None:
        self._spec = spec
        self._before = 0
        self._ledger: Ledger | None = None
        self._published: Path | None = None

    @property
    def reservation(self) -> Entry | None:
        """The entry that says what is spent; None before it is made."""
        return None if self._ledger is None else self._ledger.entries[-1]

    @property
    def head(self) -> str | None:
        """The ledger's last digest when the release was entered: it stands for that line and all before it."""
        return None if self._ledger is None else self._ledger.head

    def check(self, budget: Budget | None, out: Path) -> None:
        """Raise ReleaseError when the ledger does not hold, or has less left than the budget.

        It does not hold either when it lacks the line of a release in the folder `out`, or has another cap than the
        specification says: whoever wrote that believes that the other cap protects.
        """
        if self._spec.ledger is not None:
            ledger = read_ledger(self._spec.ledger.file)
            refuse_shortened(ledger, out, contributors(self._spec))
            if ledger.cap != self._spec.ledger.cap:
                raise ReleaseError(
                    "release.spec_malformed",
                    place=f"{self._spec.path}: ledger",
                    reason=f"the cap is {self._spec.ledger.cap:g} here, and {ledger.cap:g} in {ledger.path}. A ledger "
                    "keeps the cap with which it was opened.",
                )
            self._before = len(ledger.entries)
            if budget is not None:
                refuse_spent(ledger, contributors(self._spec), budget)

    def reserve(self, budget: Budget | None) -> None:
        """Enter the release, once. budget: None for a method without ε."""
        spec = self._spec
        if spec.ledger is not None and self._ledger is None:
            self._ledger = reserve(
                spec.ledger.file,
                release=spec.id,
                on=spec.date,
                contributors=contributors(spec),
                method=spec.method,
                budget=budget,
            )

    def left(self) -> float:
        """The ε that one more release of the same cases could spend. Raises ValueError before anything is entered."""
        if self._ledger is None:
            raise ValueError("nothing is entered in a ledger")
        return self._ledger.least_left(contributors(self._spec))

    def confirm(self, published: Path) -> None:
        """Enter that the release has appeared, in the folder `published`."""
        self._published = published
        if self._spec.ledger is not None and self.reservation is not None:
            confirm(self._spec.ledger.file, reservation=self.reservation, on=self._spec.date)

    @contextmanager
    def told(self) -> Iterator[None]:
        """Say with whatever stops publishing, Ctrl-C too, what stands all the same: as a note to the exception."""
        try:
            yield
        except BaseException as error:
            for note in self._notes():
                error.add_note(note)
            raise

    def _notes(self) -> Iterator[str]:
        if self._published is not None:
            yield f"The release is published and whole: {self._published}."
            return
        try:
            entry = self.reservation or self._written()
        except ReleaseError as error:
            yield str(error)
            return
        if entry is not None and entry.epsilon is not None:
            yield (
                f"Line {entry.sequence} of the ledger stands: ε {entry.epsilon:g} is spent on the cases of "
                f"{', '.join(entry.contributors)}. To publish again draws new noise, and spends it again."
            )
        elif entry is not None:
            yield f"Line {entry.sequence} of the ledger, which names this release, stands."

    def _written(self) -> Entry | None:
        """The reservation in the file, where Ctrl-C came between its writing and our knowing of it."""
        if self._spec.ledger is None or not self._before:
            return None
        later = read_ledger(self._spec.ledger.file).entries[self._before :]
        mine = [entry for entry in later if (entry.kind, entry.release) == (RESERVED, self._spec.id)]
        return mine[-1] if mine else None


def contributors(spec: ReleaseSpec) -> Sequence[str]:
    """Whose cases a release is made from."""
    return tuple(given.contributor for given in spec.contributions)

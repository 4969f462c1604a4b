"""Hold a release against the privacy ledger: whether it was entered, and whether the ledger is still what it was."""

from collections.abc import Iterator, Sequence

from palermo.errors import ReleaseError
from palermo.release._ledger import PUBLISHED, RESERVED, Entry, Ledger
from palermo.release._manifest import DIFFERENTIAL_PRIVACY, Manifest

NEAR = 1e-3
"""How far what was left may be from what is reckoned again: it is told with four digits after the point."""


def require_head(manifest: Manifest) -> str:
    """The digest by which a release names its line. Raises ReleaseError when it names none."""
    head = manifest.about.privacy.ledger_head
    if head is None:
        raise ReleaseError("release.no_ledger_line", place=manifest.id)
    return head


def ledger_faults(manifest: Manifest, ledger: Ledger) -> Iterator[tuple[str, str, str]]:
    """What was checked, what is wrong with it as a sentence (empty when it holds), and what was found.

    The digest in the release is that of its line and of all before it, so a ledger that has this line has all of them
    as they were. What was written after it, this release cannot show: a later one can.

    Raises ReleaseError when the release names no line.
    """
    head = require_head(manifest)
    entry = next((each for each in ledger.entries if each.digest == head), None)
    if entry is None:
        yield (
            "line of the ledger",
            "no line has the digest that the release names: lines were cut off or written anew after the release was "
            "made, or this is another ledger.",
            "",
        )
        return
    yield "line of the ledger", "", f"line {entry.sequence} is there, and all before it are as they were"
    fault = _entry_fault(manifest, entry)
    if fault:
        yield "what the ledger says of the release", fault, ""
        return
    yield "what the ledger says of the release", "", _spent(entry)
    if manifest.about.method == DIFFERENTIAL_PRIVACY:
        yield "what was left", _balance_fault(manifest, ledger.entries[: entry.sequence], ledger), "as the release says"
    yield "its appearance", "", _appearance(entry, ledger)


def _entry_fault(manifest: Manifest, entry: Entry) -> str:
    """What of the entry is other than the release says."""
    about = manifest.about
    private = about.method == DIFFERENTIAL_PRIVACY
    said = {
        "kind": (entry.kind, RESERVED),
        "name": (entry.release, about.id),
        "date": (entry.on, about.date.isoformat()),
        "method": (entry.method, about.method),
        "contributors": (entry.contributors, tuple(sorted({part.contributor for part in about.contributions}))),
        "ε": (entry.epsilon, about.parameters.get("epsilon") if private else None),
        "δ": (entry.delta, about.parameters.get("delta") if private else None),
    }
    wrong = [name for name, (there, here) in said.items() if there != here]
    if private and about.privacy.spent != entry.epsilon:
        wrong.append("what was spent")
    return f"line {entry.sequence} says otherwise of: {', '.join(wrong)}." if wrong else ""


def _spent(entry: Entry) -> str:
    names = ", ".join(entry.contributors)
    if entry.epsilon is None:
        return f"{entry.method}, without ε, on the cases of {names}"
    return f"ε {entry.epsilon:g} at δ {entry.delta:g}, on the cases of {names}"


def _balance_fault(manifest: Manifest, until: Sequence[Entry], ledger: Ledger) -> str:
    """Whether what was left after the release was entered is what the release says was left."""
    left = Ledger(ledger.path, tuple(until)).least_left(until[-1].contributors)
    said = manifest.about.privacy.ledger_balance
    if said is not None and abs(left - said) <= NEAR:
        return ""
    return f"by the ledger, ε {left:.4g} was left for one more release; the release says {said}."


def _appearance(entry: Entry, ledger: Ledger) -> str:
    """Whether a later line says that it appeared. None need: publishing may have been stopped just before."""
    for later in ledger.entries[entry.sequence :]:
        if later.kind == PUBLISHED and later.reservation == entry.sequence:
            return f"line {later.sequence} says that it was published"
    return "no line says that it was published: publishing was stopped just when it appeared; what it spends counts"

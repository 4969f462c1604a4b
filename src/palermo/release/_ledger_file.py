"""The ledger's file: JSON lines beside the keys, added to and never changed.

Each line holds a digest of itself and of the line before it, so that one that was changed, moved or taken out shows.
Lines that were cut off at the end show against a digest that was kept elsewhere, such as in a release.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from palermo.cases import CAN_LOCK
from palermo.errors import ReleaseError
from palermo.protect import Budget
from palermo.release._ledger import OPENED, PUBLISHED, RESERVED, Entry, Ledger
from palermo.release._release import list_releases
from palermo.release._signing import write_secret

NOTHING_BEFORE = "0" * 64
"""Stands for the digest before the first line."""

RESTORE = "Find out who changed it and why; restore it from a copy. Until then nothing can be published against it."
CUT_OFF = (
    "A write was interrupted, or its end was cut off. Compare it with a copy and with the digests in releases; where "
    "only this piece of a line is too much, take the piece away: noise is drawn only after the whole line was written."
)
SHORTENED = (
    "Restore it from a newer copy. Who opened another ledger on purpose, with the consent of the contributors, "
    "publishes into another folder."
)
MAKE = (
    "Make it, for the first differentially private release, with palermo publish --make-keys; or correct its name in "
    "the specification."
)


def make_ledger(path: Path, *, cap: float, delta: float, on: date) -> Ledger:
    """Make a ledger, readable by its owner alone. Raises ReleaseError when there is a file of this name.

    cap, delta: the largest ε that may ever be spent on a contributor's cases, at this δ. They stay as they are: to
    raise them is to break what contributors were told, and needs another ledger and a word with them.

    Raises ProtectionError when either is out of range.
    """
    Budget(cap, delta)
    entry = Entry(1, OPENED, on.isoformat(), cap, delta)
    write_secret(path, _line(entry, NOTHING_BEFORE))
    return read_ledger(path)


def read_ledger(path: Path) -> Ledger:
    """A ledger, every line checked. Raises ReleaseError naming the first line that does not hold."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _untrusted(str(path), "there is no such file that can be read.", MAKE) from error
    return Ledger(path, _parse(path, data))


def refuse_shortened(ledger: Ledger, out: Path, contributors: Sequence[str]) -> None:
    """Raise ReleaseError when a release in a folder, with cases of these contributors, names a line that is not there.

    Then the ledger is an older copy, was cut off or made anew: what was spent since would be spent once more. A release
    that cannot be read raises as well: nobody knows which line it names.
    """
    for release in list_releases(out):
        about = release.manifest.about
        head = about.privacy.ledger_head
        theirs = {part.contributor for part in about.contributions}
        if head is not None and not ledger.holds(head) and theirs & set(contributors):
            raise _untrusted(
                str(ledger.path),
                f"the line by which {release.id} was entered is not in it: it was cut off or made anew, or is an older "
                "copy or another ledger.",
                SHORTENED,
            )


def refuse_spent(ledger: Ledger, contributors: Sequence[str], budget: Budget) -> None:
    """Raise ReleaseError when more than the cap would be spent on a contributor's cases."""
    for name, epsilon in ledger.would_pass(contributors, budget):
        raise ReleaseError(
            "ledger.spent", place=str(ledger.path), contributor=name, epsilon=f"{epsilon:.3g}", cap=f"{ledger.cap:g}"
        )


def reserve(
    path: Path, *, release: str, on: date, contributors: Sequence[str], method: str, budget: Budget | None
) -> Ledger:
    """Enter a release before any noise is drawn, and return the ledger, whose last entry is the reservation.

    It stands even when the release then fails: noise that was drawn may have been seen, and nobody could show that
    it was not. budget: None for a method that gives no ε. Two publishers at once wait for each other.

    Raises ReleaseError when the cap would be passed, and when the ledger does not hold.
    """
    with _locked(path) as handle:
        ledger = Ledger(path, _parse(path, _whole(handle)))
        names = tuple(sorted(set(contributors)))
        if not names:
            raise ValueError("a release has the cases of somebody")
        if budget is not None:
            refuse_spent(ledger, names, budget)
        entry = Entry(
            sequence=len(ledger.entries) + 1,
            kind=RESERVED,
            on=on.isoformat(),
            cap=ledger.cap,
            ledger_delta=ledger.delta,
            release=release,
            method=method,
            contributors=names,
            epsilon=None if budget is None else budget.epsilon,
            delta=None if budget is None else budget.delta,
            mu_squared=None if budget is None else budget.mu**2,
        )
        return _append(handle, ledger, entry)


def confirm(path: Path, *, reservation: Entry, on: date) -> Ledger:
    """Enter that a reserved release has appeared. Raises ReleaseError when the ledger does not hold."""
    with _locked(path) as handle:
        ledger = Ledger(path, _parse(path, _whole(handle)))
        if reservation not in ledger.entries or reservation.kind != RESERVED:
            raise ValueError("what appeared was not reserved in this ledger")
        entry = Entry(
            sequence=len(ledger.entries) + 1,
            kind=PUBLISHED,
            on=on.isoformat(),
            cap=ledger.cap,
            ledger_delta=ledger.delta,
            release=reservation.release,
            reservation=reservation.sequence,
        )
        return _append(handle, ledger, entry)


def _line(entry: Entry, before: str) -> bytes:
    """The line of an entry, with its digest."""
    plain = {name: value for name, value in asdict(entry).items() if name != "digest"}
    return _canonical(plain | {"digest": _digest(plain, before)}) + b"\n"


def _digest(plain: Mapping[str, object], before: str) -> str:
    return hashlib.sha256(before.encode() + b"\n" + _canonical(plain)).hexdigest()


def _canonical(plain: Mapping[str, object]) -> bytes:
    """One way of writing each line: keys in order, no spaces, numbers so that they read back as they were."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _parse(path: Path, data: bytes) -> tuple[Entry, ...]:
    """The entries of a ledger, each checked against the one before it."""
    if not data:
        raise _untrusted(str(path), "it is empty.", RESTORE)
    *lines, rest = data.split(b"\n")
    if rest:
        raise _untrusted(f"{path}: line {len(lines) + 1}", "the last line has no end.", CUT_OFF)
    entries: list[Entry] = []
    before = NOTHING_BEFORE
    for number, line in enumerate(lines, 1):
        entry = _entry(line)
        if entry is None or not _as_written(entry, before, line + b"\n") or not _follows(entry, entries):
            raise _untrusted(f"{path}: line {number}", "this line, or the one before it, is not as it was written.")
        entries.append(entry)
        before = entry.digest
    return tuple(entries)


def _as_written(entry: Entry, before: str, line: bytes) -> bool:
    """Whether we would write this line for the entry; none for numbers and texts that we never write."""
    try:
        return _line(entry, before) == line
    except (ValueError, TypeError):
        return False


def _entry(line: bytes) -> Entry | None:
    """A line as an entry; None when it is not one."""
    try:
        plain = json.loads(line)
        return Entry(**plain | {"contributors": tuple(plain["contributors"])})
    except (ValueError, TypeError, KeyError):
        return None


def _follows(entry: Entry, before: Sequence[Entry]) -> bool:
    """Whether an entry may stand after these: a line can be well-formed and still be none that we write."""
    if entry.sequence != len(before) + 1 or (entry.kind == OPENED) != (not before):
        return False
    return not before or (entry.cap, entry.ledger_delta) == (before[0].cap, before[0].ledger_delta)


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """A handle on the ledger that one writer holds at a time.

    Where a system has no such locks, two writers at once write two lines with one number, which the next reader finds.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_APPEND)
    except OSError as error:
        raise _untrusted(str(path), "there is no such file that can be written.", MAKE) from error
    try:
        if CAN_LOCK:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def _whole(handle: int) -> bytes:
    os.lseek(handle, 0, os.SEEK_SET)
    with os.fdopen(os.dup(handle), "rb") as file:
        return file.read()


def _append(handle: int, ledger: Ledger, entry: Entry) -> Ledger:
    """Add a line, and return only when it is on the disk."""
    line = _line(entry, ledger.head)
    left = line
    while left:
        left = left[os.write(handle, left) :]
    os.fsync(handle)
    written = _entry(line)
    if written is None:
        raise ValueError(f"line {entry.sequence} was written so that it cannot be read")
    return replace(ledger, entries=(*ledger.entries, written))


def _untrusted(place: str, reason: str, remedy: str = RESTORE) -> ReleaseError:
    return ReleaseError("ledger.untrusted", place=place, reason=reason, remedy=remedy)

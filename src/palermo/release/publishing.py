"""Make a release: contributions → one case table → the same person once → protected → checked → signed, whole.

The sensitive side of the gate. Nothing here is imported by what reads releases.
"""

import os
import secrets
from pathlib import Path

from palermo.cases import CaseTable, refuse_existing
from palermo.errors import ReleaseError
from palermo.link import merge_duplicates
from palermo.protect import SynthesisSettings, require_library
from palermo.release import _signing
from palermo.release._about import about_release
from palermo.release._difference import refuse_small_difference
from palermo.release._gate import check_files
from palermo.release._gather import put_together, read_part
from palermo.release._inputs import write_inputs
from palermo.release._ledger import Balance, Entry, Ledger
from palermo.release._ledger_file import confirm, make_ledger, read_ledger, reserve
from palermo.release._manifest import K_SYNTHETIC
from palermo.release._papers import remove_evaluation, write_evaluation, write_merging
from palermo.release._protecting import check_protection, exact_evaluation, make_safe, refuse_other_contributors
from palermo.release._release import Release
from palermo.release._spec import ContributionSpec, ReleaseSpec, load_spec
from palermo.release._spending import Spending
from palermo.release._steps import Progress, Steps
from palermo.release._write import taken, write_release

__all__ = [
    "Balance",
    "ContributionSpec",
    "Entry",
    "Ledger",
    "Progress",
    "ReleaseSpec",
    "check_name",
    "confirm",
    "load_spec",
    "make_keys",
    "make_ledger",
    "publish",
    "read_ledger",
    "reserve",
]

PERSON_KEY = "person_key"
LEAST_KEY = 32
"""Bytes of a person key: 256 bits, so that nobody finds a digest's person by trying names."""

READING, FINDING, WRITING = 1.0, 0.3, 1.0
"""How long steps take beside each other: reading a contributor's file, finding the same person, writing."""
PROTECTING = {True: 30.0, False: 5.0}
"""The same of protecting, by whether records are made and fitted to noisy counts."""
EVALUATING = {True: 2.0, False: 0.0}
"""And of holding them against the cases when they are published."""


def check_name(spec: ReleaseSpec, out: Path | str) -> None:
    """Raise ReleaseError when the folder holds a release of this name, or when nothing can be written there.

    It is asked before anything else: before keys are made that nothing will use, and before anything is spent.
    """
    out = Path(out)
    refuse_existing(out / spec.id, taken)
    there = next(path for path in (out.absolute(), *out.absolute().parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise ReleaseError("release.unwritable", place=str(there))


def make_keys(spec: ReleaseSpec) -> tuple[Path, ...]:
    """Make the keys that a specification names and that are not there yet, readable by their owner alone.

    For a differentially private release the ledger is made too, with the cap that stands there. Returns the files made:
    the signing key (its public half lies beside it, `.pub`), the ledger and the person key.

    Raises ProtectionError when noise could not be drawn: nothing is made then that nothing will use.
    """
    if isinstance(spec.protection, SynthesisSettings):
        require_library()
    made = []
    if not spec.sign_with.exists():
        _signing.make_key(spec.sign_with)
        made.append(spec.sign_with)
    if spec.ledger is not None and isinstance(spec.protection, SynthesisSettings) and not spec.ledger.file.exists():
        make_ledger(spec.ledger.file, cap=spec.ledger.cap, delta=spec.protection.delta, on=spec.date)
        made.append(spec.ledger.file)
    if spec.person_key is not None and not spec.person_key.exists():
        _signing.write_secret(spec.person_key, secrets.token_hex(LEAST_KEY).encode() + b"\n")
        made.append(spec.person_key)
    return tuple(made)


def publish(spec: ReleaseSpec, out: Path | str, *, progress: Progress | None = None) -> Release:
    """Make the release that a specification describes, in the folder `out`: all of it or nothing.

    Each contribution is harmonised; its quality report and its quarantined rows go to the work folder. Cases of the
    same person become one where there is a person key. Identifiers are dropped; the rest is protected by the method
    that the specification names, which is entered in the ledger where there is one; counts are made from what is
    left, and an evaluation against the cases goes to the work folder. The files are read back and checked before the
    release appears. Whatever stops it once privacy is spent carries a note (PEP 678) that says so.

    The same files, specification, keys, ledger and earlier releases give the same bytes, but where noise protects.
    progress: told of each step.

    Raises ReleaseError (a release of this id is there; a key cannot be used; nothing is left to publish; fewer than k
    cases are other than in another release in the folder, and the specification does not allow that; the ledger does
    not hold or is spent; the check fails) and what the stages raise.
    """
    out, spending = Path(out), Spending(spec)
    check_name(spec, out)
    key = _signing.read_private_key(spec.sign_with)
    person_key = _read_person_key(spec.person_key)
    check_protection(spec, spending, out)
    private = isinstance(spec.protection, SynthesisSettings)
    lasting = (*[READING] * len(spec.contributions), FINDING, PROTECTING[private], WRITING, EVALUATING[private])
    steps = Steps(progress, lasting)
    parts = []
    for part_number, given in enumerate(spec.contributions):
        steps.begin(part_number, f"Reading {given.contributor}")
        parts.append(read_part(spec, given, person_key))
    done = len(parts)
    steps.begin(done, "Finding the same person twice")
    cases = put_together(parts)
    refuse_other_contributors(spec, cases)
    cases, merged = _merged(spec, cases, person_key)
    cases = _published_columns(spec, cases)
    remove_evaluation(spec.work_folder)
    steps.begin(done + 1, "Protecting")
    with spending.told():
        safe = make_safe(spec, cases, spending, lambda what, share=0.0: steps.tell(f"Protecting: {what}", share))
        if safe.cases.num_rows == 0:
            raise ReleaseError("release.no_cases", place=str(spec.path), reason="the protection left no case.")
        if safe.evaluation is not None:
            write_evaluation(spec.work_folder, safe.evaluation)
        refuse_small_difference(spec, out, cases, safe)
        spending.reserve(None)
        steps.begin(done + 2, "Writing and checking")
        release = write_release(
            out,
            cases=safe.cases,
            about=about_release(spec, parts, merged, cases, safe, head=spending.head),
            key=key,
            counts=safe.counts,
            measured=safe.measured,
            check=check_files,
        )
        spending.confirm(release.path)
        if safe.method == K_SYNTHETIC:
            write_inputs(spec.work_folder, spec.id, cases)
        if safe.evaluation is None:
            steps.begin(done + 3, "Published; evaluating what is kept")
            write_evaluation(spec.work_folder, exact_evaluation(cases, safe, steps.tell))
    steps.begin(done + 4, "Published")
    return release


def _read_person_key(path: Path | None) -> bytes | None:
    if path is None:
        return None
    key = _signing.read_secret(path)
    if len(key) < LEAST_KEY:
        raise ReleaseError(
            "release.key_unreadable",
            place=str(path),
            reason=f"it is shorter than {LEAST_KEY} bytes.",
            remedy="Make it with palermo publish --make-keys, and keep it: another key finds other pairs.",
        )
    return key


def _merged(spec: ReleaseSpec, cases: CaseTable, person_key: bytes | None) -> tuple[CaseTable, int]:
    """The cases with each person once, and how many cases that made fewer. The report goes to the work folder."""
    if person_key is None or PERSON_KEY not in cases:
        return cases, 0
    merged = merge_duplicates(cases)
    write_merging(spec.work_folder, merged.report)
    return merged.cases, cases.num_rows - merged.cases.num_rows


def _published_columns(spec: ReleaseSpec, cases: CaseTable) -> CaseTable:
    if cases.num_rows == 0:
        raise ReleaseError("release.no_cases", place=str(spec.path), reason="no row was accepted.")
    if spec.columns is None:
        return cases.without_ids()
    for name in spec.columns:
        if name not in cases:
            raise ReleaseError(
                "release.spec_malformed",
                place=f"{spec.path}: columns",
                reason=f"no contribution has the column {name!r}.",
            )
    return cases.select(spec.columns)

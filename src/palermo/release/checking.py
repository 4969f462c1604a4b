"""Check a release: whether it is what was signed, by whom, and whether the protection holds in what is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from palermo.release import _signing
from palermo.release._against_ledger import ledger_faults, require_head
from palermo.release._gate import counts_fault, protection_fault, schema_fault, text_fault
from palermo.release._ledger import Ledger
from palermo.release._ledger_file import read_ledger
from palermo.release._manifest import DIFFERENTIAL_PRIVACY, K_SYNTHETIC, REVIEWERS_NEEDED, Manifest
from palermo.release._release import MANIFEST, file_fault, name_fault, parse_manifest, read_manifest, signature_fault
from palermo.report import Document, Facts, Note, Section, Table

__all__ = ["PINNED", "SELF", "Check", "Ledger", "Verification", "read_ledger", "read_public_key", "verify"]

PINNED = "pinned"
"""The signature is by the key that the reader named."""
SELF = "key in the file"
"""The signature is by the key in the release itself: nothing was changed after signing; who signed is not shown."""

read_public_key = _signing.read_public_key


@dataclass(frozen=True, slots=True)
class Check:
    """One check. detail: what is wrong, or what was found."""

    name: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """What checking a release found.

    trust: `pinned`, or `key in the file`. fingerprint: of the key in the release. reviewed: approved by two people.
    """

    release: str
    passed: bool
    trust: str
    fingerprint: str
    reviewed: bool
    demonstration: bool
    checks: tuple[Check, ...]

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that it did not pass."""
        return tuple(check for check in self.checks if not check.passed)

    def document(self) -> Document:
        """The verification as a report."""
        rows = [(check.name, "passed" if check.passed else "FAILED", check.detail) for check in self.checks]
        lead = (
            f"All {len(self.checks)} checks passed."
            if self.passed
            else f"{len(self.failed)} of {len(self.checks)} checks failed. Do not use this release."
        )
        return Document(
            f"Release {self.release}",
            lead,
            (Section("Checks", (Table(("check", "", "detail"), rows), *self._notes(), self._key())),),
        )

    def _notes(self) -> Iterator[Note]:
        if self.trust == SELF:
            yield Note(
                "The signature was checked with the key in the release itself: that shows that nothing was changed "
                "after signing, not who signed. Compare the fingerprint with the one that the publisher makes known, "
                "or name the publisher's key with --key.",
                "caution",
            )
        if not self.reviewed:
            yield Note(f"Not reviewed by two people (needed: {REVIEWERS_NEEDED} besides the author).", "caution")
        if self.demonstration:
            yield Note("The cases are invented.", "caution")

    def _key(self) -> Facts:
        return Facts((("Key fingerprint", self.fingerprint), ("Trust", self.trust)))


def verify(
    path: Path | str, *, public_key: Ed25519PublicKey | None = None, ledger: Ledger | None = None
) -> Verification:
    """Check a release: every checksum, the signature, the schema, the counts, and that the protection holds.

    public_key: the publisher's, got from elsewhere. Without it, the key in the release is taken, and `trust` says so.
    ledger: the publisher's; then it is checked too that the release was entered there as it says, and that no line up
        to its own was changed since.

    Raises ReleaseError when there is no release, when its manifest cannot be read at all, or when it names no line of
    a ledger and is to be held against one.
    """
    folder = Path(path)
    document = read_manifest(folder)
    manifest = parse_manifest(folder, document)
    if ledger is not None:
        require_head(manifest)
    checks = tuple(_checks(folder, manifest, signature_fault(document, manifest), public_key, ledger))
    return Verification(
        release=manifest.id,
        passed=all(check.passed for check in checks),
        trust=SELF if public_key is None else PINNED,
        fingerprint=manifest.key.fingerprint,
        reviewed=manifest.is_reviewed,
        demonstration=manifest.about.demonstration,
        checks=checks,
    )


def _checks(
    folder: Path, manifest: Manifest, signature: str, public_key: Ed25519PublicKey | None, ledger: Ledger | None
) -> Iterator[Check]:
    yield _check("signature", signature, f"{manifest.key.algorithm}")
    if public_key is not None:
        same = _signing.describe(public_key) == manifest.key
        yield _check("publisher's key", "" if same else "the release is signed with another key than the one named.")
    faults = {entry.name: file_fault(folder, entry) for entry in manifest.files}
    for entry in manifest.files:
        yield _check(f"checksum of {entry.name}", faults[entry.name], f"{entry.bytes:,} bytes")
    yield _check("name of the folder", name_fault(folder, manifest))
    yield _check("nothing else in the folder", _strangers(folder, manifest))
    cases, fault = schema_fault(folder, manifest)
    yield _check("schema of the cases, no identifier, no free text", fault, f"{manifest.rows:,} cases")
    if cases is not None:
        yield _check("protection", protection_fault(cases, manifest), _shown(manifest))
        yield _check("cases.csv says the same as cases.parquet", text_fault(folder, cases))
    yield _check("published counts", counts_fault(folder, cases, manifest))
    if ledger is not None:
        yield from (_check(*found) for found in ledger_faults(manifest, ledger))


def _check(name: str, fault: str, found: str = "") -> Check:
    return Check(name, not fault, fault or found)


def _shown(manifest: Manifest) -> str:
    """What the files show of the protection, and what they cannot show."""
    signed = "how the cases were made, of which the publisher's signature assures; files cannot show it"
    if manifest.about.method == DIFFERENTIAL_PRIVACY:
        return f"rests on {signed}"
    if manifest.about.method == K_SYNTHETIC:
        return f"every value is in a multiple of {manifest.k} cases; the rest is {signed}"
    return f"every combination of up to {manifest.length} attributes is in {manifest.k} cases or more"


def _strangers(folder: Path, manifest: Manifest) -> str:
    known = {MANIFEST, *(entry.name for entry in manifest.files)}
    strangers = sorted(path.name for path in folder.iterdir() if path.name not in known)
    return f"not part of the release: {', '.join(strangers[:5])}." if strangers else ""

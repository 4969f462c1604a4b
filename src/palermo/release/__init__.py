"""What passed the gate, as it is read: a directory of files, signed and never changed.

Releases are made in `palermo.release.publishing` and checked in `palermo.release.checking`; neither is imported
here, so that who only reads releases never loads what handles people's records.
"""

from palermo.release._breaks import Break, Way, breaks
from palermo.release._manifest import (
    DIFFERENTIAL_PRIVACY,
    K_ANONYMITY,
    K_SYNTHETIC,
    About,
    Change,
    Contribution,
    Coverage,
    FileEntry,
    Licence,
    Manifest,
    Privacy,
    PublicKey,
    Review,
    citation,
)
from palermo.release._promise import promise_in_words
from palermo.release._release import MANIFEST, REPORT, Release, list_releases, open_release
from palermo.release._terms import USE, source_of, terms_of

__all__ = [
    "DIFFERENTIAL_PRIVACY",
    "K_ANONYMITY",
    "K_SYNTHETIC",
    "MANIFEST",
    "REPORT",
    "USE",
    "About",
    "Break",
    "Change",
    "Contribution",
    "Coverage",
    "FileEntry",
    "Licence",
    "Manifest",
    "Privacy",
    "PublicKey",
    "Release",
    "Review",
    "Way",
    "breaks",
    "citation",
    "list_releases",
    "open_release",
    "promise_in_words",
    "source_of",
    "terms_of",
]

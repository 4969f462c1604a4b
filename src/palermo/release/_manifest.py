"""What a release says of itself, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeGuard

from palermo.codes import Column, in_language

FORMAT = "1"
"""Version of the release format, which docs/reference/release-format.md describes."""

K_ANONYMITY = "k-anonymity"
"""The method of protection, as a manifest names it."""

DIFFERENTIAL_PRIVACY = "differential-privacy"
"""Another: cases made from noisy counts."""

K_SYNTHETIC = "k-synthetic"
"""And another: records put together, all of which some group of k cases or more shares."""

REVIEWERS_NEEDED = 2
"""How many people other than the author must approve (design: two people open the gate)."""

QUASI_IDENTIFIERS = "quasi_identifiers"
"""The parameter that names them."""

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Licence:
    """Under which terms the files may be used. name: as its owner writes it."""

    name: str
    url: str = ""

    @property
    def link(self) -> str:
        """The address, where it leads to a page and to nothing that a browser would run; else empty."""
        return self.url if self.url.startswith(("https://", "http://")) else ""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one contributor sent: rows that came in, rows taken, rows set aside. `rows_in` is the sum of the others.

    All three are None where fewer than k cases were taken. Where that is one contributor only, the next smallest has
    none either: the others' numbers and the release's rows would tell the missing one.
    mapping: the mapping by which its file was read; empty when a case table was sent.
    """

    contributor: str
    rows_in: int | None
    accepted: int | None
    quarantined: int | None
    mapping: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Cases of one contributor in one year. cases: None where the number is withheld because it is small."""

    contributor: str
    year: int
    cases: int | None


@dataclass(frozen=True, slots=True)
class Review:
    """What one reviewer found. verdict: approved or refused."""

    by: str
    on: date
    verdict: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Privacy:
    """What the release spends of a privacy budget. None where the method has no budget; note says so.

    ledger_head: the digest of the line in the publisher's ledger by which the release was entered, and with it of all
    lines before; None where there is no ledger. It tells nothing by itself; whoever sees the ledger later can tell by
    it whether these lines are as they were.
    """

    spent: float | None = None
    ledger_balance: float | None = None
    note: str = (
        "Not applicable: k-anonymity limits how small a group may be told apart; it has no privacy budget to spend. "
        "Releases made from the same cases can still be compared with each other."
    )
    ledger_head: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What is different from the release that this one follows in its folder.

    lists: code lists of which another version is used, as name → (version before, version now).
    """

    previous: str
    rows_before: int
    rows_now: int
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    columns_changed: tuple[str, ...] = ()
    lists: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a release before its files are written.

    method, parameters: how the cases were protected (`k-anonymity`, with `k`, `length` and, where there are any,
    `quasi_identifiers`; `k-synthetic`, with `k` and `length`;
    `differential-privacy`, with `epsilon`, `delta`, `length`, `fabrication`, `rare` and `years`).
    quality, risk, utility: measured figures, by name; plain JSON values.
    demonstration: the cases are invented; shown wherever the release is.
    author: who prepared it; her own approval does not count as a review.
    """

    id: str
    title: Labels
    publisher: str
    date: date
    licence: Licence
    terms: Labels = field(default_factory=dict)
    description: Labels = field(default_factory=dict)
    demonstration: bool = False
    method: str = K_ANONYMITY
    parameters: Mapping[str, object] = field(default_factory=dict)
    privacy: Privacy = Privacy()
    contributions: tuple[Contribution, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    quality: Mapping[str, object] = field(default_factory=dict)
    risk: Mapping[str, object] = field(default_factory=dict)
    utility: Mapping[str, object] = field(default_factory=dict)
    author: str = ""
    reviews: tuple[Review, ...] = ()

    @property
    def k(self) -> int | None:
        """The smallest group that may be told apart; None where the method has none."""
        value = self.parameters.get("k")
        return value if _is_whole(value) else None

    @property
    def cases_left_out(self) -> int:
        """How many cases protection left out entirely, at most: each may have been in any group of any size.

        The number is withheld where it is below k; then it is k − 1 at most.
        """
        value = self.utility.get("cases_withheld", 0)
        if value is None:
            return (self.k or 1) - 1
        return value if _is_whole(value) else 0


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of the release: its size in bytes and the SHA-256 of its bytes, in hexadecimal."""

    name: str
    bytes: int
    sha256: str
    media_type: str
    description: str


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The key by which the signature can be checked.

    public_key: the 32 raw bytes of an Ed25519 key, in base64. fingerprint: the SHA-256 of these bytes, in hexadecimal:
    what a publisher makes known elsewhere, so that a reader can compare.
    """

    algorithm: str
    public_key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a release says of itself. The fields of `about` stand beside the others in manifest.json.

    schema: name and version of the schema of cases. columns: those published, in order, as they were published.
    lists: the code lists used, with their versions. limits: what a reader must know before she uses a figure.
    signature: Ed25519 over the canonical JSON of everything else, in base64.
    """

    about: About
    format: str
    software: str
    schema: Mapping[str, str]
    rows: int
    columns: tuple[Column, ...]
    lists: Mapping[str, str]
    limits: tuple[Labels, ...]
    changes: Change | None
    files: tuple[FileEntry, ...]
    key: PublicKey
    signature: str = ""

    @property
    def id(self) -> str:
        """The release's id, which is its folder's name."""
        return self.about.id

    @property
    def k(self) -> int | None:
        """The smallest group that may be told apart; None where the method has none."""
        return self.about.k

    @property
    def length(self) -> int:
        """The longest combination that is protected and counted, in attributes."""
        value = self.about.parameters.get("length", 0)
        return value if _is_whole(value) else 0

    @property
    def quasi_identifiers(self) -> tuple[str, ...]:
        """The columns over whose whole key each group has k cases or more; none where nothing is promised of it."""
        value = self.about.parameters.get(QUASI_IDENTIFIERS, ())
        return tuple(map(str, value)) if isinstance(value, list | tuple) else ()

    @property
    def cases_left_out(self) -> int:
        """How many cases protection left out entirely, at most."""
        return self.about.cases_left_out

    @property
    def cases_not_covered(self) -> int | None:
        """Published cases that no number of `coverage` counts; None where contributors are not published, or none is.

        In them contributor or year is withheld or missing, or their number is.
        """
        if not self.about.coverage or all(column.name != "contributor" for column in self.columns):
            return None
        return self.rows - sum(cell.cases or 0 for cell in self.about.coverage)

    @property
    def reviewers(self) -> frozenset[str]:
        """Who approved, the author aside."""
        approving = {review.by for review in self.about.reviews if review.verdict == "approved"}
        return frozenset(approving - {self.about.author})

    @property
    def is_reviewed(self) -> bool:
        """Whether two people other than the author approved it."""
        return len(self.reviewers) >= REVIEWERS_NEEDED and all(r.verdict == "approved" for r in self.about.reviews)

    def title(self, language: str = "en") -> str:
        """The title in a language, or in English, or in any."""
        return in_language(self.about.title, language)


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


_CITATIONS: Mapping[str, str] = {
    "en": "{publisher} ({year}). {title}. Release {id}, {date}.",
    "fr": "{publisher} ({year}). {title}. Publication {id}, {date}.",
    "es": "{publisher} ({year}). {title}. Publicación {id}, {date}.",
    # what is written in Latin letters and digits is set apart, so that its parts stay in their order
    "ar": "\u2068{publisher}\u2069 ({year}). {title}. الإصدار \u2068{id}\u2069، \u2068{date}\u2069.",
    "ru": "{publisher} ({year}). {title}. Выпуск {id}, {date}.",
    "zh": "{publisher}（{year}）。{title}。发布版{id}，{date}。",
}


def citation(about: About, language: str = "en") -> str:
    """How to cite a release or a figure from it."""
    return in_language(_CITATIONS, language).format(
        publisher=about.publisher,
        year=about.date.year,
        title=in_language(about.title, language) or about.id,
        id=about.id,
        date=about.date.isoformat(),
    )

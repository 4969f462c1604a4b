"""release.yaml: what is to be published. Read strictly: what is not understood is refused, with file and line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from palermo.codes import LANGUAGES, LARGEST, ColumnKind, Node, case_schema, parse_yaml
from palermo.errors import InputError, ReleaseError
from palermo.protect import (
    LONGEST,
    MOST_EPSILON,
    MOST_LENGTH,
    Budget,
    KAnonymitySettings,
    KSyntheticSettings,
    SynthesisSettings,
    is_mark,
)
from palermo.release._coverage import YEAR
from palermo.release._manifest import DIFFERENTIAL_PRIVACY, K_ANONYMITY, K_SYNTHETIC, Licence, Review
from palermo.release._papers import same_papers
from palermo.release._release import NAME

WORK_FOLDER = "work"
VERDICTS = ("approved", "refused")


@dataclass(frozen=True, slots=True)
class ContributionSpec:
    """What one contributor sent. Either a file and the mapping to read it by, or a case table that is one already.

    mapping: a built-in mapping's name, or the path of a mapping file. line: where it stands in the specification.
    """

    contributor: str
    file: Path | None
    mapping: str
    cases: Path | None
    line: int


METHOD_FIELDS = {
    K_ANONYMITY: ("k", "length", "quasi_identifiers", "coarsen", "most_withheld"),
    K_SYNTHETIC: ("k",),
    DIFFERENTIAL_PRIVACY: ("epsilon", "delta", "length", "fabrication", "rare", "years"),
}
"""What each method of protection can be told."""


Protection = KAnonymitySettings | KSyntheticSettings | SynthesisSettings
"""How cases are protected: the settings say by which method."""


@dataclass(frozen=True, slots=True)
class LedgerSpec:
    """Where the privacy ledger is. cap: the largest ε that may ever be spent on a contributor's cases."""

    file: Path
    cap: float


@dataclass(frozen=True, slots=True)
class ReleaseSpec:
    """What is to be published. Paths are absolute or relative to where the command runs, as they can be opened.

    columns: those to publish, in this order; None for all but identifiers. protection: how they are protected.
    ranges: public bounds of whole numbers, by column. ledger: what is spent of privacy is entered there.
    allow_small_difference: whether it may differ from another release in the folder by fewer than k cases.
    work_folder: where reports and quarantined rows go; never published.
    """

    path: Path
    id: str
    title: Mapping[str, str]
    publisher: str
    date: date
    licence: Licence
    contributions: tuple[ContributionSpec, ...]
    sign_with: Path
    work_folder: Path
    terms: Mapping[str, str] = field(default_factory=dict)
    description: Mapping[str, str] = field(default_factory=dict)
    demonstration: bool = False
    person_key: Path | None = None
    columns: tuple[str, ...] | None = None
    protection: Protection = field(default_factory=KAnonymitySettings)
    ranges: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    ledger: LedgerSpec | None = None
    allow_small_difference: bool = False
    author: str = ""
    reviews: tuple[Review, ...] = ()

    @property
    def method(self) -> str:
        """How the cases are protected, as a manifest names it."""
        if isinstance(self.protection, SynthesisSettings):
            return DIFFERENTIAL_PRIVACY
        return K_SYNTHETIC if isinstance(self.protection, KSyntheticSettings) else K_ANONYMITY


def load_spec(path: Path | str) -> ReleaseSpec:
    """Read a specification. Raises ReleaseError with file and line when anything in it is wrong or not there."""
    path = Path(path)
    root = _read(path)
    fields = root.fields(
        required=("id", "title", "publisher", "date", "licence", "contributions", "sign_with"),
        optional=(
            *("terms", "description", "demonstration", "person_key", "columns", "protect", "ledger"),
            *("author", "reviews", "work_folder", "allow_small_difference"),
        ),
    )
    licence = fields["licence"].fields(required=("name",), optional=("url",))
    every = tuple(dict.fromkeys(name for names in METHOD_FIELDS.values() for name in names))
    protect = fields["protect"].fields(optional=("method", *every)) if "protect" in fields else {}
    method = protect["method"].choice(tuple(METHOD_FIELDS)) if "method" in protect else K_ANONYMITY
    for name, node in protect.items():
        if name != "method" and name not in METHOD_FIELDS[method]:
            raise node.fault(f"{name} says nothing to the method {method}.")
    if method == DIFFERENTIAL_PRIVACY and "ledger" not in fields:
        raise fields["protect"].fault("differential privacy needs a ledger: ledger: {file: keys/ledger, cap: 12}.")
    columns = _columns(fields["columns"]) if "columns" in fields else None
    base = path.parent
    return ReleaseSpec(
        path=path,
        id=_id(fields["id"]),
        title=_labels(fields["title"]),
        publisher=fields["publisher"].text(),
        date=fields["date"].date(),
        licence=Licence(licence["name"].text(), licence["url"].text() if "url" in licence else ""),
        contributions=_contributions(fields["contributions"], base),
        sign_with=base / fields["sign_with"].text(),
        work_folder=base / (fields["work_folder"].text() if "work_folder" in fields else WORK_FOLDER),
        terms=_labels(fields["terms"]) if "terms" in fields else {},
        description=_labels(fields["description"]) if "description" in fields else {},
        demonstration=fields["demonstration"].boolean() if "demonstration" in fields else False,
        person_key=base / fields["person_key"].text() if "person_key" in fields else None,
        columns=columns,
        protection=_protection(method, protect, fields.get("protect", root), columns),
        ranges={YEAR: _years(protect["years"])} if "years" in protect else {},
        ledger=_ledger(fields["ledger"], base) if "ledger" in fields else None,
        allow_small_difference=("allow_small_difference" in fields and fields["allow_small_difference"].boolean()),
        author=fields["author"].text() if "author" in fields else "",
        reviews=tuple(_review(node) for node in _items(fields["reviews"])) if "reviews" in fields else (),
    )


def _protection(method: str, fields: Mapping[str, Node], whole: Node, columns: tuple[str, ...] | None) -> Protection:
    """How the table is protected, by the method that is named."""
    if method == DIFFERENTIAL_PRIVACY:
        return _private(fields, whole)
    if method == K_SYNTHETIC:
        return KSyntheticSettings(fields["k"].whole(least=2)) if "k" in fields else KSyntheticSettings()
    return _anonymous(fields, columns)


def _anonymous(fields: Mapping[str, Node], columns: tuple[str, ...] | None) -> KAnonymitySettings:
    """How the table is protected; what the specification does not say is as `protect` has it."""
    given: dict[str, Any] = {}
    if "k" in fields:
        given["k"] = fields["k"].whole(least=2)
    if "length" in fields:
        given["length"] = fields["length"].whole(least=1, most=MOST_LENGTH)
    if "most_withheld" in fields:
        given["most_withheld"] = _percent(fields["most_withheld"])
    for name in ("quasi_identifiers", "coarsen"):
        if name in fields:
            given[name] = _chosen(fields[name], columns)
    return KAnonymitySettings(**given)


def _private(fields: Mapping[str, Node], whole: Node) -> SynthesisSettings:
    """The settings of differential privacy. What is promised has to be written down: neither ε nor δ has a default."""
    for name in ("epsilon", "delta"):
        if name not in fields:
            raise whole.fault(f"{name} is missing: what is promised has to be written down.")
    given: dict[str, Any] = {name: _number(fields[name]) for name in ("epsilon", "delta")}
    Budget(**given)
    if "length" in fields:
        given["length"] = fields["length"].whole(least=1, most=LONGEST)
    if "rare" in fields:
        given["rare"] = fields["rare"].whole(least=2)
    if "fabrication" in fields:
        given["fabrication"] = _percent(fields["fabrication"])
    return SynthesisSettings(**given)


def _number(node: Node) -> float:
    try:
        return float(node.text())
    except ValueError as error:
        raise node.fault(f"{node.text()!r} is no number.") from error


def _years(node: Node) -> tuple[int, int]:
    """Two years, the first and the last that a case may be of."""
    items = _items(node)
    if len(items) != 2:
        raise node.fault("here must stand the first and the last year: [2002, 2026].")
    first, last = (item.whole(least=0, most=9999) for item in items)
    if first > last:
        raise node.fault("the first year is after the last.")
    return first, last


def _ledger(node: Node, base: Path) -> LedgerSpec:
    fields = node.fields(required=("file", "cap"))
    cap = _number(fields["cap"])
    if cap <= 0:
        raise fields["cap"].fault("a cap of nothing lets nothing be published.")
    if not cap <= MOST_EPSILON:
        raise fields["cap"].fault(f"a cap is a number up to {MOST_EPSILON:g}: a larger one promises nothing.")
    return LedgerSpec(base / fields["file"].text(), cap)


def _malformed(place: str, reason: str) -> ReleaseError:
    return ReleaseError("release.spec_malformed", place=place, reason=reason)


def _read(path: Path) -> Node:
    if not path.is_file():
        raise InputError("file.not_found", place=str(path))
    if path.stat().st_size > LARGEST:
        raise _malformed(str(path), "it is larger than 1 MB.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _malformed(str(path), "it is not text in UTF-8.") from error
    return parse_yaml(text, str(path), malformed=_malformed)


def _items(node: Node) -> tuple[Node, ...]:
    """The items of a list, which has to be written as one."""
    if node.is_text:
        raise node.fault("here must stand a list.")
    return node.items()


def _labels(node: Node) -> Mapping[str, str]:
    """A text by language. A plain text is English."""
    if node.is_text:
        return {"en": node.text()}
    return {name: text.text() for name, text in node.fields(required=("en",), optional=LANGUAGES[1:]).items()}


def _id(node: Node) -> str:
    text = node.text()
    if not NAME.fullmatch(text):
        raise node.fault(f"{text!r} cannot name a folder; use letters, digits, . _ and -.")
    return text


def _contributions(node: Node, base: Path) -> tuple[ContributionSpec, ...]:
    found: list[ContributionSpec] = []
    for item in _items(node):
        fields = item.fields(required=("contributor",), optional=("file", "mapping", "cases"))
        name = fields["contributor"].text()
        if any(other.contributor == name for other in found):
            raise fields["contributor"].fault(f"the contributor {name!r} is named twice.")
        if is_mark(name):
            raise fields["contributor"].fault(f"{name!r} is a mark of ours. Name the contributor otherwise.")
        if ("cases" in fields) == ("file" in fields) or ("file" in fields) != ("mapping" in fields):
            raise item.fault("a contribution needs either a file and a mapping, or cases.")
        file = _existing(fields["file"], base) if "file" in fields else None
        cases = _existing(fields["cases"], base) if "cases" in fields else None
        mapping = _mapping(fields["mapping"], base) if "mapping" in fields else ""
        if file is not None:
            _refuse_same_papers(fields["contributor"], found)
        found.append(ContributionSpec(name, file, mapping, cases, item.line))
    if not found:
        raise node.fault("there is no contribution.")
    return tuple(found)


def _refuse_same_papers(contributor: Node, others: Sequence[ContributionSpec]) -> None:
    """Refuse a contributor whose quality report and rows set aside would overwrite another's in the work folder."""
    for other in others:
        if other.file is not None and same_papers(contributor.text(), other.contributor):
            raise contributor.fault(
                f"{contributor.text()!r} and {other.contributor!r} would have the same files in the work folder. "
                "Name one of them otherwise."
            )


def _existing(node: Node, base: Path) -> Path:
    path = base / node.text()
    if not path.is_file():
        raise node.fault(f"there is no file {node.text()!r} beside this specification.")
    return path


def _mapping(node: Node, base: Path) -> str:
    """A mapping's name as it stands, or the path of a mapping file as it can be opened."""
    text = node.text()
    if not text.endswith((".yaml", ".yml")):
        return text
    return str(_existing(node, base))


def _columns(node: Node) -> tuple[str, ...]:
    found = _names(node)
    if not found:
        raise node.fault("no column is named.")
    return found


def _chosen(node: Node, columns: tuple[str, ...] | None) -> tuple[str, ...]:
    """Some of the published columns, or none."""
    found = _names(node)
    for item, name in zip(_items(node), found, strict=True):
        if columns is not None and name not in columns:
            raise item.fault(f"{name} is not among the columns that are published.")
    return found


def _percent(node: Node) -> float:
    """A share, written as a whole number of per cent."""
    return node.whole(least=0, most=100) / 100


def _names(node: Node) -> tuple[str, ...]:
    schema = case_schema()
    found: list[str] = []
    for item in _items(node):
        name = item.text()
        if name not in schema:
            known = ", ".join(column.name for column in schema.columns if column.kind is not ColumnKind.ID)
            raise item.fault(f"there is no column {name!r}. There are: {known}.")
        if schema[name].kind is ColumnKind.ID:
            raise item.fault(f"{name} identifies people and is never published.")
        if name in found:
            raise item.fault(f"the column {name!r} is named twice.")
        found.append(name)
    return tuple(found)


def _review(node: Node) -> Review:
    fields = node.fields(required=("by", "on", "verdict"), optional=("note",))
    note = fields["note"].text() if "note" in fields else ""
    return Review(fields["by"].text(), fields["on"].date(), fields["verdict"].choice(VERDICTS), note)

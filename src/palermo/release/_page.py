"""report.html: what the release is, what was done to protect people, and what that cost, in plain words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from palermo.cases import CaseTable, Missing
from palermo.codes import in_language
from palermo.protect import MEANINGS, labels_of
from palermo.release._datapackage import limits
from palermo.release._manifest import DIFFERENTIAL_PRIVACY, K_ANONYMITY, K_SYNTHETIC, REVIEWERS_NEEDED, Manifest
from palermo.release._promise import promise_in_words
from palermo.release._terms import terms_of
from palermo.report import Document, Facts, Note, Paragraph, Section, Table, show_share

METHODS: Mapping[str, str] = {
    DIFFERENTIAL_PRIVACY: "differential privacy",
    K_ANONYMITY: "k-anonymity",
    K_SYNTHETIC: "k-synthetic records",
}
"""What methods are called."""

TERMS: Mapping[str, str] = {
    **MEANINGS,
    "error": "Differences between true and published counts of all combinations that cases have, added up, as a share "
    "of the true counts: 0 % is a perfect copy, 100 % is as bad as an empty table.",
    "shuffled columns": "The cases with every column shuffled by itself: nothing that belongs together is left. A "
    "useful release is far better than that.",
    "lost": "Counts of combinations that cases have and the release has not, as a share of the true counts.",
    "made up": "Counts of combinations that the release has and no case has, as a share of the published counts.",
    "set aside": "Rows that broke a rule of the standard. Their contributor was told which.",
    "checksum": "A number worked out from all bytes of a file: when a byte changes, so does the number.",
    "signature": "A proof that the files are as the owner of the key left them.",
    "fingerprint": "A short form of a key, by which two people can tell that they have the same one.",
    "proxy": "What was recorded in place of what one would like to know.",
    "ledger": "The publisher's own account of what all releases of the same cases may tell of one of them.",
}
"""Words that a reader may not know."""

SETTINGS: Mapping[str, str] = {
    "epsilon": "ε",
    "delta": "δ",
    "k": "Smallest group, in cases (k)",
    "length": "Longest combination, in attributes",
    "fabrication": "Dial from fewest made-up combinations (0) to smallest error (1)",
    "rare": "Smallest noisy count of a combination that may appear",
    "years": "First and last year that a case may be of",
    "quasi_identifiers": "Quasi-identifiers",
    "coarsen": "Columns that might be made coarser",
    "most_withheld": "Share of a column's values above which it is made coarser rather than withheld",
}
"""What the parameters of methods are called; another is shown under its own name."""


def build(manifest: Manifest, cases: CaseTable, measured: Sequence[Section]) -> Document:
    """The report of a release. measured: what the protection measured of itself (risk, utility)."""
    about = manifest.about
    lead = (
        f"{manifest.rows:,} cases in {len(manifest.columns)} columns, published by {about.publisher} on {about.date}. "
        f"{promise_in_words(about.method, about.parameters)}"
    )
    sections = (
        Section("How people are protected", (*_unreviewed(manifest), *_protection(manifest))),
        Section(
            "What a reader must know", tuple(Note(in_language(each, "en"), "caution") for each in limits(manifest))
        ),
        *measured,
        Section("What is in it", (_columns(cases),)),
        Section("Where it comes from", tuple(_origin(manifest))),
        Section("How to check it", tuple(_checking(manifest))),
    )
    return Document(manifest.title(), lead.strip(), tuple(section for section in sections if section.blocks), TERMS)


def missing_by_kind(cases: CaseTable) -> dict[str, dict[str, int]]:
    """How many values are missing in each column, by kind; kinds that do not occur are left out."""
    found: dict[str, dict[str, int]] = {}
    for name in cases.names:
        counted = cases.missing(name).value_counts().to_pylist()
        by_kind = {entry["values"]: entry["counts"] for entry in counted if entry["values"] is not None}
        found[name] = {kind.value: by_kind[kind.value] for kind in Missing if kind.value in by_kind}
    return found


def _unreviewed(manifest: Manifest) -> Iterator[Note]:
    if not manifest.is_reviewed:
        count = len(manifest.reviewers)
        yield Note(f"Not reviewed by two people: {count} of {REVIEWERS_NEEDED} reviewers approved it.", "caution")


def _protection(manifest: Manifest) -> Iterator[Paragraph | Facts]:
    k, length = manifest.k, manifest.length
    if manifest.about.method == K_ANONYMITY and k is not None:
        yield Paragraph(
            f"Every combination of up to {length} attributes that occurs in the cases occurs in at least {k} of them: "
            f"whoever knows up to {length} things that a person has finds a group of {k} or more, never one person. "
            "That a value was withheld counts as one of these things, so that it singles nobody out either; why a "
            "value is missing counts in combinations of up to two. "
            "Names, contacts, case numbers and free texts never came this far. Values that would have told people "
            "apart were made coarser or withheld; a withheld value is marked as suppressed, so that it is not taken "
            "for an unknown one."
        )
        if manifest.quasi_identifiers:
            yield Paragraph(
                f"Beyond that, each group of cases that agree in all of "
                f"{_called(manifest.quasi_identifiers, manifest)} has {k} cases or more; why a value is missing is one "
                "more value there."
            )
        yield Paragraph(
            "What this does not give: a whole group may share an attribute, and who knows that somebody is in the "
            "group then learns it. Whoever knows more than this number of things about a person, or what she does "
            "not have, can narrow the group further."
        )
    if manifest.about.method == DIFFERENTIAL_PRIVACY:
        yield Paragraph(
            f"No row is a person's. The cases were counted in combinations of up to {length} attributes, noise was "
            "added to every count, and the rows here were made to have these noisy counts. Names, contacts, case "
            "numbers and free texts never came this far."
        )
        yield Paragraph(
            "What this does not give: what is true of many people can still be learnt, and holds for one of them too. "
            "A row may look like somebody by chance. Counts of few cases say little, for the noise is as large as they "
            "are; some codes that few cases have are gone, and some appear that none has."
        )
    method = manifest.about.method
    pairs: list[tuple[str, object]] = [("Method", METHODS.get(method, method))]
    pairs += [
        (SETTINGS.get(str(name), str(name)), _setting(str(name), value, manifest))
        for name, value in manifest.about.parameters.items()
    ]
    yield Facts((*pairs, ("Privacy budget", manifest.about.privacy.note)))


def _setting(name: str, value: object, manifest: Manifest) -> object:
    """A parameter as people read it: years as a span, columns by their labels."""
    if name == "years" and isinstance(value, Sequence):
        return "–".join(map(str, value))
    if name in ("quasi_identifiers", "coarsen") and isinstance(value, Sequence):
        return _called(map(str, value), manifest) or "none"
    if name == "most_withheld" and isinstance(value, float):
        return show_share(value)
    return _text(value)


def _called(names: Iterable[str], manifest: Manifest) -> str:
    """Columns as people call them."""
    labels = labels_of(manifest.columns)
    return ", ".join(labels.get(name, name) for name in names)


def _columns(cases: CaseTable) -> Table:
    kinds = missing_by_kind(cases)
    rows = []
    for column in cases.columns:
        filled = cases.num_rows - sum(kinds[column.name].values())
        share = filled / cases.num_rows if cases.num_rows else None
        rows.append((column.label["en"], filled, share, *(kinds[column.name].get(kind.value, 0) for kind in Missing)))
    names = ("column", "known", "share known", *(kind.value.replace("_", " ") for kind in Missing))
    return Table(names, rows, "Cases with a value in each column, and why the others have none", bars="share known")


def _origin(manifest: Manifest) -> Iterator[Table | Note | Paragraph | Facts]:
    about = manifest.about
    private = about.method == DIFFERENTIAL_PRIVACY
    if about.contributions and private:
        yield Paragraph(
            f"The cases are those of {', '.join(part.contributor for part in about.contributions)}. How many rows each "
            "of them sent is not told: an exact number would tell of single cases."
        )
    elif about.contributions:
        rows = [
            (part.contributor, *("…" if n is None else n for n in (part.rows_in, part.accepted, part.quarantined)))
            for part in about.contributions
        ]
        caption = "What each contributor sent; small numbers are withheld (…), and so may be the next smallest"
        yield Table(("contributor", "rows in", "accepted", "set aside"), rows, caption)
    if about.coverage:
        years = sorted({cell.year for cell in about.coverage})
        by_name: dict[str, dict[int, int | None]] = {}
        for cell in about.coverage:
            by_name.setdefault(cell.contributor, {})[cell.year] = cell.cases
        lines = [(str(year), *(_covered(each, year) for each in by_name.values())) for year in years]
        how = "counted in the made cases" if private else "small numbers are withheld (…)"
        caption = f"Cases in which contributor and year are both shown; {how}"
        yield Table(("year", *by_name), lines, caption)
        rest = manifest.cases_not_covered
        if rest is not None:
            yield Paragraph(
                f"{rest:,} more cases are not in this table: contributor or year is withheld in them, or their number."
            )
    if about.quality:
        yield Facts([(name.replace("_", " "), _told(value)) for name, value in about.quality.items()])
    change = manifest.changes
    if change is not None:
        pairs: list[tuple[str, object]] = [("Release before", change.previous), ("Cases before", change.rows_before)]
        pairs += [("Columns added", ", ".join(change.columns_added) or "none")]
        pairs += [("Columns removed", ", ".join(change.columns_removed) or "none")]
        pairs += [("Columns changed in meaning", ", ".join(change.columns_changed) or "none")]
        pairs += [(f"Code list {name}", f"version {old} → {new}") for name, (old, new) in change.lists.items()]
        yield Facts(pairs)


def _covered(by_year: Mapping[int, int | None], year: int) -> str:
    if year not in by_year:
        return "0"
    cases = by_year[year]
    return "…" if cases is None else f"{cases:,}"


def _checking(manifest: Manifest) -> Iterator[Paragraph | Facts]:
    about = manifest.about
    counted = (
        "and counts the cases again. That noise was drawn as promised, no file can show; the publisher says so."
        if about.method == DIFFERENTIAL_PRIVACY
        else f"and counts again that every value is in a multiple of {manifest.k} cases. That records were put "
        "together as promised, no file can show; the publisher says so."
        if about.method == K_SYNTHETIC
        else "and counts again that the protection holds."
    )
    yield Paragraph(
        f"`palermo verify {about.id}` recomputes every checksum, checks the signature {counted} Compare the key's "
        "fingerprint with the one that the publisher makes known elsewhere."
    )
    yield Facts(
        (
            ("Key", f"{manifest.key.algorithm} {manifest.key.fingerprint}"),
            ("Made with", manifest.software),
            ("Licence", f"{about.licence.name} {about.licence.url}".strip()),
            ("Terms", terms_of(about)),
        )
    )


def _told(value: object) -> object:
    """A figure, or that it is too small to be told."""
    return "…" if value is None else _text(value)


def _text(value: object) -> object:
    if isinstance(value, str | int | float) or value is None:
        return value
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {item}" for key, item in value.items())
    return ", ".join(map(str, value)) if isinstance(value, Sequence) else str(value)

"""Draft a mapping for a file nobody has mapped yet. It proposes; a person decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from palermo.cases import Dialect, Missing, Rows, propose_dialect, read_rows
from palermo.codes import case_schema, code_list
from palermo.errors import InputError
from palermo.harmonise._candidates import UNDERSTOOD, Candidate, joint_candidates, single_candidates
from palermo.harmonise._draft import Rule, draft, text_of
from palermo.harmonise._file import clean, declared
from palermo.harmonise._flag_candidates import flag_candidates
from palermo.harmonise._load_mapping import load_mapping, mapping_names
from palermo.harmonise._private import is_private
from palermo.harmonise._profile import MOST_CODES, Profile, Texts, profile
from palermo.report import Block, Document, Facts, Note, Paragraph, Section, Table

SAMPLE = 5
"""Values that are not understood, of each column that are shown."""

LEAST = 0.35
"""Less sure than this, nothing is proposed."""

SURE = 0.8
"""Less sure than this, the draft says CHECK."""

LEAST_DIALECT = 0.05
"""A way of writing that is less likely is not tried when a likelier one cannot be read."""

FREQUENT = 10
"""Rows that have a value which is shown although most of its column is not understood: the resolution of a release."""

SHORT = 40
"""Characters of such a value."""

IDENTIFIES = "it may tell who somebody is"


@dataclass(frozen=True, slots=True)
class UnmatchedValue:
    """A value that neither a code list nor the draft knows, and how many rows have it."""

    value: str
    rows: int


@dataclass(frozen=True, slots=True)
class ColumnSuggestion:
    """How a column of the case table may be filled.

    operation: what the rule does; sources: the file's columns. confidence: 0 to 1, from the likeness of the header and
    the share of values that are understood. unmatched: a sample of the others, never of a column that may hold names,
    contacts, numbers of documents or free text; more_unmatched: how many other values are not shown.
    """

    column: str
    operation: str
    sources: tuple[str, ...]
    confidence: float
    understood: float
    unmatched: tuple[UnmatchedValue, ...]
    more_unmatched: int
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The draft of a mapping, and how sure it is.

    dialect: how the file seems to be written, beside what holds anyway; dialect_confidence: 0 to 1.
    built_in: the built-in mapping whose headers the file has, or nothing. ignored: columns that may identify somebody.
    not_used: columns that nothing is proposed for. yaml: the draft, which loads as it is.
    """

    file: str
    dialect: Mapping[str, str | int]
    dialect_confidence: float
    built_in: str
    columns: tuple[ColumnSuggestion, ...]
    ignored: tuple[str, ...]
    not_used: tuple[str, ...]
    yaml: str

    def document(self) -> Document:
        """The suggestion as people read it."""
        written = ", ".join(f"{name} {value!r}" for name, value in self.dialect.items()) or "as its name says"
        facts: list[Block] = [Facts([("Written", written), ("Confidence in that", self.dialect_confidence)])]
        if self.built_in:
            facts.append(
                Note(f"The built-in mapping {self.built_in} fits this file: try it before you correct a draft.")
            )
        rows: list[Sequence[object]] = []
        for column in self.columns:
            sources = ", ".join(column.sources[:3]) + (", …" if len(column.sources) > 3 else "")
            sample = ", ".join(f"{found.value!r} ({found.rows:,})" for found in column.unmatched)
            more = f" and {column.more_unmatched:,} more" if column.more_unmatched else ""
            rows.append([column.column, column.operation, sources, column.confidence, sample + more])
        caption = "Confidence from the header and the share of understood values. In brackets: rows."
        table = Table(["Column", "How", "From", "Confidence", "Not understood"], rows, caption, bars="Confidence")
        rest: list[Block] = []
        if self.ignored:
            rest.append(Paragraph(f"Left out, for they may tell who somebody is: {', '.join(self.ignored)}."))
        if self.not_used:
            rest.append(Paragraph(f"Nothing is proposed for: {', '.join(self.not_used)}."))
        hints = [Note(f"{column.column}: {hint}", "caution") for column in self.columns for hint in column.hints]
        sections = [Section("The file", facts), Section("Columns", [table, *hints])]
        if rest:
            sections.append(Section("Not used", rest))
        whole = len(case_schema().columns)
        lead = f"{len(self.columns)} of {whole} columns of the case table may be filled: read every line."
        return Document(f"A mapping for {self.file}", lead, sections)


def suggest_mapping(path: str | Path) -> Suggestion:
    """Draft a mapping for a file: how it is written, and how each column of the case table may be filled.

    Nothing is taken from it silently: the draft is a text that somebody reads, corrects and gives to `load_mapping`.
    Values of columns whose headers or contents look like names, contacts, identifiers or free text are never shown.

    Raises InputError when the file cannot be read in any way that is proposed.
    """
    path = Path(path)
    dialect, sure, rows = _read(path)
    profiles = [profile(name, rows.table.column(name)) for name in rows.table.column_names]
    chosen = _choose(profiles)
    used = {source for candidate in chosen for source in candidate.sources}
    ignored = [p.name for p in profiles if p.name not in used and p.is_identifying]
    not_used = [p.name for p in profiles if p.name not in used and not p.is_identifying]
    columns = tuple(_suggestion(candidate, profiles) for candidate in chosen)
    built_in = _built_in(rows)
    written = declared(dialect)
    text = draft(
        file=path.name,
        head=_head(sure, built_in),
        dialect=written,
        missing=_missing(chosen, profiles),
        columns=[(c.column, c.rule, _comments(s)) for c, s in zip(chosen, columns, strict=True)] or [_fallback(path)],
        ignore=dict.fromkeys(ignored, IDENTIFIES),
        not_used=not_used,
    )
    return Suggestion(path.name, written, sure, built_in, columns, tuple(ignored), tuple(not_used), text)


def _read(path: Path) -> tuple[Dialect, float, Rows]:
    """The file in the likeliest way in which it can be read, and how likely that is."""
    first: InputError | None = None
    for proposal in propose_dialect(path):
        if first is not None and proposal.confidence < LEAST_DIALECT:
            break
        try:
            return proposal.dialect, proposal.confidence, read_rows(path, proposal.dialect)
        except InputError as error:
            first = first or error
    if first is None:
        raise ValueError("no way to read the file was proposed")
    raise first


def _head(sure: float, built_in: str) -> list[str]:
    head = []
    if built_in:
        head.append(f"The built-in mapping {built_in} has the headers of this file: try it first.")
    if sure < SURE:
        head.append("CHECK: how the file is written is not certain.")
    return head


def _choose(profiles: Sequence[Profile]) -> list[Candidate]:
    """The surest candidates, no column of the case table twice, and no column of the file for two things."""
    singles = list(single_candidates(profiles))
    found = [*flag_candidates(profiles), *singles, *joint_candidates(profiles, singles)]
    chosen: dict[str, Candidate] = {}
    taken: set[str] = set()
    for candidate in sorted(found, key=lambda c: -c.confidence):
        if candidate.confidence < LEAST or candidate.column in chosen:
            continue
        if candidate.exclusive and taken & set(candidate.sources):
            continue
        chosen[candidate.column] = candidate
        if candidate.exclusive:
            taken |= set(candidate.sources)
    return [chosen[column.name] for column in case_schema().columns if column.name in chosen]


def _suggestion(candidate: Candidate, profiles: Sequence[Profile]) -> ColumnSuggestion:
    mine = [p for p in profiles if p.name in candidate.sources]
    shown = _shown(candidate, mine)
    return ColumnSuggestion(
        column=candidate.column,
        operation=next(iter(candidate.rule)),
        sources=candidate.sources,
        confidence=candidate.confidence,
        understood=round(candidate.understood, 4),
        unmatched=tuple(UnmatchedValue(text, rows) for text, rows in shown),
        more_unmatched=len(candidate.unmatched) - len(shown),
        hints=candidate.hints,
    )


def _shown(candidate: Candidate, mine: Sequence[Profile]) -> Texts:
    """The values that are not understood and may be shown: none of what may be a name, a number or free text."""
    if any(p.is_identifying for p in mine):
        return ()
    harmless = [(text, rows) for text, rows in candidate.unmatched if not is_private(text)]
    coded = candidate.understood >= UNDERSTOOD or all(p.is_coded for p in mine)
    if coded and not any(p.is_free for p in mine):
        return harmless[:SAMPLE]
    if candidate.different is None or candidate.different > MOST_CODES:
        return ()
    return [(text, rows) for text, rows in harmless if rows >= FREQUENT and len(text) <= SHORT][:SAMPLE]


def _comments(found: ColumnSuggestion) -> list[str]:
    check = "" if found.confidence >= SURE and not found.hints else "CHECK: "
    lines = [f"{check}confidence {found.confidence:.2f}; {found.understood:.0%} of the values are understood."]
    lines += [f"CHECK: {hint}" for hint in found.hints]
    if found.unmatched:
        shown = ", ".join(f"{text_of(value.value)} ({value.rows})" for value in found.unmatched)
        more = f" and {found.more_unmatched} more" if found.more_unmatched else ""
        lines.append(f"Not understood, to be named under `values`: {shown}{more}")
    elif found.more_unmatched:
        lines.append(f"Not understood, and not shown here: {found.more_unmatched} of the different values.")
    return lines


def _fallback(path: Path) -> tuple[str, Rule, Sequence[str]]:
    return "contributor", {"constant": path.stem}, ["CHECK: nothing in the file was recognised."]


def _missing(chosen: Sequence[Candidate], profiles: Sequence[Profile]) -> dict[str, Missing]:
    """Texts that stand for a missing value in the columns that are used, unless they are codes there: DK is Denmark."""
    found: dict[str, Missing] = {}
    for candidate in chosen:
        known = case_schema()[candidate.column].list
        for mine in (p for p in profiles if p.name in candidate.sources):
            for text, kind in mine.missing.items():
                if known is None or code_list(known).resolve(text) is None:
                    found[text] = kind
    return found


def _built_in(rows: Rows) -> str:
    """The built-in mapping that reads most columns of the file, of those whose required headers are all there."""
    there = {clean(name) for name in rows.table.column_names}
    best, most = "", 0
    for name in mapping_names():
        mapping = load_mapping(name)
        for source in mapping.sources:
            short = {header.rpartition("/")[2] for header in there} if source.strip_groups else set()
            headers = there | short
            used = {clean(column) for rule in mapping.columns.values() for column, _ in rule.sources()} & headers
            if {clean(name) for name in source.requires} <= headers and source.requires and len(used) > most:
                best, most = name, len(used)
    return best

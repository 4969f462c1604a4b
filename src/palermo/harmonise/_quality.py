"""What became of a contributor's file, for the contributor and the operator. It holds no person's data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from palermo.harmonise._mapping import NONE_OF_THEM
from palermo.report import Block, Document, Facts, Note, Paragraph, Section, Table

WITHHELD = "(not shown)"
"""In place of a value that may tell who somebody is."""

EMPTY = "(empty)"
"""In place of a cell that holds nothing."""

SHORTENED = 4
"""Values of a column that are shown on a terminal."""

KINDS = {
    "not_asked": "not asked",
    "unknown": "unknown",
    "refused": "refused",
    "not_applicable": "not applicable",
    "suppressed": "suppressed",
}


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """A text that neither the mapping nor the code list knows.

    value: the text; None where it may tell who somebody is. rows: how many rows have it, accepted or not.
    first_rows: where it stands first, as rows of the file. quarantined: whether those rows were set aside for it.
    """

    value: str | None
    rows: int
    first_rows: tuple[int, ...]
    quarantined: bool


@dataclass(frozen=True, slots=True)
class ReadValue:
    """What a text of the file was read as, for the person who checks a mapping.

    source: the file's column; text: the text, None for an empty cell. codes: the codes, none at all where
    it is known that none applies; missing: the kind of missing, None where it became a value.
    rows: how many have it, accepted or not.
    """

    source: str
    text: str | None
    codes: tuple[str, ...]
    missing: str | None
    rows: int


@dataclass(frozen=True, slots=True)
class ColumnQuality:
    """How a column of the case table was filled, over the accepted rows.

    sources: the file's columns it was read from. filled: rows with a value; share: filled over accepted, None when no
    row was accepted. none_of_them: rows of a set column whose value is that no code applies (counted as filled).
    missing: kind of missing → rows. unknown: the most frequent unknown texts; more_unknown: how many others.
    read: what the most frequent texts were read as, in coded columns that are not private; more_read: how many others.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    filled: int
    share: float | None
    none_of_them: int
    missing: Mapping[str, int]
    unknown: tuple[UnknownValue, ...] = ()
    more_unknown: int = 0
    read: tuple[ReadValue, ...] = ()
    more_read: int = 0


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that rows break. columns: of the file, or of the case table for rules between its columns.

    rows: how many; first_rows: where first, as rows of the file. quarantined: whether the rows were set aside.
    """

    key: str
    rule: str
    remedy: str
    columns: tuple[str, ...]
    rows: int
    first_rows: tuple[int, ...]
    quarantined: bool


@dataclass(frozen=True, slots=True)
class QualityReport:
    """What became of one file. accepted + quarantined = rows_in, always.

    source: in which of the mapping's ways the file was read; dialect: how that is written.
    not_used: the file's columns that the mapping does not speak of. ignored: those it leaves out → why.
    absent: optional columns that the file does not have. notes: what the mapping, the file and the settings ask to say.
    """

    file: str
    mapping: str
    mapping_title: str
    source: str
    dialect: Mapping[str, str | int]
    contributor: str | None
    today: date
    rows_in: int
    accepted: int
    quarantined: int
    columns: tuple[ColumnQuality, ...]
    rules: tuple[BrokenRule, ...]
    not_used: tuple[str, ...]
    ignored: Mapping[str, str]
    absent: tuple[str, ...]
    notes: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.accepted + self.quarantined != self.rows_in:
            raise ValueError(f"{self.accepted} accepted + {self.quarantined} quarantined is not {self.rows_in} rows in")

    def document(self, *, shortened: bool = False) -> Document:
        """The report as people read it. shortened: for a terminal, with a few of the values that were read."""
        lead = f"{_rows(self.rows_in)} in: {self.accepted:,} accepted, {self.quarantined:,} quarantined."
        sections = (
            Section("The file", self._file()),
            Section("Columns", self._columns()),
            *self._unknown(),
            *self._read(SHORTENED if shortened else None),
            *self._rules("Rows set aside", quarantined=True),
            *self._rules("Accepted, and worth a look", quarantined=False),
            *self._rest(),
        )
        return Document(f"Quality of {self.file}", lead, sections)

    def _file(self) -> Sequence[Block]:
        facts: list[tuple[str, object]] = [("Mapping", self.mapping_title or self.mapping)]
        if self.source:
            facts.append(("Read as", self.source))
        if self.dialect:
            facts.append(("Written as", ", ".join(f"{name} {value!r}" for name, value in self.dialect.items())))
        if self.contributor:
            facts.append(("Contributor", self.contributor))
        facts.append(("Day of reference", f"{self.today.isoformat()}; a date after it is refused"))
        return (Facts(facts), *(Note(note, "caution") for note in self.notes))

    def _columns(self) -> Sequence[Block]:
        kinds = [kind for kind in KINDS if any(kind in column.missing for column in self.columns)]
        sets = any(column.none_of_them for column in self.columns)
        names = ["Column", "Share filled", "Filled", *(["None of them"] if sets else []), *(KINDS[k] for k in kinds)]
        rows = [
            [
                column.name,
                column.share,
                column.filled,
                *([column.none_of_them] if sets else []),
                *(column.missing.get(kind, 0) for kind in kinds),
            ]
            for column in self.columns
        ]
        caption = f"Of {_rows(self.accepted)} accepted: how many have a value, and why the others have none."
        return (Table(names, rows, caption, bars="Share filled"),)

    def _unknown(self) -> Sequence[Section]:
        rows: list[list[object]] = []
        more = []
        for column in self.columns:
            for found in column.unknown:
                value = WITHHELD if found.value is None else found.value
                what = "set aside" if found.quarantined else "as the mapping says"
                rows.append([column.name, value, found.rows, _places(found.first_rows, found.rows), what])
            if column.more_unknown:
                more.append(Note(f"{column.name}: and {column.more_unknown:,} other values that are not known."))
        if not rows:
            return ()
        caption = "Over all rows of the file, the most frequent first. Rows are counted as in the file."
        table = Table(["Column", "Value", "Rows", "First in row", "The rows were"], rows, caption)
        return (Section("Values that are not known", (table, *more)),)

    def _read(self, most: int | None) -> Sequence[Section]:
        rows: list[list[object]] = []
        more = []
        for column in self.columns:
            for found in column.read[:most]:
                text = EMPTY if found.text is None else found.text
                meaning = f"?{found.missing}" if found.missing else ", ".join(found.codes) or NONE_OF_THEM
                rows.append([column.name, found.source, text, meaning, found.rows])
            left = len(column.read[most:]) if most is not None else 0
            if left + column.more_read:
                more.append(f"{column.name}: {left + column.more_read:,}")
        if not rows:
            return ()
        caption = (
            "Whether the mapping says what you mean. Over all rows of the file; of a yes-or-no column, what yes means. "
            "Private columns, identifiers, dates and ages are left out."
        )
        table = Table(["Column", "From", "Text", "Read as", "Rows"], rows, caption)
        where = " The report (`--report`) has them." if most is not None else ""
        notes = [Note(f"Texts that are not shown here: {', '.join(more)}.{where}")] if more else []
        return (Section("How values were read", (table, *notes)),)

    def _rules(self, title: str, *, quarantined: bool) -> Sequence[Section]:
        rows = [
            [rule.rule, ", ".join(rule.columns), rule.rows, _places(rule.first_rows, rule.rows), rule.remedy]
            for rule in self.rules
            if rule.quarantined is quarantined
        ]
        if not rows:
            return ()
        names = ["Rule", "Columns", "Rows", "First in row", "What to do"]
        return (Section(title, (Table(names, rows, "Rows are counted as in the file."),)),)

    def _rest(self) -> Sequence[Section]:
        blocks: list[Block] = []
        if self.not_used:
            blocks.append(Paragraph(f"The mapping does not speak of: {', '.join(self.not_used)}."))
        if self.absent:
            blocks.append(Paragraph(f"Optional, and not in the file: {', '.join(self.absent)}."))
        if self.ignored:
            rows = [[name, why] for name, why in self.ignored.items()]
            blocks.append(Table(["Left out on purpose", "Why"], rows))
        return (Section("Columns that were not used", blocks),) if blocks else ()


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"


def _places(first: Sequence[int], rows: int) -> str:
    shown = ", ".join(map(str, first))
    return f"{shown}, …" if rows > len(first) else shown

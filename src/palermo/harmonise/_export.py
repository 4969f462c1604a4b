"""The way back: a case table as the columns of a published vintage."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from palermo.cases import CaseTable
from palermo.codes import ColumnKind, Vintage, VintageColumn, code_list, vintage
from palermo.harmonise._consistency import DETAILS
from palermo.harmonise._fold import ExportLoss, Mask, SetGroup, Single, any_of, mask_of, missing_masks, present_codes
from palermo.report import Document, Note, Section, Table

FORMS = "forms_of_exploitation"

_WORDS = {
    "column": "no column for it",
    "dropped": "no place for the code",
    "merged": "written as a broader code",
    "none_of_them": "none of them, written like not known",
    "missing": "kind of missing not told from unknown",
}


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What became of a case table in a vintage.

    vintage: the vintage's name. title: its title in English. rows: cases, all of which are written.
    losses: what the vintage cannot say, by column. Empty: reading the export back gives the same cases.
    blank_columns: columns of the vintage that are blank everywhere → why.
    """

    vintage: str
    title: str
    rows: int
    losses: tuple[ExportLoss, ...]
    blank_columns: tuple[tuple[str, str], ...]

    def document(self) -> Document:
        """The report for a terminal or a page."""
        lost = [(loss.column, loss.code, _WORDS[loss.kind], loss.written_as, loss.cases) for loss in self.losses]
        lead = f"{self.rows:,} cases were written as {self.title}. " + (
            f"It cannot say {len(lost)} things that the case table says."
            if lost
            else "It says all that the case table says."
        )
        sections = []
        if lost:
            columns = ("column", "code", "what happens", "written as", "cases")
            note = Note("Keep the case table: what is lost here does not come back by reading the export.", "caution")
            sections.append(Section("What is lost", (Table(columns, lost, "Cases that have it"), note)))
        if self.blank_columns:
            rows = list(self.blank_columns)
            sections.append(Section("Columns left blank", (Table(("column of the vintage", "why"), rows),)))
        return Document("Export of a case table", lead, tuple(sections))


class Exported(NamedTuple):
    """A vintage's table, every column text (blank: an empty text), and what was lost on the way."""

    table: pa.Table
    report: ExportReport


def export_vintage(cases: CaseTable, name: str) -> Exported:
    """Write a case table as the columns of a published vintage, such as `ctdc-2021` or `ctdc-2024`.

    Codes are folded: a code that the vintage does not have is written as the broader code that it has, and a flag is 1
    where the set holds one of its codes or a narrower one. What has no place is left out and counted in the report.
    Nothing is added: where a 0 would say more than the case table knows, the cell is blank.

    This is the only place where a vintage's own words for missing are written; nothing that is read by this
    programme needs it.

    Raises CodesError when there is no vintage of that name.

    >>> from datetime import date
    >>> from palermo.codes import case_schema
    >>> from palermo.cases import Missing
    >>> columns = [case_schema()[name] for name in ("year_of_registration", "means_of_control")]
    >>> values = {"year_of_registration": pa.array([2019]), "means_of_control": pa.array([["debt_bondage"]])}
    >>> cases = CaseTable.from_columns(columns, values, dict.fromkeys(values, Missing.UNKNOWN))
    >>> table, report = export_vintage(cases, "ctdc-2024")
    >>> table["meansDebtBondageEarnings"].to_pylist(), [(loss.kind, loss.code) for loss in report.losses]
    (['1'], [('merged', 'debt_bondage')])
    """
    known = vintage(name)
    written: dict[str, pa.Array] = {}
    losses: list[ExportLoss] = []
    for target in dict.fromkeys(column.column for column in known.columns if column.column in cases):
        into = tuple(column for column in known.columns if column.column == target)
        if cases.column(str(target)).kind is ColumnKind.CODES:
            group = _set_group(cases, known, str(target), into)
            written.update(group.cells())
            losses += group.losses()
        else:
            for column in into:
                written[column.name], lost = _single_cells(cases, column)
                losses += lost
    losses = [*_columns_without_place(cases, known), *losses]
    blank = pa.array([""] * cases.num_rows, pa.string())
    table = pa.table({column.name: written.get(column.name, blank) for column in known.columns})
    order = {column: number for number, column in enumerate(cases.names)}
    losses.sort(key=lambda loss: order[loss.column])
    left = tuple((c.name, _why_blank(c)) for c in known.columns if c.name not in written)
    return Exported(table, ExportReport(known.name, known.title["en"], cases.num_rows, tuple(losses), left))


def _why_blank(column: VintageColumn) -> str:
    return column.note if column.column is None else f"The case table has no column {column.column}."


def _columns_without_place(cases: CaseTable, known: Vintage) -> Iterator[ExportLoss]:
    places = {column.column for column in known.columns}
    for column in cases.columns:
        filled = cases.num_rows - cases.values(column.name).null_count
        if column.name not in places and filled:
            yield ExportLoss("column", column.name, "", "", filled)


def _single_cells(cases: CaseTable, column: VintageColumn) -> tuple[pa.Array, list[ExportLoss]]:
    name = str(column.column)
    fold = Single.of(column, cases.column(name))
    values = cases.values(name).combine_chunks()
    encoded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    counts = {entry["values"]: entry["counts"] for entry in pc.value_counts(values.drop_null()).to_pylist()}
    losses = []
    for value, count in sorted(counts.items()):
        text, whole = fold.text(value)
        if not whole:
            losses.append(ExportLoss("merged" if text else "dropped", name, str(value), text, count))
    texts = pa.array([fold.text(value)[0] for value in encoded.dictionary.to_pylist()], pa.string())
    cells = texts.take(encoded.indices)
    for kind, mask in missing_masks(cases.missing(name)).items():
        text, whole = fold.missing_text(kind)
        cells = pc.if_else(pa.array(mask), text, cells)
        if not whole:
            losses.append(ExportLoss("missing", name, kind.value, text, int(mask.sum())))
    return cells, losses


def _set_group(cases: CaseTable, known: Vintage, name: str, flags: tuple[VintageColumn, ...]) -> SetGroup:
    values = cases.values(name)
    return SetGroup(
        vintage=known,
        name=name,
        flags=flags,
        codes=code_list(str(cases.column(name).list)),
        present=present_codes(values),
        known=mask_of(values.is_valid()),
        missing=missing_masks(cases.missing(name)),
        detailed=_detailed(cases, name),
    )


def _detailed(cases: CaseTable, name: str) -> Mask:
    """The cases of which a column can say *not specified*: nobody's sector is unspecified who was in no labour."""
    if name not in DETAILS or FORMS not in cases:
        return np.ones(cases.num_rows, dtype=bool)
    forms, present = code_list(str(cases.column(FORMS).list)), present_codes(cases.values(FORMS))
    wanted = {narrower for code in DETAILS[name] for narrower in forms.descendants(code)}
    return any_of((present[code] for code in sorted(wanted & present.keys())), cases.num_rows)

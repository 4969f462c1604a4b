"""An answer as an Excel workbook: one sheet of figures, one that says what they are. No cell is a formula or a link."""

import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from palermo.tabulate._answer import Answer
from palermo.tabulate.formats._travel import document, travelling

FIGURES, ABOUT = "Figures", "About"
MADE = datetime(2000, 1, 1)
"""Said in every workbook, so that the same answer always gives the same bytes."""
LONGEST = 32_767
"""Characters that a cell can hold."""
WIDE = 100
"""Width of the column of texts, in characters."""
PERCENT, WHOLE = "0.0%", "#,##0"


def to_xlsx(answer: Answer, language: str = "en", link: str = "") -> bytes:
    """The answer as an XLSX file."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        workbook.set_properties({"created": MADE, "title": answer.title(language)})
        bold = workbook.add_format({"bold": True})
        _figures(workbook, answer, language, link, bold)
        _about(workbook, document(answer, language, link), bold)
    return out.getvalue()


def _figures(workbook: Any, answer: Answer, language: str, link: str, bold: Any) -> None:
    table = travelling(answer, language, link)
    whole, percent = (workbook.add_format({"num_format": shape}) for shape in (WHOLE, PERCENT))
    sheet = workbook.add_worksheet(FIGURES)
    sheet.freeze_panes(1, len(answer.columns))
    sheet.autofilter(0, 0, max(table.num_rows, 1), max(table.num_columns - 1, 0))
    for place, name in enumerate(table.column_names):
        sheet.write_string(0, place, name, bold)
        sheet.set_column(place, place, max(12, min(len(name) + 2, 30)))
        shape = percent if "share" in name else whole
        for row, value in enumerate(table.column(name).to_pylist(), start=1):
            if isinstance(value, str):
                sheet.write_string(row, place, value[:LONGEST])
            elif value is not None:
                sheet.write_number(row, place, value, shape)


def _about(workbook: Any, found: Mapping[str, Any], bold: Any) -> None:
    sheet = workbook.add_worksheet(ABOUT)
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, WIDE)
    for row, (name, text) in enumerate(_said(found)):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, text[:LONGEST], wrapped)


def _said(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is true of all rows, as pairs: a field and its text, nested fields with a full stop between."""
    for name, value in found.items():
        if name == "rows":
            continue
        if name == "cautions":
            yield from ((f"caution: {each['code']}", each["text"]) for each in value)
        elif isinstance(value, Mapping):
            yield from ((f"{name}.{inner}", text) for inner, text in _said(value))
        elif isinstance(value, list):
            yield name, ", ".join(str(each.get("label", each) if isinstance(each, Mapping) else each) for each in value)
        else:
            yield name, "" if value is None else str(value)

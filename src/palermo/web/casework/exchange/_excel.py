"""The standard's Excel template, filled in: its columns by their labels, and names above them that say the same."""

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from palermo.codes import code_list, htcds
from palermo.web.casework.exchange._mapping import slots
from palermo.web.casework.forms import Kind
from palermo.web.casework.lists import answers

if TYPE_CHECKING:
    from palermo.web.casework.exchange._flat import Format

FIRST = 2
"""The row of the first case, counted from 0: below names and labels."""

LAST_LISTED = 1_000
WIDE = 22
"""Characters."""


def workbook(rows: Sequence[Mapping[str, str]], form: "Format") -> bytes:
    """A workbook in the shape of the template. Every cell is a text: none can be a formula or a link."""
    import xlsxwriter

    from palermo.web.casework.exchange._flat import CREDIT, columns_of, templates

    names, out = columns_of(form), io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet("Sheet1" if form.code == "excel" else templates()["excel"]["sheet"])
        bold = book.add_format({"bold": True, "text_wrap": True})
        page.set_row(0, None, None, {"hidden": True})
        page.set_column(1, len(names), WIDE)
        for column, name in enumerate(names, start=1):
            page.write_string(0, column, name)
            page.write_string(1, column, htcds()[name].label["en"], bold)
        for number, row in enumerate(rows):
            page.write_number(FIRST + number, 0, number + 1)
            for column, name in enumerate(names, start=1):
                if row.get(name):
                    page.write_string(FIRST + number, column, row[name])
        about = book.add_worksheet("about")
        for line, text in enumerate(("Microsoft Excel HTCDS 2.0", "https://github.com/UNMigration/HTCDS", CREDIT)):
            about.write_string(line, 0, text)
        if form.one_answer:
            lists = book.add_worksheet("validation")
            for place, name in enumerate(name for name in names if _labels(name)):
                labels = _labels(name)
                for line, text in enumerate([htcds()[name].label["en"], *labels]):
                    lists.write_string(line, place, text)
                letters = xlsxwriter.utility.xl_col_to_name(place)
                source = f"=validation!${letters}$2:${letters}${len(labels) + 1}"
                column = names.index(name) + 1
                page.data_validation(FIRST, column, LAST_LISTED, column, {"validate": "list", "source": source})
    return out.getvalue()


def _labels(name: str) -> list[str]:
    """The standard's answers to choose from in a column."""
    asked = slots()[name].fields[0]
    if asked.kind not in (Kind.CODE, Kind.CODES):
        return []
    if asked.codes == "country":
        return [each.label["en"] for each in answers("country").values()]
    return [each.label["en"] for each in code_list(str(htcds()[name].list))] if htcds()[name].list else []

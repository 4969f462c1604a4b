"""Records as the standard's tool kits have them, one row a case, and as JSON by object: written as bytes."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow as pa
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from palermo.cases import guarded
from palermo.codes import code_list, htcds
from palermo.web.casework.exchange._mapping import OUTGOING, Exported, Loss, Record, Why, slots
from palermo.web.casework.forms import Kind

CREDIT = "Human Trafficking Case Data Standard (HTCDS) 2.0 by IOM, CC BY 4.0. IOM does not endorse this file."
LONGEST_CELL = 32_767
"""Characters of a cell of a workbook."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. one_answer: whether a cell holds one answer. columns: the list of its columns, or all objects."""

    code: str
    title: str | Promise
    ending: str
    media_type: str
    columns: str = ""
    one_answer: bool = False


EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: Mapping[str, Format] = {
    each.code: each
    for each in (
        Format("json", _("JSON, all objects"), "json", "application/json"),
        Format("excel", _("Excel, as the standard's table"), "xlsx", EXCEL, "excel"),
        Format("excel-single", _("Excel, one answer a cell, with lists to choose from"), "xlsx", EXCEL, "excel", True),
        Format("excel-multi", _("Excel, several answers a cell"), "xlsx", EXCEL, "excel"),
        Format("survey-csv", _("CSV, as the standard's survey form sends it"), "csv", "text/csv", "xlsform"),
        Format("survey-json", _("JSON, as the standard's survey form sends it"), "json", "application/json", "xlsform"),
    )
}


@cache
def templates() -> Mapping[str, Any]:
    """The columns of the tool kits."""
    import yaml

    text = files("palermo.web.casework.exchange").joinpath("data", "templates.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def columns_of(form: Format) -> list[str]:
    """The names of a format's columns, as it spells them."""
    return list(templates()[form.columns]["columns"])


def flat(record: Record, form: Format) -> tuple[dict[str, Any], list[Loss]]:
    """A record as one row, by the names of a format's columns, and what has no place in it."""
    wanted = {htcds()[name].name: name for name in columns_of(form)}
    row: dict[str, Any] = {}
    losses: list[Loss] = []
    for kind, rows in record.items():
        for number, each in enumerate(rows):
            for name, value in each.items():
                slot = slots()[name]
                place = f"{slot.form.code}.{slot.fields[0].code}"
                if name not in wanted or (number and kind == OUTGOING):
                    losses.append(Loss(place, Why.SEVERAL if name in wanted else Why.NO_COLUMN))
                    continue
                if isinstance(value, list) and len(value) > 1 and not _takes_several(form, wanted[name]):
                    losses.append(Loss(place, Why.SEVERAL))
                    value = value[:1]
                row[wanted[name]] = value
    return row, losses


def written(exported: Sequence[Exported], form: Format) -> tuple[bytes, tuple[Loss, ...]]:
    """A file of records, and all that is not in it: the standard or the format has no room for it."""
    losses = [loss for each in exported for loss in each.losses]
    if not form.columns:
        return _json(exported), tuple(dict.fromkeys(losses))
    rows = []
    for each in exported:
        row, more = flat(each.record, form)
        rows.append(row)
        losses += more
    told = tuple(dict.fromkeys(losses))
    if form.code == "survey-json":
        return _dumped([{name: _code_text(value) for name, value in row.items()} for row in rows]), told
    if form.code == "survey-csv":
        return _csv(rows, columns_of(form)), told
    from palermo.web.casework.exchange._excel import workbook

    return workbook([{name: _label_text(name, value) for name, value in row.items()} for row in rows], form), told


def _takes_several(form: Format, name: str) -> bool:
    if form.columns == "xlsform":
        return name in templates()["xlsform"]["several"]
    return not form.one_answer


def _json(exported: Sequence[Exported]) -> bytes:
    told = [
        {"field": loss.place, "why": loss.why, **({"value": loss.value} if loss.value else {})}
        for loss in dict.fromkeys(loss for each in exported for loss in each.losses)
    ]
    return _dumped({"standard": "HTCDS 2.0", "credit": CREDIT, "cases": [x.record for x in exported], "losses": told})


def _dumped(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> bytes:
    """Rows as CSV, with a mark by which a spreadsheet knows UTF-8, and nothing that it would run."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        cells = [_code_text(row.get(name)) for name in columns]
        writer.writerow(guarded(pa.array(cells, pa.string())).to_pylist())
    return out.getvalue().encode("utf-8-sig")


def _code_text(value: Any) -> str:
    """A value as a survey sends it: codes with spaces between them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return " ".join(value) if isinstance(value, list) else str(value)


def _label_text(name: str, value: Any) -> str:
    """A value as people write it into a table: labels of the standard, with semicolons between them."""
    slot = slots()[htcds()[name].name]
    if slot.fields[0].kind in (Kind.CODE, Kind.CODES):
        given = value if isinstance(value, list) else [value]
        return "; ".join(_label(slot.name, slot.fields[0].codes, str(code)) for code in given)
    return _code_text(value)[:LONGEST_CELL]


def _label(name: str, ours: str, code: str) -> str:
    if ours == "country":
        return next(each.label["en"] for each in code_list("country") if each.attributes.get("alpha2") == code)
    known = code_list(str(htcds()[name].list)) if htcds()[name].list else ()
    return next((each.label["en"] for each in known if each.code == code), code)

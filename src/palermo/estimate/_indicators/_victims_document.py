"""The tables of indicator 16.2.2 as people read them."""

from typing import TYPE_CHECKING

from palermo.codes import code_list
from palermo.estimate._indicators._population import TOTAL
from palermo.estimate._indicators._victims_row import (
    ASSISTED,
    DETECTED,
    ESTIMATED,
    LABELS,
    PER,
    VictimsRow,
)
from palermo.report import Block, Document, Facts, Line, Lines, Note, Paragraph, Section, Table, show

if TYPE_CHECKING:
    from palermo.estimate._indicators._victims import VictimsReport

TERMS = {
    "detected": "Met and counted by a State's authorities. It is what can be counted, and not how many there are.",
    "assisted": "Helped by the organisations whose records a release is made of.",
    "estimated": "Reckoned by somebody, with an interval, of those whom nobody counted too.",
}

SAID = {
    DETECTED: "Series of SDG indicator 16.2.2, as States reported them to UNODC.",
    ASSISTED: "Not the indicator: what contributors of a release did. Labelled so wherever it is shown.",
    ESTIMATED: "Not the indicator's reported part: published estimates of all, detected or not, with their interval.",
}


def document(found: "VictimsReport") -> Document:
    """The report as people read it."""
    sections = []
    for kind in (DETECTED, ASSISTED, ESTIMATED):
        rows = found.of(kind)
        blocks: list[Block] = [Paragraph(SAID[kind])]
        if not rows:
            blocks.append(Paragraph("Nothing was given."))
        elif kind == DETECTED:
            blocks += _pictures(rows)
        blocks += [_table(country, kind, rows) for country in dict.fromkeys(each.country for each in rows)]
        sections.append(Section(LABELS[kind], tuple(blocks)))
    sections.append(Section("What to be careful about", tuple(Note(each.text, "caution") for each in found.cautions)))
    if found.conflicts:
        rows_of = [
            [
                each.get("country"),
                str(each.get("year")),
                _who(each.get("sex"), each.get("age"), each.get("form")),
                ", ".join(map(str, each.get("values", ()))),
            ]
            for each in found.conflicts
        ]
        table = Table(["country", "year", "who", "numbers in the source"], rows_of, "Several numbers, none chosen")
        sections.append(Section("Where the source contradicts itself", (table,)))
    pairs = [(name, show(value)) for name, value in found.settings.items() if value not in (None, "", (), [])]
    sections.append(Section("To repeat it", (Facts(pairs),)))
    return Document("Indicator 16.2.2: victims of trafficking", _lead(found), tuple(sections), TERMS)


def _lead(found: "VictimsReport") -> str:
    whole = [each for each in found.of(DETECTED) if (each.sex, each.age, each.form) == (TOTAL, TOTAL, TOTAL)]
    if not whole:
        return "No total of detected victims is given. Parts are not added up to one."
    last = max(whole, key=lambda each: each.year_from)
    same = [each for each in whole if (each.country, each.year) == (last.country, last.year)]
    if len({(each.low, each.high) for each in same}) > 1:
        numbers = " and ".join(_span(each.low, each.high) for each in same)
        return (
            f"{_country(last.country)}, {last.year}: the sources do not agree on how many victims were detected "
            f"({numbers}), and none of their numbers is chosen. How many nobody detected, they do not say."
        )
    rate = "" if last.rate_low is None else f", {_span(last.rate_low, last.rate_high)} per {PER:,} residents"
    return (
        f"{_country(last.country)}, {last.year}: {_span(last.low, last.high)} detected victims{rate}. How many nobody "
        "detected, this does not say."
    )


def _pictures(rows: tuple[VictimsRow, ...]) -> list[Block]:
    """Rates of all, by year, where one country has three years or more without a gap in the file of residents."""
    found: list[Block] = []
    for country in dict.fromkeys(each.country for each in rows):
        whole = [
            each for each in rows
            if each.country == country and (each.sex, each.age, each.form) == (TOTAL, TOTAL, TOTAL)
        ]  # fmt: skip
        by_year = {each.year_from: each for each in whole if each.rate_low is not None}
        if len(by_year) < 3:
            continue
        years = list(range(min(by_year), max(by_year) + 1))
        told = [by_year[year].rate if year in by_year else None for year in years]
        loose = {year: each for year, each in by_year.items() if each.low != each.high}
        low = [loose[year].rate_low if year in loose else None for year in years] if loose else []
        high = [loose[year].rate_high if year in loose else None for year in years] if loose else []
        middle = [
            each if each is not None or year not in loose else loose[year].rate_high
            for year, each in zip(years, told, strict=True)
        ]
        found.append(
            Lines(
                f"{_country(country)}: detected victims",
                f"per {PER:,} residents",
                [str(year) for year in years],
                [Line("detected", middle, low, high)],
                below="year",
                note="Detected victims only."
                + (" Where a number is <5, the line is at its upper end, with a band below." if loose else ""),
            )
        )
        break
    return found


def _table(country: str, kind: str, rows: tuple[VictimsRow, ...]) -> Table:
    mine = [each for each in rows if each.country == country]
    names = ["year", "who", "persons", f"per {PER:,}", "residents"]
    names.append("series" if kind == DETECTED else "source")
    cells = []
    for each in mine:
        people = "–" if each.population is None else f"{each.population:,.0f}"
        rate = "–" if each.rate_low is None else _span(each.rate_low, each.rate_high)
        last = (each.series or "none") if kind == DETECTED else each.source
        cells.append([each.year, _who(each.sex, each.age, each.form), _persons(each), rate, people, last])
    rates = "; the series of rates has an R behind its code" if kind == DETECTED else ""
    return Table(names, cells, f"{LABELS[kind]}: {_country(country)}{rates}")


def _who(sex: object, age: object, form: object) -> str:
    label = str(form or TOTAL)
    if label in code_list("form-of-exploitation"):
        label = _form(label)
    parts = [str(sex or TOTAL), str(age or TOTAL), label]
    return ", ".join(part for part in parts if part != TOTAL) or "all"


def _form(code: str) -> str:
    return code_list("form-of-exploitation").label(code)


def _persons(row: VictimsRow) -> str:
    if row.point is not None and row.low != row.high:
        return f"{row.point:,.0f} ({row.low:,.0f} to {row.high:,.0f})"
    return _span(row.low, row.high)


def _span(low: float, high: float | None) -> str:
    first, last = show(_round(low)), show(_round(high if high is not None else low))
    return first if first == last else f"{first} to {last}"


def _round(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


def _country(code: str) -> str:
    return code_list("country").label(code) if code in code_list("country") else code

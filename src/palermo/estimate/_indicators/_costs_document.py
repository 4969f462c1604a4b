"""Indicator 10.7.1 as people read it."""

from typing import TYPE_CHECKING

from palermo.report import Block, Document, Facts, Interval, Intervals, Note, Paragraph, Section, Table, show

if TYPE_CHECKING:
    from palermo.estimate._indicators._costs import CostsReport, CostsRow

MOST_ROWS = 24
"""Groups in the picture; the table has all."""


def document(found: "CostsReport") -> Document:
    """The report as people read it."""
    whole = found.rows[0]
    blocks: list[Block] = []
    if len(found.rows) > 1:
        rows = [
            Interval(_name(each), *(None if number is None else round(number, 1) for number in _median(each)))
            for each in found.rows[:MOST_ROWS]
        ]
        note = f"Lines are {100 * found.level:g}\N{NO-BREAK SPACE}% intervals; n stands in the table."
        blocks.append(Intervals("Recruitment cost", "median, in months of income", rows, note=note, told_below=True))
    names = ["group", "n", "median", "from", "to", "mean", "from", "to", "20 %", "40 %", "60 %", "80 %", "paid nothing"]
    cells = [
        [
            _name(each), each.n, *map(_months, _median(each)),
            *map(_months, (each.mean, each.mean_low, each.mean_high)), *map(_months, each.quintiles),
            each.paid_nothing,
        ]
        for each in found.rows
    ]  # fmt: skip
    table = Table(names, cells, "Months of income in the country of destination", shares=("paid nothing",))
    pairs = [("level", f"{100 * found.level:g} %"), ("seed", found.seed)]
    pairs += [
        (name, show(value))
        for name, value in found.settings.items()
        if value not in (None, "", (), []) and name not in ("level", "seed")
    ]
    sections = (
        Section("Months of earnings", (*blocks, table)),
        Section("What to be careful about", tuple(Note(each.text, "caution") for each in found.cautions)),
        Section(
            "How it is defined",
            (
                Paragraph(
                    "For each worker: what was paid for the job, less what was given back, over a month's income in "
                    "the country of destination. Cost and income are of the same worker, never two means divided."
                ),
                Facts([("Source", "Metadata of SDG indicator 10.7.1, 18 May 2022 (ILO and World Bank)")]),
            ),
        ),
        Section("To repeat it", (Facts(pairs),)),
    )
    return Document("Indicator 10.7.1: what a job abroad costs the worker", _lead(found, whole), sections)


def _lead(found: "CostsReport", whole: "CostsRow") -> str:
    ends = ""
    if whole.median_low is not None:
        ends = (
            f" ({100 * found.level:g}\N{NO-BREAK SPACE}% interval {_months(whole.median_low)} to "
            f"{_months(whole.median_high)})"
        )
    paid = f"paid {_months(whole.median)} months of their income or more for the job"
    if whole.median == 0:
        paid = "or more paid nothing for the job"
    return f"Half of {whole.n:,} workers {paid}{ends}; the mean is {_months(whole.mean)} months.{_doubt(found)}"


def _doubt(found: "CostsReport") -> str:
    """What makes the numbers doubtful themselves: it stands in the lead where they are beyond what is known."""
    said = {each.code: each.text for each in found.cautions}
    if "many_months" not in said:
        return ""
    return f" But mind: {said['many_months']} {said.get('currency_unsaid', '')}".rstrip()


def _median(row: "CostsRow") -> tuple[float | None, float | None, float | None]:
    """The median with its interval."""
    return row.median, row.median_low, row.median_high


def _name(row: "CostsRow") -> str:
    return ", ".join(f"{name}: {value}" for name, value in row.group.items()) or "all"


def _months(value: float | None) -> str:
    return "–" if value is None else f"{value:,.1f}"

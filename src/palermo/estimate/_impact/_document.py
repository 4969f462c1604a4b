"""The report of a study in plain words: what came of it, in the first line, whatever it is."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from palermo.estimate._impact._amounts import told_amount
from palermo.estimate._impact._designs import DESIGNS
from palermo.estimate._impact._results import RATIO, SHARE, UNITS, Effect
from palermo.estimate._impact._verdict import Finding, Verdict
from palermo.estimate._repeat import repeat
from palermo.report import Block, Document, Facts, Line, Lines, Note, Paragraph, Section, Table, show

if TYPE_CHECKING:
    from palermo.estimate._impact._report import ImpactReport

MOST_LINES = 6

MOST_PICTURES = 8
"""Outcomes of which a picture is drawn."""

UNIT_WORDS = {
    SHARE: "points are percentage points",
    RATIO: "per cent are of more or fewer",
    UNITS: "numbers are in the units of the outcome",
}
"""In what effects of each scale are told."""

GRAVE = frozenset(
    (
        "few_in_an_arm",
        "trend_before",
        "bad_fit",
        "no_comparison",
        "attrition_bounds",
        "no_limit",
        "perfect_fit",
        "drift",
        "steps",
        "no_spread",
        "few_in_a_cell",
    )
)
"""Cautions with which the answer stands or falls."""

WORDS = {
    Verdict.WORSE: "got worse",
    Verdict.NOTHING: "no effect",
    Verdict.UNTOLD: "cannot be told",
    Verdict.SMALL: "better, but little",
    Verdict.BETTER: "got better",
    Verdict.MORE: "more",
    Verdict.FEWER: "fewer",
}

TERMS = {
    "interval": "The range that, if the assumption holds, holds the true effect as often as its level says.",
    "cluster": "A village, school or site whose people were chosen, or reached, together: they are alike, and so tell "
    "less than as many people drawn one by one.",
    "wild cluster bootstrap": "Each cluster's deviations are given a random sign many times, and the test is made anew "
    "each time; it holds with few clusters.",
    "comparison group": "People to whom nothing was done, and who show what would have happened anyway.",
    "placebo": "The same calculation where nothing was done: it shows how large an effect chance makes.",
}


def document(found: "ImpactReport") -> Document:
    """The report as people read it."""
    sections = [
        Section("What was found", tuple(_found(found))),
        Section("What to be careful about", tuple(_cautions(found))),
        Section("What was looked at beside it", tuple(_checks(found))),
        Section("The method", tuple(_method(found))),
        Section("To repeat it", (repeat(found.version, found.seed, found.source, found.settings),)),
    ]
    return Document("What came of it", found.lead, tuple(sections), TERMS)


def _found(found: "ImpactReport") -> list[Block]:
    several = len(found.findings) > 1
    names = ["outcome", "effect", "from", "to", "p", *(["p, Holm"] if several else []), "n", "what came of it"]
    rows: list[list[object]] = []
    for each in found.findings:
        effect = each.effect
        rows.append([
            each.label, _amount(effect, effect.estimate), _amount(effect, effect.low), _amount(effect, effect.high),
            _p(effect.p), *([_p(each.holm)] if several else []), effect.n, WORDS[each.verdict],
        ])  # fmt: skip
    units = {each.effect.scale: UNIT_WORDS[each.effect.scale] for each in found.findings}
    unit = ", ".join(units.values())
    blocks: list[Block] = [Table(names, rows, f"Effects with their intervals; {unit}")]
    blocks = [*(_picture(each) for each in found.findings[:MOST_PICTURES]), *blocks]
    if len(found.findings) > MOST_PICTURES:
        blocks.append(Paragraph(f"Pictures are of the first {MOST_PICTURES} outcomes; the table has all."))
    visible = [_visible(each) for each in found.findings]
    blocks += [Paragraph(each) for each in visible if each]
    if several:
        text = (
            f"{len(found.findings)} outcomes were looked at. Holm's p is that of each among all; something is called "
            "better only if that is small enough too. A harm is said without this allowance."
        )
        blocks.append(Paragraph(text))
    return blocks


def _visible(found: Finding) -> str:
    size = found.smallest_seen
    if size is None:
        return ""
    told = told_amount(found.effect.scale, size).lstrip("+")
    return f"{found.label}: this study had a chance of 80\N{NO-BREAK SPACE}% to see an effect of {told} or more."


def _picture(found: Finding) -> Block:
    """How the outcome went. Shares and counts begin at zero; other units where their values and limits do."""
    effect, course = found.effect, found.effect.course
    if course is None:
        return Paragraph(f"{found.label}: there is nothing to draw.")
    lines = []
    for name, values in list(course.lines.items())[:MOST_LINES]:
        low, high = course.bands.get(name, ((), ()))
        if effect.scale == SHARE:
            low = tuple(None if each is None else max(each, 0.0) for each in low)
            high = tuple(None if each is None else min(each, 1.0) for each in high)
            values = tuple(None if each is None else min(max(each, 0.0), 1.0) for each in values)
        lines.append(Line(name, values, low, high))
    base = _base(effect, lines)
    notes = [f"n = {effect.n:,}.", *(["Bands are intervals."] if course.bands else [])]
    notes += ["The axis does not begin at zero."] if base > 0 else []
    return Lines(
        f"{found.label}: how it went",
        "share" if effect.scale == SHARE else "mean" if effect.clusters else "value",
        course.places,
        lines,
        share=effect.scale == SHARE,
        below=course.below,
        note=" ".join(notes),
        base=base,
    )


def _base(effect: Effect, lines: Sequence[Line]) -> float:
    """Where the axis begins: at zero, unless the values are far from it beside how far apart they and the limits are.

    An effect of half a step on a scale from 1 to 5 is to be seen, and one of nothing must not look like much: so the
    axis is at least as long as the interval is wide.
    """
    told = [each for line in lines for part in (line.values, line.low, line.high) for each in part if each is not None]
    lowest, highest = min(told, default=0.0), max(told, default=0.0)
    if effect.scale != UNITS or not told:
        return 0.0
    limits = [each for each in (effect.low, effect.high) if each is not None and math.isfinite(each)]
    room = max(highest - lowest, max(limits) - min(limits) if limits else 0.0)
    below = lowest - (room - (highest - lowest)) / 2 - room / 8
    return below if lowest < 0 or (below > 0 and below > highest / 4) else 0.0


def _cautions(found: "ImpactReport") -> list[Block]:
    said: dict[tuple[str, str], list[str]] = {}
    for each in found.findings:
        for caution in each.effect.cautions:
            said.setdefault((caution.code, caution.text), []).append(each.label)
    several = len(found.findings) > 1
    blocks: list[Block] = []
    for (code, text), names in sorted(said.items(), key=lambda each: each[0][0] not in GRAVE):
        where = f"{', '.join(names)}: " if several and len(names) < len(found.findings) else ""
        blocks.append(Note(f"{where}{text}", "problem" if code in GRAVE else "caution"))
    return blocks or [Paragraph("Nothing beyond the assumption.")]


def _checks(found: "ImpactReport") -> list[Block]:
    blocks: list[Block] = []
    for each in found.findings:
        effect = each.effect
        if not effect.checks:
            continue
        rows = [
            [
                check.name,
                "–" if check.value is None else show(check.value),
                "" if check.low is None and check.high is None else f"{_end(check.low)} to {_end(check.high)}",
                _p(check.p),
                check.text,
            ]
            for check in effect.checks
        ]
        blocks.append(Table(["what", "value", "interval", "p", "what it means"], rows, each.label))
    return blocks or [Paragraph("This design has nothing to look at beside it.")]


def _method(found: "ImpactReport") -> list[Block]:
    design = DESIGNS[found.design]
    intervals = dict.fromkeys(each.effect.interval for each in found.findings)
    return [
        Paragraph(f"{design.title}. It rests on this: {design.assumption}"),
        Facts([("Intervals", "; ".join(intervals)), ("Source", design.citation)]),
    ]


def _amount(effect: Effect, value: float | None) -> str:
    return "–" if value is None else told_amount(effect.scale, value)


def _end(value: float | None) -> str:
    return "…" if value is None else show(value)


def _p(value: float | None) -> str:
    if value is None or value != value:
        return "–"
    return "<0.001" if value < 0.001 else f"{value:.3f}"

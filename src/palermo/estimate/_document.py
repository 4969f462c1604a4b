"""The report of a table of lists in plain words: the answer first, then what it hangs on."""

import math
from collections.abc import Callable

from palermo.estimate._lists import METHODS, Change, Estimate, Strata
from palermo.estimate._report import FAR_APART, LOWER_BOUND, ListsReport
from palermo.estimate._sensitivity_document import lower, what_changes_it
from palermo.report import (
    Block,
    Document,
    Facts,
    Interval,
    Intervals,
    Note,
    Paragraph,
    Section,
    Table,
    show,
)

GRAVE = frozenset(
    {
        "at_the_limit", "few_decide", "few_overlapping", "grid_edge", "list_inside", "low_coverage", "modes_apart",
        "mostly_unseen", "no_interval", "not_mixed", "prior_limits",
    }
)  # fmt: skip
"""Cautions of the first sentence's own number that are told with it."""

LEVELS = {"alarm": "problem", "caution": "caution", "note": "information"}

TERMS = {
    "list": "The people whom one organisation knows: police, a shelter, a hotline.",
    "overlap": "People who are on two lists: they show how much each list misses.",
    "bootstrap": "The table is drawn anew at random many times, and each time everything is estimated again, the "
    "choice of the model included.",
    "BIC": "A score that weighs how well a model fits against how many terms it has; smaller is better.",
    "replicate": "One table drawn anew at random.",
    "interval": "A range for the true number, if the method's assumption holds. How it was made differs: by tables "
    "drawn anew, by normal theory, by a prior, or as bounds; it stands with each method.",
}


def document(found: ListsReport) -> Document:
    """The report as people read it."""
    sections = [
        Section("What the methods say", tuple(_panel(found))),
        Section("What would change it most", tuple(what_changes_it(found))),
        *([Section("By stratum", tuple(_strata(found.strata)))] if found.strata is not None else []),
        *([Section("Change between periods", tuple(_change(found.change)))] if found.change is not None else []),
        Section("What is wrong with the data, and what to do about it", tuple(_diagnosis(found))),
        Section("The methods", tuple(_methods(found))),
        Section("To repeat it", tuple(_repeat(found))),
    ]
    return Document("How many people were never found", _lead(found), tuple(sections), TERMS)


def _lead(found: ListsReport) -> str:
    first = found.headline
    seen = f"{found.panel.n:,} people are on at least one of {len(found.panel.lists)} lists"
    if first is None:
        return f"{seen}. How many are on none cannot be said from this table.{_floor(found)}"
    told = (
        f"by {_title(first)} there are {_about(first.estimate)} in all{_interval(first)}, if this holds: "
        f"{first.assumption}"
    )
    apart = found.range
    if apart is not None and _far(apart):
        low, high = apart
        return (
            f"The data do not settle the number. {seen}; methods that rest on different assumptions say from "
            f"{_about(low.estimate)} ({_title(low)}) to {_about(high.estimate)} ({_title(high)}) in all. "
            f"Among them, {told}{_but(first)}{_above(found)}"
        )
    others = ""
    if apart is not None:  # methods always differ: one number alone would hide by how much
        low, high = apart
        others = (
            f" Methods that rest on different assumptions say from {_about(low.estimate)} ({_title(low)}) to "
            f"{_about(high.estimate)} ({_title(high)})."
        )
    return f"{seen}; {told}{others}{_but(first)}{_above(found)}"


def _but(first: Estimate) -> str:
    """What must not be read past: it stands in the lead, and not only below."""
    grave = [each.text for each in first.cautions if each.code in GRAVE]
    return f" But mind: {' '.join(grave)}" if grave else ""


def _above(found: ListsReport) -> str:
    """What it means where the floor is above the number that is told."""
    first = found.headline
    bound = next((each for each in found.panel.results if each.method == LOWER_BOUND), None)
    if first is None or first.estimate is None or bound is None or (bound.estimate or 0.0) <= first.estimate:
        return ""
    return (
        f" {METHODS[LOWER_BOUND].title}, {_about(bound.estimate)}, is above this number: if that is not chance, people "
        "differ in how easily they are found, and the number is too small."
    )


def _floor(found: ListsReport) -> str:
    """What a lower bound says, where that is all there is and the table says something."""
    bound = next((each for each in found.panel.results if each.method == LOWER_BOUND), None)
    if bound is None or bound.estimate is None or found.says_nothing:
        return ""
    held = f"if this holds: {bound.assumption}{_but(bound)}"
    if bound.low is None or bound.level is None:
        return f" A lower bound, {_about(bound.estimate)}, can be told, {held}"
    level = f"{100 * bound.level:g}\N{NO-BREAK SPACE}%"
    return (
        f" There are at least {_about(bound.low, math.floor)} in all, the lower end of the {level} interval of Chao's "
        f"lower bound of {_about(bound.estimate)}, {held}"
    )


def _far(apart: tuple[Estimate, Estimate]) -> bool:
    return (apart[1].estimate or 0.0) > FAR_APART * (apart[0].estimate or 0.0)


def _title(estimate: Estimate) -> str:
    return lower(estimate.method)


def _about(value: float | None, way: Callable[[float], int] = round) -> str:
    """A number of people to three significant digits: more would be a false promise."""
    return "an unknown number" if value is None else f"about {_coarse(value, way)}"


def _coarse(value: float, way: Callable[[float], int]) -> str:
    """Three significant digits; way: to which side, so that ends of an interval never move inwards."""
    unit = 10 ** max(math.floor(math.log10(max(value, 1.0))) - 2, 0)
    return f"{way(value / unit) * unit:,}"


def _interval(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return ", without an interval"
    level = "" if estimate.level is None else f"{100 * estimate.level:g}\N{NO-BREAK SPACE}% interval "
    if math.isinf(estimate.high):
        return f" ({level}from {_coarse(estimate.low, math.floor)}; the data set no upper limit)"
    return f" ({level}{_coarse(estimate.low, math.floor)} to {_coarse(estimate.high, math.ceil)})"


def _panel(found: ListsReport) -> list[Block]:
    rows = [Interval(METHODS[each.method].title, each.estimate, each.low, each.high) for each in found.panel.results]
    notes: list[Block] = [Note(each.text, "caution") for each in found.panel.cautions]
    table = Table(
        ["method", "estimate", "from", "to", "what it rests on"],
        [
            [
                METHODS[each.method].title,
                _number(each.estimate),
                _number(each.low),
                "no limit" if each.high is not None and math.isinf(each.high) else _number(each.high),
                each.assumption,
            ]
            for each in found.panel.results
        ],
        "People in all, seen and unseen, by method, each with the assumption that identifies it",
    )
    said: dict[str, list[str]] = {}  # what several methods say alike is said once
    for each in found.panel.results:
        for caution in each.cautions:
            said.setdefault(caution.text, []).append(METHODS[each.method].title)
    each_its_own = [Note(f"{', '.join(titles)}: {text}", "caution") for text, titles in said.items()]
    return [
        Intervals(
            "How many people there are, by method",
            "people in all, seen and unseen",
            rows,
            mark=float(found.panel.n),
            mark_name="on at least one list",
            note=f"Lists: {_lists(found)}. Lines are intervals; an arrow has no upper limit, and a line that is cut "
            "ends at the number beside the cut. "
            f"{METHODS[LOWER_BOUND].title} is a floor, and not an estimate of the number.",
        ),
        table,
        *notes,
        *each_its_own,
    ]


def _number(value: float | None) -> object:
    return "–" if value is None else round(value)


def _lists(found: ListsReport) -> str:
    return ", ".join(f"{name} ({size:,})" for name, size in found.sizes.items())


def _strata(strata: Strata) -> list[Block]:
    rows = [
        [
            each.label,
            each.seen,
            _number(each.estimate),
            _number(each.low),
            "no limit" if each.high is not None and math.isinf(each.high) else _number(each.high),
            _number(each.pooled),
        ]
        for each in strata.strata
    ]
    points = [Interval(each.label, each.pooled, each.pooled_low, each.pooled_high) for each in strata.strata]
    whole = "" if strata.whole is None else f" Without strata, the same method says {strata.whole:,.0f}."
    if strata.total is None or strata.low is None or strata.high is None:
        all_told = f"How many there are in all strata together cannot be said.{whole}"
        points = [Interval(each.label, each.estimate, each.low, each.high) for each in strata.strata]
        title = "Each stratum by itself"
    else:
        all_told = (
            f"All strata together: {strata.total:,.0f} ({strata.low:,.0f} to {strata.high:,.0f}).{whole} "
            f"{strata.assumption}"
        )
        title = "Each stratum, drawn towards the others"
    return [
        Paragraph(all_told),
        Intervals(title, "people in all", points),
        Table(["stratum", "seen", "by itself", "from", "to", "drawn together"], rows, "People by stratum"),
        *(Note(each.text, "caution") for each in strata.cautions),
    ]


def _change(change: Change) -> list[Block]:
    before, after = change.periods
    rows: list[list[object]] = [
        [f"people in {before}", *map(_limit, change.before)],
        [f"people in {after}", *map(_limit, change.after)],
        ["difference", *map(_limit, change.difference)],
        ["ratio", *(f"{each:.2f}" if math.isfinite(each) else "no limit" for each in change.ratio)],
    ]
    return [
        Table(["", "estimate", "from", "to"], rows, f"From {before} to {after}, both estimated in every replicate"),
        *(Note(each.text, "caution") for each in change.cautions),
    ]


def _limit(value: float) -> object:
    return round(value) if math.isfinite(value) else "no limit"


def _diagnosis(found: ListsReport) -> list[Block]:
    if not found.diagnosis.findings:
        above = f" But:{_above(found)}" if _above(found) else ""
        return [Paragraph(f"Nothing was found that makes estimates of this table fragile.{above}")]
    blocks: list[Block] = []
    for each in found.diagnosis.findings:
        blocks.append(Note(each.text, LEVELS[each.severity]))
        blocks.append(Paragraph(f"What to do: {each.remedy}"))
    return blocks


def _methods(found: ListsReport) -> list[Block]:
    rows = [
        [METHODS[each.method].title, each.interval or "none", METHODS[each.method].citation]
        for each in found.panel.results
    ]
    return [
        Paragraph(
            "Each list misses people, and how many of one list's people another has shows how much. What no table can "
            "show is how lists depend on each other among those whom none has: each method assumes something about it."
        ),
        Table(["method", "interval", "source"], rows, "Where the methods come from"),
    ]


def _repeat(found: ListsReport) -> list[Block]:
    pairs: list[tuple[str, object]] = [("Palermo", found.panel.version), ("seed", found.panel.seed)]
    pairs += [(name, value) for name, value in found.source.items()]
    for name, value in found.settings.items():
        if name == "versions":
            pairs += list(value.items())
        elif value not in (None, (), [], ""):
            pairs.append((name, ", ".join(map(str, value)) if isinstance(value, list | tuple) else show(value)))
    return [Facts(pairs)]

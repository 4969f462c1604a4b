"""The report of a table of lists in plain words: the answer first, then what it hangs on."""

import math
from typing import TYPE_CHECKING

from palermo.estimate._findings import findings_told
from palermo.estimate._lead import LOWER_BOUND, above, lead
from palermo.estimate._lists import METHODS, Change, Strata
from palermo.estimate._repeat import repeat
from palermo.estimate._sensitivity_document import what_changes_it
from palermo.report import (
    Block,
    Document,
    Interval,
    Intervals,
    Note,
    Paragraph,
    Section,
    Table,
)

if TYPE_CHECKING:
    from palermo.estimate._report import ListsReport

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


def document(found: "ListsReport") -> Document:
    """The report as people read it."""
    sections = [
        Section("What the methods say", tuple(_panel(found))),
        Section("What would change it most", tuple(what_changes_it(found))),
        *([Section("By stratum", tuple(_strata(found.strata)))] if found.strata is not None else []),
        *([Section("Change between periods", tuple(_change(found.change)))] if found.change is not None else []),
        Section("What is wrong with the data, and what to do about it", tuple(_diagnosis(found))),
        Section("The methods", tuple(_methods(found))),
        Section("To repeat it", (repeat(found.panel.version, found.panel.seed, found.source, found.settings),)),
    ]
    return Document("How many people were never found", lead(found), tuple(sections), TERMS)


def _panel(found: "ListsReport") -> list[Block]:
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
    has_floor = any(each.method == LOWER_BOUND for each in found.panel.results)
    floor = f" {METHODS[LOWER_BOUND].title} is a floor, and not an estimate of the number." if has_floor else ""
    return [
        Intervals(
            "How many people there are, by method",
            "people in all, seen and unseen",
            rows,
            told_below=True,
            mark=float(found.panel.n),
            mark_name="on at least one list",
            note="Lines are intervals; an arrow has no upper limit, and a line that is cut ends at the number beside "
            f"the cut.{floor}",
        ),
        Paragraph(f"Lists: {_lists(found)}."),
        table,
        *notes,
        *each_its_own,
    ]


def _number(value: float | None) -> object:
    return "–" if value is None else round(value)


def _lists(found: "ListsReport") -> str:
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


def _diagnosis(found: "ListsReport") -> list[Block]:
    if not found.diagnosis.findings:
        but = f" But:{above(found)}" if above(found) else ""
        return [Paragraph(f"Nothing was found that makes estimates of this table fragile.{but}")]
    return findings_told(found.diagnosis.findings)


def _methods(found: "ListsReport") -> list[Block]:
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

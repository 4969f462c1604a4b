"""The report of a sample in plain words: the answer first, then what it hangs on."""

import math
from typing import TYPE_CHECKING

from palermo import version
from palermo.estimate._repeat import repeat, versions
from palermo.estimate._samples._methods import SAMPLE_METHODS
from palermo.estimate._samples._recruitment_document import plain, recruitment
from palermo.estimate._samples._results import SampleEstimate
from palermo.report import (
    Block,
    Document,
    Interval,
    Intervals,
    Note,
    Paragraph,
    Section,
    Table,
    show,
    show_share,
)

if TYPE_CHECKING:
    from palermo.estimate._samples._report import SampleReport

TERMS = {
    "design effect": "How many times as uncertain the answer is as one from as many people drawn at random.",
    "degree": "How many of the population a person knows.",
    "homophily": "How much people recruit among their own: 0 by chance, 1 nobody else.",
    "wave": "How many recruitments lie between a person and the seed of her chain.",
    "seeds": "People with whom recruitment began, each at the root of a tree.",
    "interval": "The range that, if the assumption holds, holds the true number as often as its level says.",
}


def document(found: "SampleReport") -> Document:
    """The report as people read it."""
    sections = [Section("What the sample says", tuple(_results(found)))]
    if found.diagnosis is not None:
        sections.append(Section("How people recruited each other", tuple(recruitment(found.diagnosis, _asked(found)))))
    if found.groups:
        sections.append(Section("Known groups, estimated from the others", tuple(_groups(found))))
    if found.weighting is not None:
        sections.append(Section("What the weights cost", (Paragraph(str(found.weighting)),)))
    told = {**found.settings, "versions": versions()}
    sections += [
        Section("The methods", (_methods(found),)),
        Section("To repeat it", (repeat(version(), found.seed, found.source, told),)),
    ]
    return Document(found.title, _lead(found), tuple(sections), TERMS)


def _asked(found: "SampleReport") -> str:
    """The value that is asked about."""
    return str(found.results[0].details.get("value", ""))


def said(found: SampleEstimate, value: float | None) -> str:
    """A number as its kind is written: shares in per cent, persons to three digits."""
    if value is None:
        return "–"
    if math.isinf(value):
        return "no limit"
    if found.is_share:
        return show_share(value)
    if abs(value) >= 1000:
        return show(round(_coarse(found, value) or 0))
    return f"{value:,.3g}".replace("-", "\N{MINUS SIGN}")


def _lead(found: "SampleReport") -> str:
    first = found.results[0]
    asked = f"{found.n:,} people are in the sample"
    if first.estimate is None:
        return f"{asked}; {first.what} cannot be told from it. {first.cautions[0].text if first.cautions else ''}"
    text = f"{first.what[0].upper()}{first.what[1:]}: {said(first, first.estimate)}{_ends(first)}, if this holds: "
    return f"{text}{first.assumption} {asked}.{_wider(found)}"


def _wider(found: "SampleReport") -> str:
    """The interval of the next method where it is the wider one: of two made in two ways, nobody sees only one."""
    first, other = (*found.results, found.results[0])[:2]
    if first.method != "sequential" or None in (first.low, first.high, other.low, other.high):
        return ""
    if _width(other) <= _width(first):
        return ""
    return (
        f" By {_short(other.method)}, which makes its interval in another way, it is {said(other, other.estimate)} "
        f"({said(other, other.low)} to {said(other, other.high)}): why they differ stands below."
    )


def _width(found: SampleEstimate) -> float:
    return (found.high or 0.0) - (found.low or 0.0)


def _ends(found: SampleEstimate) -> str:
    if found.low is None or found.high is None:
        return ", without an interval"
    level = "" if found.level is None else f"{100 * found.level:g}\N{NO-BREAK SPACE}% interval "
    return f" ({level}{said(found, found.low)} to {said(found, found.high)})"


def _results(found: "SampleReport") -> list[Block]:
    several = len({each.method for each in found.results}) > 1
    labels = [_labelled(each) if several else each.what for each in found.results]
    blocks: list[Block] = []
    drawable = all(min(x for x in (each.estimate, each.low, 0.0) if x is not None) >= 0 for each in found.results)
    if drawable and len({each.is_share for each in found.results}) == 1:
        share = found.results[0].is_share
        rows = [
            Interval(label, *(_coarse(each, number) for number in (each.estimate, each.low, each.high)))
            for label, each in zip(labels, found.results, strict=True)
        ]
        measure = found.results[0].what if several else "estimate, with its interval"
        blocks.append(Intervals("What the sample says", measure, rows, share=share, told_below=True))
    blocks.append(
        Table(
            ["", "estimate", "from", "to", "standard error", "answers", "design effect"],
            [
                [
                    label,
                    said(each, each.estimate),
                    said(each, each.low),
                    said(each, each.high),
                    said(each, each.error),
                    each.n,
                    "–" if each.design_effect is None else f"{each.design_effect:.2f}",
                ]
                for label, each in zip(labels, found.results, strict=True)
            ],
            "Estimates, each with its interval",
        )
    )
    texts: dict[str, list[str]] = {}
    for label, each in zip(labels, found.results, strict=True):
        for caution in each.cautions:
            texts.setdefault(caution.text, []).append(label)
    for text, which in texts.items():
        everywhere = len(which) == len(found.results)
        blocks.append(Note(text if everywhere else f"{', '.join(which)}: {text}", "caution"))
    return blocks


def _labelled(found: SampleEstimate) -> str:
    """A method, and whether its number is adjusted where others are."""
    codes = {each.code for each in found.cautions}
    adjusted = {"transmission": "Adjusted by the transmission", "visibility": "Adjusted by the visibility"}
    kind = next((text for name, text in adjusted.items() if name in found.details), _short(found.method))
    return f"{kind}, not adjusted" if "not_adjusted" in codes else kind


def _short(method: str) -> str:
    """A method's title without the family, which the report's own title tells."""
    title = SAMPLE_METHODS[method].title.partition(", ")[2]
    return f"{title[0].upper()}{title[1:]}" if title else SAMPLE_METHODS[method].title


def _coarse(found: SampleEstimate, value: float | None) -> float | None:
    """A number to as many digits as it is told with, so that picture and words agree."""
    if value is None or math.isinf(value) or found.is_share or abs(value) < 1000:
        return value
    return float(round(value, 2 - math.floor(math.log10(abs(value)))))


def _groups(found: "SampleReport") -> list[Block]:
    rows = [
        [
            each.name,
            round(each.size),
            round(each.estimate) if math.isfinite(each.estimate) else "–",
            plain(each.ratio, 2),
            round(each.reports),
        ]
        for each in found.groups
    ]
    return [
        Paragraph("Each group's size is known. Estimated from the others as if it were hidden, it should come out."),
        Table(["group", "true size", "estimated", "times the truth", "reports"], rows, "The worst come first"),
    ]


def _methods(found: "SampleReport") -> Block:
    first = {each.method: each for each in reversed(found.results)}
    rows = [
        [method.title, method.assumption, first[key].interval or "none", method.citation]
        for key, method in SAMPLE_METHODS.items()
        if key in first
    ]
    return Table(["method", "what it rests on", "interval", "source"], rows, "What the numbers rest on")

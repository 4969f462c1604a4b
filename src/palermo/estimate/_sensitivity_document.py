"""What would change an estimate from lists, in plain words."""

import math
from typing import TYPE_CHECKING

from palermo.estimate._lists import METHODS, Sensitivity
from palermo.report import Block, Interval, Intervals, Line, Lines, Note, Paragraph, Table, show_share

if TYPE_CHECKING:
    from palermo.estimate._report import ListsReport

MOST_VARIANTS = 8
"""Changes in the picture; the table has all."""

NAMES = ("Chao", "Bayesian")
"""People's names, which keep their capital."""


def lower(method: str) -> str:
    """A method's title within a sentence."""
    title = METHODS[method].title
    return title if title.startswith(NAMES) else title[0].lower() + title[1:]


def what_changes_it(found: "ListsReport") -> list[Block]:
    """Lists left out or taken together, other models, other odds, fewer people, and lists of known size."""
    hangs = found.sensitivity
    if hangs is None or hangs.estimate is None:
        return [Note("No quick method has an estimate, so nothing could be changed to see what happens.", "caution")]
    whole = hangs.estimate
    variants = [each for each in (*hangs.dropped, *hangs.merged) if each.estimate]
    variants.sort(key=lambda each: abs(math.log((each.estimate or whole) / whole)), reverse=True)
    by = lower(hangs.method)
    stands_in = _stands_in(found, hangs)
    blocks: list[Block] = [Paragraph(stands_in)] if stands_in else []
    blocks += [Note(each.text, "caution") for each in hangs.cautions]
    if variants:
        worst = variants[0]
        text = f"By {by}, {worst.what} changes it most: from {whole:,.0f} to {worst.estimate:,.0f}."
        blocks.insert(0, Paragraph(text))
        points = [Interval("as it is", whole), *(Interval(each.what, each.estimate) for each in variants)]
        blocks.append(
            Intervals(
                "With a list left out, or two as one",
                f"people in all, by {by}",
                points[: MOST_VARIANTS + 1],
                mark=whole,
                mark_name="as it is",
                note=f"The {min(MOST_VARIANTS, len(variants))} changes of {len(variants)} that change it most.",
            )
        )
    if hangs.models is not None:
        near = hangs.models
        blocks.append(
            Paragraph(
                f"{near['count']:,} models describe the table nearly as well as the best one (within 10 BIC); they say "
                f"from {near['low']:,.0f} to {near['high']:,.0f}."
            )
        )
    if hangs.odds:
        blocks.append(_odds(hangs))
    usable = [each for each in hangs.trajectory if each.median is not None]
    if len(usable) > 1:
        sampled = hangs.sampled or hangs.method
        other = "" if sampled == hangs.method else f" By {lower(sampled)}: {by} takes too long for so many samples."
        blocks.append(
            Lines(
                "With fewer people seen",
                f"people in all by {lower(sampled)}, when only a share of those seen is used (median and quartiles of "
                "samples)",
                [show_share(each.share) for each in usable],
                [
                    Line(
                        METHODS[sampled].title,
                        [each.median for each in usable],
                        [each.low for each in usable],
                        [each.high for each in usable],
                    )
                ],
                below="share of the people seen",
                note="A method that has seen enough says the same again and again. One that still climbs or falls has "
                f"not.{other}{_left_out(hangs)}",
            )
        )
    known = [each for each in hangs.consistency if each.estimate is not None]
    if known:
        rows = [[each.name, each.truth, round(each.estimate or 0), each.ratio] for each in known]
        blocks.append(
            Table(
                ["list", "people on it", "estimated by the others", "times the truth"],
                rows,
                "A test against what is known: each list taken for the whole population, and estimated from the other "
                "lists within it",
            )
        )
        blocks.append(Paragraph(_consistent([each.ratio for each in known if each.ratio is not None])))
    return blocks


def _stands_in(found: "ListsReport", hangs: Sensitivity) -> str:
    """Why things are changed by another method than that of the first sentence; empty where they are not."""
    first = found.headline
    if first is None or first.method == hangs.method:
        return ""
    return (
        f"The number above is by {lower(first.method)}, which takes too long to be asked again and again, or then has "
        f"no answer. All that follows is by {lower(hangs.method)}: read it for how many times a change makes a number "
        "larger or smaller."
    )


def _consistent(ratios: list[float]) -> str:
    """What the test against lists of known size says."""
    least, most = min(ratios), max(ratios)
    span = f"{least:.2f} times the truth" if len(ratios) == 1 else f"{least:.2f} to {most:.2f} times the truth"
    if most < 1:
        return (
            f"Every list comes out smaller than it is, at {span}. If that is not chance, people on one list are "
            "likelier to be on others as well, for some are easier to find or are sent from one to the next. That "
            "makes estimates too small, and so, most likely, the number for all."
        )
    if least > 1:
        return (
            f"Every list comes out larger than it is, at {span}. If that is not chance, lists reach different people, "
            "by place or by kind of help. That makes estimates too large, and so, most likely, the number for all."
        )
    return (
        f"Lists come out at {span}: so far off is the method where it can be held against the truth. Those on no list "
        "are harder to tell than those on one, so the number for all is hardly nearer."
    )


def _odds(hangs: Sensitivity) -> Block:
    rows = [[f"{odds:.2g}" if odds < 1 else f"{odds:g}", round(size)] for odds, size in hangs.odds]
    return Table(
        ["odds", "people in all"],
        rows,
        "If being on none of the lists were so many times as likely as the other overlaps tell. No data can tell these "
        "odds; log-linear models and graphs set them to 1, and here they are put to the estimate above",
    )


def _left_out(hangs: Sensitivity) -> str:
    """Samples that the picture of fewer people cannot show."""
    failed = [f"{each.failed} of them at {show_share(each.share)}" for each in hangs.trajectory if each.failed]
    if not failed:
        return ""
    return f" Samples without an estimate, or without an upper limit, are left out: {', '.join(failed)}."

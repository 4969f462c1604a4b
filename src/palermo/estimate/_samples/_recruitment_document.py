"""How people recruited each other, as people read it."""

import math
from collections.abc import Iterable

import numpy as np

from palermo.estimate._findings import findings_told
from palermo.estimate._samples._rds_diagnose import RdsDiagnosis
from palermo.estimate._samples._results import Floats
from palermo.report import Block, Line, Lines, Paragraph, Table

MOST_PLACES = 20
"""Places along a picture of convergence: more say no more."""

MOST_LINES = 6


def recruitment(seen: RdsDiagnosis, asked: str) -> list[Block]:
    """What is wrong with it, who recruited whom, how it settled, and its waves and trees. asked: the value.

    Trees are drawn by the share of that value, the last one where it is none of them.
    """
    blocks = findings_told(seen.findings)
    if not seen.findings:
        blocks.append(Paragraph("Nothing was found that speaks against this recruitment."))
    blocks.append(
        Table(
            ["", "people", "mean degree", "homophily", "waves to the balance"],
            [
                [name, int(people), plain(degree, 1), plain(own, 2), plain(waves, 0)]
                for name, people, degree, own, waves in zip(
                    seen.classes, seen.waves.sum(axis=0), seen.degrees, seen.homophily, seen.to_balance, strict=True
                )
            ],
            "Each group: whom it knows, and how much it recruits among its own",
        )
    )
    blocks.append(
        Table(
            ["recruited by", *seen.classes],
            [[name, *(int(each) for each in row)] for name, row in zip(seen.classes, seen.moves, strict=True)],
            "Who recruited whom",
        )
    )
    shown = list(range(min(len(seen.classes), MOST_LINES)))
    places = _places(len(seen.convergence))
    if len(places) > 1:
        blocks.append(
            Lines(
                "As the sample grew",
                "share of each group, weighed by degree",
                [str(place + 1) for place in places],
                [Line(seen.classes[at], _column(seen.convergence, places, at)) for at in shown],
                share=True,
                below="people so far",
                note="A share that still moves at the end has not settled.",
            )
        )
    largest = sorted(seen.bottlenecks, key=lambda tree: -len(seen.bottlenecks[tree]))[:MOST_LINES]
    if len(largest) > 1:
        at = seen.classes.index(asked) if asked in seen.classes else len(seen.classes) - 1
        blocks.append(_bottlenecks(seen, largest, at))
    waves = [[wave, int(row.sum()), *(int(each) for each in row)] for wave, row in enumerate(seen.waves)]
    blocks.append(Table(["wave", "people", *seen.classes], waves, "People by wave"))
    trees = [[tree + 1, int(people)] for tree, people in enumerate(seen.trees)]
    blocks.append(Table(["seed", "people in its tree"], trees, "People by seed"))
    return blocks


def _bottlenecks(seen: RdsDiagnosis, largest: Iterable[int], at: int) -> Block:
    """The share of a group in each of the largest trees, along the way of each. at: the group's place."""
    steps = 10
    lines = []
    for tree in largest:
        rows = seen.bottlenecks[tree]
        places = [max(0, math.ceil(len(rows) * (step + 1) / steps) - 1) for step in range(steps)]
        lines.append(Line(f"seed {tree + 1} ({len(rows)} people)", _column(rows, places, at)))
    return Lines(
        "Tree by tree",
        f"share of {seen.classes[at]}, weighed by degree",
        [f"{(step + 1) / steps:.0%}" for step in range(steps)],
        lines,
        share=True,
        below="share of the tree so far",
        note="Lines that stay apart are a bottleneck: recruitment does not cross between parts of the network.",
    )


def _places(count: int) -> list[int]:
    return sorted({round(each) for each in np.linspace(min(4, count - 1), count - 1, min(MOST_PLACES, count))})


def _column(rows: Floats, places: list[int], at: int) -> list[float | None]:
    return [float(rows[place, at]) if math.isfinite(rows[place, at]) else None for place in places]


def plain(value: float, digits: int) -> str:
    """A number with so many decimals; a dash where there is none."""
    return f"{value:.{digits}f}".replace("-", "\N{MINUS SIGN}") if math.isfinite(value) else "–"

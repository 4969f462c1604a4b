"""How visible hidden people are: of how many of those who could be asked they would be reported."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from palermo.estimate._results import Caution
from palermo.estimate._samples._columns import Columns, check_level, refuse_setting
from palermo.estimate._samples._design import read_design
from palermo.estimate._samples._read import read_columns
from palermo.estimate._samples._replicate import weight_replicates
from palermo.estimate._samples._results import Floats, SampleEstimate, few_cautions, once, quantiles, spread


def visibility(
    table: Any, *, known: Mapping[str, float], frame: float, weight: str | npt.ArrayLike | None = None,
    replicates: int = 1000, seed: int = 0, level: float = 0.95,
) -> SampleEstimate:  # fmt: skip
    """Of how many people of the frame a hidden person would be reported, from a sample of hidden people.

    table: one record a hidden person. known: by column of how many of the group know that the respondent is one of
    the hidden, the size of that group in the frame. frame: how many people could be asked in the survey. weight: of
    the hidden sample, such as `Recruits.weights`. The result goes into `ScaleUp.generalised`, with its draws.

    Feehan and Salganik 2016, section 3.2: frame / sizes of the groups × mean number of their members who know.

    >>> hidden = {"nurses_who_know": [0, 1, 2, 1], "twins_who_know": [0, 0, 1, 1]}
    >>> found = visibility(hidden, known={"nurses_who_know": 2000, "twins_who_know": 1000}, frame=100_000)
    >>> round(found.estimate, 1)
    50.0
    """
    check_level(level)
    columns = read_columns(table)
    sizes = [float(each) for each in known.values()]
    if not sizes or not all(0 < size <= frame for size in sizes):
        raise refuse_setting(
            "known", "There is a known group at least; each has more than 0 persons and is in the frame."
        )
    design = read_design(columns, weight=weight, stratum=None, cluster=None, population=None, single="refuse")
    aware = np.column_stack([read_reports(columns, name) for name in known]).sum(axis=1)
    weights = np.vstack([design.weights[None, :], weight_replicates(design, replicates, seed)])
    found = frame / sum(sizes) * (weights @ aware) / weights.sum(axis=1)
    low, high = quantiles(found[1:], level)
    cautions = [*design.cautions, *few_cautions(len(columns))]
    if found[0] == 0:
        text = "No member of the known groups knows of any hidden person: visibility cannot be told."
        cautions.append(Caution("nobody_known", text))
    return SampleEstimate(
        "generalised", float(found[0]), low, high, level,
        "Hidden people know how many of each known group know about them, and the known groups are like the frame.",
        once(cautions), "rescaled bootstrap; chains of recruitment are not allowed for", {"frame": frame}, found[1:],
        what="people of the frame who know of a hidden person", n=len(columns), error=spread(found[1:]),
    )  # fmt: skip


def read_reports(columns: Columns, name: str) -> Floats:
    """How many people each respondent says; none of them missing or below 0."""
    found = columns.numbers(name)
    columns.refuse_where(name, found < 0, "Nobody knows fewer than 0 people.")
    return found


def drawn_visibility(value: float | SampleEstimate, replicates: int, seed: int) -> tuple[float, Floats | None]:
    """The visibility, and draws of it where it was measured."""
    seen = value.estimate if isinstance(value, SampleEstimate) else float(value)
    if seen is None or not (math.isfinite(seen) and seen > 0):
        raise refuse_setting(
            "visibility", "A hidden person is visible to more than 0 people, or nobody could report her."
        )
    if not isinstance(value, SampleEstimate) or not len(value.draws):
        return seen, None
    drawn = np.random.default_rng([seed, 1]).choice(value.draws[value.draws > 0], replicates)
    return seen, drawn

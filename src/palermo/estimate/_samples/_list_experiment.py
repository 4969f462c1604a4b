"""List experiments: how many of these, not which? Half of the sample has the sensitive item among them."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from palermo.errors import InputError
from palermo.estimate._results import Caution
from palermo.estimate._samples._columns import refuse_setting
from palermo.estimate._samples._limits import around, kish
from palermo.estimate._samples._methods import SAMPLE_METHODS
from palermo.estimate._samples._results import Bools, Floats, SampleEstimate, few_cautions, once
from palermo.estimate._samples._survey import Survey

NO_SPREAD = 1e-9
"""Standard error of a share below which all answers are alike, but for rounding."""

AT_AN_END = 0.1
"""Share of those without the item who have all, or none, from which on answers may give somebody away."""

SIGNIFICANT = 0.05


@dataclass(frozen=True, eq=False, kw_only=True)
class ListExperiment(SampleEstimate):
    """The share to whom the sensitive item applies, and whether the list did its work.

    types: for each number of other items, the share of those to whom so many apply and the sensitive one does too,
    and does not; a share below 0 cannot be. p_value: of the test that no share is below 0 (no design effect: the
    item does not change the other answers), Bonferroni over all of them. floor, ceiling: among those without the
    item, the share with none and with all of the items.
    """

    types: Floats
    p_value: float
    floor: float
    ceiling: float

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            **SampleEstimate.to_dict(self), "types": self.types.tolist(), "p_value": self.p_value,
            "floor": self.floor, "ceiling": self.ceiling,
        }  # fmt: skip


def list_experiment(sample: Survey, *, count: str, treated: str, items: int) -> ListExperiment:
    """The share to whom a sensitive item applies: the difference in the mean numbers of items.

    sample: from `palermo.estimate.survey`, with its weights, strata and clusters. count: the column with how many
    items apply. treated: the column that says 1 for who had the sensitive item on the list, 0 for who had not. items:
    how many others there are.

    Raises InputError for numbers that the list cannot give, a column of treatment with other values, and a half
    without answers.

    Miller 1984, The Item-Count/Paired Lists Technique; Blair and Imai 2012, Political Analysis 20(1), 47-77, section
    3.1 for the test.

    >>> from palermo.estimate import survey
    >>> asked = {"many": [1, 2, 2, 1, 2, 3, 2, 2], "long": [0, 0, 0, 0, 1, 1, 1, 1]}
    >>> found = list_experiment(survey(asked), count="many", treated="long", items=3)
    >>> found.estimate, round(found.error, 3)
    (0.75, 0.354)
    """
    if items < 1:
        raise refuse_setting("items", "There is at least one item besides the sensitive one.")
    numbers = sample.columns.numbers(count, blank=True)
    group = sample.columns.numbers(treated)
    sample.columns.refuse_where(treated, ~np.isin(group, (0, 1)), "Who had the item says 1, who had not says 0.")
    says = ~np.isnan(numbers)
    wrong = says & ((numbers < 0) | (numbers > items + group) | (numbers != np.rint(numbers)))
    reason = f"The list has {items} items, {items + 1} with the sensitive one; no other number can be given."
    sample.columns.refuse_where(count, wrong, reason)
    long, short = says & (group == 1), says & (group == 0)
    for half, name in ((long, "with"), (short, "without")):
        if not (sample.design.weights[half] > 0).sum() > 1:
            reason = f"There are not two answers with a weight {name} the sensitive item."
            raise InputError("estimate.nobody_asked", place=sample.columns.at(treated), reason=reason)
    filled = np.where(says, numbers, 0.0)
    with_item, one = sample.influence(filled, long)
    without, other = sample.influence(filled, short)
    score = one - other
    error = math.sqrt(max(float(sample.design.covariance(score[:, None])[0, 0]), 0.0))
    degrees = sample.design.degrees(says)
    share = with_item - without
    low, high = around(share, error, sample.level, degrees)
    certain = error < NO_SPREAD
    types, p_value = _types(sample, filled, long, short, items)
    floor = sample.influence((filled == 0).astype(float), short)[0]
    ceiling = sample.influence((filled == items).astype(float), short)[0]
    silent = int((~says).sum())
    cautions = [*sample.design.cautions, *few_cautions(int(says.sum()), degrees)]
    cautions += _cautions(share, low, high, p_value, floor, ceiling, silent)
    if certain:
        text = "All answers in each half are alike: there is no standard error, and no interval, which is no certainty."
        cautions.append(Caution("no_variance", text))
    n = int((says & (sample.design.weights > 0)).sum())
    plain = filled[long].var(ddof=1) / long.sum() + filled[short].var(ddof=1) / short.sum()
    details = {
        "with_item": with_item, "without_item": without, "n_with": int(long.sum()), "n_without": int(short.sum()),
        "items": items, "design_effect_of_weights": kish(sample.design.weights[says]),
    }  # fmt: skip
    return ListExperiment(
        "list_experiment", share, None if certain else low, None if certain else high, sample.level,
        SAMPLE_METHODS["list_experiment"].assumption,
        once(cautions), f"difference of means, linearisation, t with {degrees:g} degrees of freedom", details,
        what="share to whom the sensitive item applies", n=n, error=error, degrees=degrees,
        design_effect=error**2 / plain if plain > 0 else None, types=types, p_value=p_value, floor=floor,
        ceiling=ceiling,
    )  # fmt: skip


def _types(sample: Survey, numbers: Floats, long: Bools, short: Bools, items: int) -> tuple[Floats, float]:
    """Shares of the kinds of people, 2 × (items + 1), and the p-value that one of them is below 0.

    Applies and y others do: P(≤ y without) - P(≤ y with). Does not, and y others do: P(≤ y with) - P(≤ y - 1 without).
    """
    from scipy.special import ndtr

    found = np.zeros((2, items + 1))
    worst = 1.0
    tests = 0
    for many in range(items + 1):
        for row, (sign, bound) in enumerate(((1.0, many), (-1.0, many - 1))):
            with_item, one = sample.influence((numbers <= many).astype(float), long)
            without, other = sample.influence((numbers <= bound).astype(float), short)
            share, score = sign * (without - with_item), sign * (other - one)
            found[row, many] = share
            variance = float(sample.design.covariance(score[:, None])[0, 0])
            if variance > 1e-20:
                tests += 1
                worst = min(worst, float(ndtr(share / math.sqrt(variance))))
            elif share < -1e-12:
                worst = 0.0
    return found, min(1.0, worst * max(tests, 1))


def _cautions(
    share: float, low: float, high: float, p_value: float, floor: float, ceiling: float, silent: int
) -> list[Caution]:
    found = []
    if p_value < SIGNIFICANT:
        text = (
            f"The sensitive item changed the answers to the others (p = {p_value:.2g}): some kind of people would have "
            "a share below 0. The estimate does not hold."
        )
        found.append(Caution("list_design_effect", text))
    if not 0 <= share <= 1:
        text = f"The difference of {share:.1%} can be no share: it is chance, or people hid the item."
        found.append(Caution("no_share", text))
    elif low <= 0 <= high:
        found.append(Caution("may_be_none", "The interval holds 0: the experiment cannot tell the share from none."))
    if ceiling > AT_AN_END:
        text = f"{ceiling:.0%} have all other items: with the sensitive one they would be found out, and may deny."
        found.append(Caution("ceiling", text))
    if floor > AT_AN_END:
        text = f"{floor:.0%} have none of the other items: saying 1 would give them away, and they may say 0."
        found.append(Caution("floor", text))
    if silent:
        text = f"{silent:,} did not answer; they are taken to be like those who did."
        found.append(Caution("no_answer", text))
    return found

"""Answers on a few steps, from "never" to "always": what an effect on their mean owes to how far apart they are taken.

Any way to space the steps makes the effect on the mean a sum of the effects on the shares above each step, each times
how far apart two steps are. Where all these have one sign no spacing turns it (Schröder and Yitzhaki 2017, European
Economic Review 92, 337-358); where some have the other, one may.
"""

from collections.abc import Callable

import numpy as np

from palermo.estimate._impact._read import Answers
from palermo.estimate._impact._results import Caution, Check, Floats

MOST_STEPS = 11
"""A scale from 0 to 10 has so many; of more, answers are amounts."""

UNEVEN = 2.0
"""How many times as far apart, or as near, a step may be taken before its spacing is called far-fetched. Chosen."""


def by_step(
    answers: Answers, effect_on: Callable[[Floats], float], *, shown: bool
) -> tuple[list[Check], list[Caution]]:
    """The effect on the share above each step, and a caution where the sign of the whole hangs on the spacing.

    effect_on: the effect on any outcome of the same answers. shown: whether the interval excludes zero; only then there
    is a sign to turn.
    """
    values = np.unique(answers.values)
    if answers.is_share or not 3 <= len(values) <= MOST_STEPS or (values != np.round(values)).any():
        return [], []
    above = [(float(step), effect_on((answers.values > step).astype(float))) for step in values[:-1]]
    said = ", ".join(f"{step:g}: {100 * each:+.1f}" for step, each in above)
    text = f"Points of per cent more above each step ({said}): what the effect on the mean is made of."
    gaps = np.diff(values)
    up = sum(max(each, 0.0) * gap for (_, each), gap in zip(above, gaps, strict=True))
    down = sum(max(-each, 0.0) * gap for (_, each), gap in zip(above, gaps, strict=True))
    cautions = []
    if shown and UNEVEN**2 * min(up, down) >= max(up, down):
        warning = (
            "Answers moved up at some steps of the scale and down at others. Steps were taken to be as far apart as "
            f"their numbers are; were some taken for {UNEVEN:g} times that and others for 1/{UNEVEN:g}, the effect "
            "would turn its sign. Ask of one step: the share that answers so much or more."
        )
        cautions.append(Caution("steps", warning))
    return [Check("Above each step", None, None, None, None, text)], cautions

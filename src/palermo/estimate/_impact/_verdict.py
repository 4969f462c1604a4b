"""What came of it, in a word and in a sentence: better, worse, nothing, or not to be told. A harm is said first."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from palermo.estimate._impact._amounts import interval_of, plain_amount, size_of
from palermo.estimate._impact._multiple import adjust_p_values
from palermo.estimate._impact._results import LOWER_LOST, RATIO, SHARE, UPPER_LOST, Effect

Good = Literal["up", "down", "none"]

DOUBTS = (
    "bad_fit", "perfect_fit", "trend_before", "attrition_bounds", "drift", "steps", "few_in_an_arm", "autocorrelation",
)  # fmt: skip
"""Cautions that belong into the first lines, the gravest first: with them the answer stands or falls."""

USUAL_TARGET = 0.15
"""The change of a share, or of a count, that campaigns of the field aim at (IOM X: at least 15 % more knowledge); where
nobody said what would matter, a null whose interval reaches this far is not called one. Other units have no such size:
there nothing is called a null before somebody said what would matter."""

GOOD_ENDS = {
    "trend_before": "; the groups were already moving apart before",
    "attrition_bounds": "; those who were lost could by themselves account for it",
    "drift": "; the series drifts by itself as far as this",
    "steps": "; whether it rose or fell hangs on how far apart the steps of the scale are taken to be",
}
"""Cautions with which nothing good is claimed, and why. A harm is still said, with the caution beside it."""

POWER = 0.8
"""The chance of seeing an effect at which the smallest visible effect is told."""


LUCK = "; among the outcomes that were looked at, chance alone would show one such as often"


class Verdict(StrEnum):
    """What came of it. Its order is that in which a report says it."""

    WORSE = "worse"
    """The whole interval is on the bad side."""
    NOTHING = "nothing"
    """The interval holds no effect, and no effect that would matter (or none was named)."""
    UNTOLD = "untold"
    """The interval holds both no effect and one that would matter, or there is none; or the luck of many looks."""
    SMALL = "small"
    """Better, and the whole interval is below what would matter."""
    BETTER = "better"
    """The whole interval is on the good side."""
    MORE = "more"
    """More of it, where neither is good or bad."""
    FEWER = "fewer"
    """Less of it, where neither is good or bad."""


@dataclass(frozen=True, eq=False)
class Finding:
    """An effect and what it means. label: the outcome in words. holm, benjamini_hochberg: p among all outcomes."""

    effect: Effect
    label: str
    good: Good
    verdict: Verdict
    matters: float | None
    holm: float | None
    benjamini_hochberg: float | None

    @property
    def smallest_seen(self) -> float | None:
        """The smallest effect that the study would have seen with a chance of 80 %; of a ratio, above one."""
        from scipy.special import ndtri, stdtrit

        error, degrees, level = self.effect.error, self.effect.degrees, self.effect.level
        if error is None or not error > 0 or level is None:
            return None
        edge = (1 + level) / 2
        many = (
            float(ndtri(edge) + ndtri(POWER))
            if degrees is None
            else float(stdtrit(degrees, edge) + stdtrit(degrees, POWER))
        )
        return math.exp(many * error) if self.effect.scale == RATIO else many * error

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            **self.effect.to_dict(),
            "label": self.label,
            "good": self.good,
            "verdict": self.verdict.value,
            "matters": self.matters,
            "p_holm": self.holm,
            "p_benjamini_hochberg": self.benjamini_hochberg,
            "smallest_visible_effect": self.smallest_seen,
            "sentence": sentence(self),
        }


def findings(
    effects: Sequence[Effect],
    *,
    labels: dict[str, str],
    good: dict[str, Good],
    matters: Mapping[str, float],
    level: float,
) -> tuple[Finding, ...]:
    """What each effect means, the worst first. matters: the smallest effect that would matter, in its scale."""
    tested = [each.p for each in effects if each.p is not None and math.isfinite(each.p)]
    both = iter(zip(adjust_p_values(tested), adjust_p_values(tested, method="benjamini_hochberg"), strict=True))
    found = []
    for each in effects:
        holm, mild = next(both) if each.p is not None and math.isfinite(each.p) else (None, None)
        side = good.get(each.outcome, "up")
        size = matters.get(each.outcome)
        verdict = _verdict(each, side, size, holm, 1 - level)
        found.append(Finding(each, labels.get(each.outcome, each.outcome), side, verdict, size, holm, mild))
    order = list(Verdict)
    return tuple(sorted(found, key=lambda each: order.index(each.verdict)))


def _verdict(effect: Effect, good: Good, matters: float | None, holm: float | None, alpha: float) -> Verdict:
    if effect.low is None or effect.high is None or effect.estimate is None:
        return Verdict.UNTOLD
    low, high, size = effect.low, effect.high, matters
    if effect.scale == RATIO:
        low, high = (math.log(each) if each > 0 else -math.inf for each in (low, high))
        size = None if matters is None else math.log1p(matters)
    if _misfits(effect):
        return Verdict.UNTOLD
    if good == "down":
        low, high = -high, -low
    lucky = holm is not None and holm > alpha
    if high < 0 and good != "none":
        return Verdict.WORSE
    if low > 0 or high < 0:
        if lucky or _good_ends(effect):
            return Verdict.UNTOLD
        if good == "none":
            return Verdict.MORE if low > 0 else Verdict.FEWER
        return Verdict.SMALL if size is not None and high < size else Verdict.BETTER
    if math.isinf(low) or math.isinf(high):
        return Verdict.UNTOLD
    if size is None:
        size = _usual(effect)
    if size is None or max(high, _with_those_lost(effect, good)) >= size or (good == "none" and low <= -size):
        return Verdict.UNTOLD
    return Verdict.NOTHING


def _usual(effect: Effect) -> float | None:
    """What would matter where nobody said it, as the interval is compared; None of units, which have no such size."""
    return {SHARE: USUAL_TARGET, RATIO: math.log1p(USUAL_TARGET)}.get(effect.scale)


def _misfits(effect: Effect) -> bool:
    """Whether what stands for the treated unit was not like it before: then it tells nothing, good or bad."""
    return any(each.code in ("bad_fit", "perfect_fit") for each in effect.cautions)


def _good_ends(effect: Effect) -> str:
    """Why nothing good is claimed, if anything speaks against it."""
    said = {each.code for each in effect.cautions}
    return next((text for code, text in GOOD_ENDS.items() if code in said), "")


def _with_those_lost(effect: Effect, good: Good) -> float:
    """The best that the effect can be with those who were lost; minus infinity where nobody was."""
    bounds = {each.name: each.value for each in effect.checks}
    best = bounds.get(LOWER_LOST if good == "down" else UPPER_LOST)
    return -math.inf if best is None else -best if good == "down" else best


def _harm_open(found: Finding) -> bool:
    """Whether a loss as large as the gain that would matter is within the interval of what did not work."""
    effect, size = found.effect, found.matters
    if effect.low is None or effect.high is None or found.good == "none":
        return False
    low, high = (math.log(each) if effect.scale == RATIO and each > 0 else each for each in (effect.low, effect.high))
    size = _usual(effect) if size is None else math.log1p(size) if effect.scale == RATIO else size
    worst = -high if found.good == "down" else low
    return size is not None and worst <= -size


def lead(found: Sequence[Finding]) -> str:
    """The first lines: what came of it, harm first, with interval and assumption."""
    first = found[0]
    alone = first.effect.method == "before_after"  # the change was seen; what it rests on is that this was its reason
    rests = ". That what was done is the reason rests on this: " if alone else ", if this holds: "
    said = [f"{sentence(first)}{rests}{first.effect.assumption}"]
    said += [f"{sentence(each)}." for each in found[1:]]
    grave = [caution for each in found for caution in each.effect.cautions if caution.code in DOUBTS]
    if grave:
        said.append(f"But: {min(grave, key=lambda each: DOUBTS.index(each.code)).text}")
    return " ".join(said)


def sentence(found: Finding) -> str:
    """What came of one outcome, without the assumption and the last full stop."""
    effect, name = found.effect, found.label
    begun = name[:1].upper() + name[1:]
    alone = effect.method == "before_after"
    told = f"{size_of(effect)}{interval_of(effect)}"
    if found.verdict is Verdict.WORSE:
        lucky = found.holm is not None and effect.level is not None and found.holm > 1 - effect.level
        return f"{begun} got worse: {told}{_luck(found) if lucky else ''}"
    if found.verdict in (Verdict.BETTER, Verdict.SMALL):
        little = f", less than the {plain_amount(effect, found.matters or 0.0)} that would matter"
        small = little if found.verdict is Verdict.SMALL else ""
        if alone:
            return f"{begun} got better: {told}{small}; whether by what was done cannot be told without a comparison"
        return f"It worked{', but little' if small else ''}: {name} got better by {told}{small}"
    if found.verdict in (Verdict.MORE, Verdict.FEWER):
        return f"{begun}: {'more' if found.verdict is Verdict.MORE else 'fewer'} than without it, by {told}"
    if found.verdict is Verdict.NOTHING:
        if _harm_open(found):
            size = plain_amount(effect, USUAL_TARGET if found.matters is None else found.matters)
            return (
                f"It did not work, and whether it did harm cannot be told: {name} changed by {told}; a loss of {size} "
                "is within it"
            )
        if alone:
            return f"It did not work, as far as a comparison of waves can tell: {name} changed by {told}"
        if found.matters is not None:
            matters = plain_amount(effect, found.matters)
            return f"It did not work: {name} changed by {told}, less than the {matters} that would matter"
        return f"It did not work, as far as this study can tell: {name} changed by {told}"
    return f"Whether it worked cannot be told: {name} changed by {told}{_why_untold(found)}"


def _why_untold(found: Finding) -> str:
    effect = found.effect
    if effect.low is None or effect.high is None:
        return "; no interval can be given"
    if math.isinf(effect.low) or math.isinf(effect.high):
        return "; the data set no limit to it"
    if _misfits(effect):
        return "; what it is compared with was not like it before"
    if effect.low > effect.none or effect.high < effect.none:
        return _good_ends(effect) or _luck(found)
    if found.matters is None and _usual(effect) is None:
        return "; no change is within it, and what would matter was not named"
    size = _usual(effect) if found.matters is None else found.matters
    best = _with_those_lost(effect, found.good)
    if size is not None and effect.scale != RATIO and max(_ends(effect, found.good)) < size <= best:
        return f"; with those who were lost it may be {plain_amount(effect, float(f'{best:.2g}'))}"
    if found.matters is None:
        return f"; both no change and the {plain_amount(effect, USUAL_TARGET)} that campaigns aim at are within it"
    return f"; both no change and the {plain_amount(effect, found.matters)} that would matter are within it"


def _luck(found: Finding) -> str:
    """Why an effect whose interval excludes nothing may be chance: its own test says so, or how many were looked at."""
    p, level = found.effect.p, found.effect.level
    if p is not None and level is not None and p > 1 - level:
        return f"; its own test does not rule out chance (p = {p:.2g}), so that the interval is at its limit"
    return LUCK


def _ends(effect: Effect, good: Good) -> tuple[float, float]:
    """The interval's ends, above zero for good."""
    low, high = effect.low or 0.0, effect.high or 0.0
    return (-high, -low) if good == "down" else (low, high)

"""Randomised response: chance stands between the question and the answer, so that no answer tells of a person."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from palermo.errors import InputError
from palermo.estimate._results import Caution
from palermo.estimate._samples._columns import label, refuse_setting
from palermo.estimate._samples._limits import Limits, around, kish, of_share
from palermo.estimate._samples._methods import SAMPLE_METHODS
from palermo.estimate._samples._results import SampleEstimate, few_cautions, once
from palermo.estimate._samples._survey import Survey

WEAK = 0.2
"""Share of answers that carry the truth below which an estimate is mostly the noise of the device."""


def warner(
    sample: Survey, answer: str, *, yes: object = 1, probability: float, interval: Limits = "wilson"
) -> SampleEstimate:
    """Warner's design: the device asks “are you?” with this probability, otherwise “are you not?”.

    sample: from `palermo.estimate.survey`. answer: the column of answers. yes: its value for a yes. probability: of
    the first question; not one half, at which answers say nothing. Raises InputError outside of these.

    Warner 1965, Journal of the American Statistical Association 60(309), 63-69.

    >>> from palermo.estimate import survey
    >>> found = warner(survey({"said": [1] * 40 + [0] * 60}), "said", probability=0.7)
    >>> round(found.estimate, 3), round(found.error, 4)
    (0.25, 0.1231)
    """
    if not 0 < probability < 1 or probability == 0.5:
        reason = "The question is drawn with a probability between 0 and 1 that is not one half."
        raise refuse_setting("probability", reason)
    return _solved(sample, answer, yes, "warner", 1 - probability, 2 * probability - 1, interval)


def forced_response(
    sample: Survey, answer: str, *, yes: object = 1, forced_yes: float, forced_no: float, interval: Limits = "wilson"
) -> SampleEstimate:
    """Forced answers: the device says “say yes” or “say no” with these probabilities, otherwise “say the truth”.

    Raises InputError where they leave no chance for the truth.

    Boruch 1971, The American Sociologist 6(4), 308-311; Fox and Tracy 1986, Randomized Response.

    >>> from palermo.estimate import survey
    >>> found = forced_response(survey({"said": [1] * 30 + [0] * 70}), "said", forced_yes=1 / 6, forced_no=1 / 6)
    >>> round(found.estimate, 3)
    0.2
    """
    truth = 1 - forced_yes - forced_no
    if forced_yes < 0 or forced_no < 0 or not truth > 0:
        raise refuse_setting("forced_yes", "The chances of forced answers are 0 or more and below 1 together.")
    return _solved(sample, answer, yes, "forced", forced_yes, truth, interval)


def unrelated_question(
    sample: Survey, answer: str, *, yes: object = 1, probability: float | Mapping[object, float],
    group: str | None = None, innocent: float | None = None, interval: Limits = "wilson",
) -> SampleEstimate:  # fmt: skip
    """Unrelated question: the device asks the sensitive question with this probability, otherwise a harmless one.

    innocent: the share of yes to the harmless question, where it is known (a month of birth). Without it, the sample
    has two halves with different probabilities: group is their column, and probability says one for each of its
    values. Raises InputError where neither is given as it must be.

    Greenberg, Abul-Ela, Simmons and Horvitz 1969, Journal of the American Statistical Association 64(326), 520-539.

    >>> from palermo.estimate import survey
    >>> found = unrelated_question(survey({"said": [1] * 30 + [0] * 70}), "said", probability=0.7, innocent=0.5)
    >>> round(found.estimate, 3)
    0.214
    """
    if isinstance(probability, Mapping):
        if group is None or innocent is not None:
            reason = (
                "Two probabilities need the column of the halves (group=), and no known share of the harmless answer."
            )
            raise refuse_setting("probability", reason)
        return _two_halves(sample, answer, yes, probability, group)
    if innocent is None or not 0 <= innocent <= 1:
        raise refuse_setting("innocent", "The share of yes to the harmless question lies from 0 to 1.")
    if not 0 < probability <= 1:
        raise refuse_setting("probability", "The sensitive question is drawn with a probability above 0, up to 1.")
    return _solved(sample, answer, yes, "unrelated", (1 - probability) * innocent, probability, interval)


def _solved(
    sample: Survey, answer: str, yes: object, method: str, base: float, slope: float, interval: Limits
) -> SampleEstimate:
    """Share of yes = base + slope × share wanted: a line, so that the interval goes with it."""
    said = sample.proportion(answer, yes, interval=interval) if _any(sample, answer, yes) else None
    used = sample.columns.codes(answer)[0] >= 0
    observed = 0.0 if said is None or said.estimate is None else said.estimate
    error = 0.0 if said is None or said.error is None else said.error
    n = int((used & (sample.design.weights > 0)).sum())
    degrees = sample.design.degrees(used)
    effective = n / kish(sample.design.weights[used])
    low, high = of_share(observed, error, sample.level, degrees, effective=effective, how=interval)
    raw = (observed - base) / slope
    ends = sorted(((low - base) / slope, (high - base) / slope))
    cautions = [*sample.design.cautions, *few_cautions(n, degrees)]
    if said is not None:
        cautions += [each for each in said.cautions if each.code not in ("few_answers", "few_degrees")]
    cautions += _cautions(raw, slope)
    bounds, more = _shares_of(*ends)
    cautions += more
    details: dict[str, Any] = {"share_of_yes": observed, "unbounded": raw, "truthful": abs(slope)}
    plain = observed * (1 - observed) / (n - 1) / slope**2 if n > 1 else 0.0
    spread = error / abs(slope)
    return SampleEstimate(
        method, _within(raw), *bounds, sample.level, SAMPLE_METHODS[method].assumption,
        once(cautions), f"that of the answers ({interval}), solved for the share, within 0 and 1", details,
        what="share of the sensitive answer", n=n, error=spread, degrees=degrees,
        design_effect=spread**2 / plain if plain > 0 else None,
    )  # fmt: skip


def _two_halves(
    sample: Survey, answer: str, yes: object, probability: Mapping[object, float], group: str
) -> SampleEstimate:
    given = {label(name): float(chance) for name, chance in probability.items()}
    codes, names = sample.columns.codes(group)
    if len(given) != 2 or set(given) != set(names) or (codes < 0).any():
        reason = "The column of the halves has two values in all records, and each has its probability."
        raise refuse_setting(sample.columns.at(group), reason)
    one, other = (given[name] for name in names)
    if one == other or not (0 <= one <= 1 and 0 <= other <= 1):
        raise refuse_setting("probability", "The halves have different probabilities, from 0 to 1.")
    answers, words = sample.columns.codes(answer)
    says = answers >= 0
    said = (answers == words.index(label(yes))).astype(float) if label(yes) in words else np.zeros(len(answers))
    halves = []
    for code in (0, 1):
        half = says & (codes == code)
        if not (sample.design.weights[half] > 0).any():
            reason = "One of the halves has no answer with a weight."
            raise InputError("estimate.nobody_asked", place=sample.columns.at(group), reason=reason)
        halves.append(sample.influence(said, half))
    (first, score), (second, score_2) = halves
    gap = one - other
    raw = (first * (1 - other) - second * (1 - one)) / gap
    scores = (score * (1 - other) - score_2 * (1 - one)) / gap
    error = math.sqrt(max(float(sample.design.covariance(scores[:, None])[0, 0]), 0.0))
    degrees = sample.design.degrees(says)
    low, high = around(raw, error, sample.level, degrees)
    n = int((says & (sample.design.weights > 0)).sum())
    harmless = (second * one - first * other) / gap
    cautions = [*sample.design.cautions, *few_cautions(n, degrees), *_cautions(raw, gap)]
    if not 0 <= harmless <= 1:
        text = f"The harmless question would have {harmless:.1%} yes, which cannot be: the device was not followed."
        cautions.append(Caution("device_not_followed", text))
    bounds, more = _shares_of(low, high)
    cautions += more
    details = {"share_of_yes": {names[0]: first, names[1]: second}, "unbounded": raw, "innocent": harmless}
    return SampleEstimate(
        "unrelated", _within(raw), *bounds, sample.level, SAMPLE_METHODS["unrelated"].assumption,
        once(cautions), f"linearisation, t with {degrees:g} degrees of freedom, within 0 and 1", details,
        what="share of the sensitive answer", n=n, error=error, degrees=degrees,
    )  # fmt: skip


def _any(sample: Survey, answer: str, yes: object) -> bool:
    """Whether somebody said yes. Raises InputError where nobody said anything."""
    codes, names = sample.columns.codes(answer)
    if not (sample.design.weights[codes >= 0] > 0).any():
        reason = "Nobody with a weight has answered."
        raise InputError("estimate.nobody_asked", place=sample.columns.at(answer), reason=reason)
    return label(yes) in names


def _cautions(raw: float, slope: float) -> list[Caution]:
    found = []
    if not 0 <= raw <= 1:
        text = (
            f"The answers solve to {raw:.1%}, which can be no share: chance, or people did not do as the device said. "
            "The estimate is the nearest share."
        )
        found.append(Caution("no_share", text))
    if abs(slope) < WEAK:
        text = f"Only {abs(slope):.0%} of the answers carry the truth: the estimate is mostly the noise of the device."
        found.append(Caution("weak_device", text))
    return found


def _shares_of(low: float, high: float) -> tuple[tuple[float | None, float | None], list[Caution]]:
    """The interval within 0 and 1. One that lies wholly outside refutes the model, and is none."""
    if high > 0 and low < 1:
        return (_within(low), _within(high)), []
    text = (
        "The whole interval of the answers lies outside of what can be: people did not do as the device said, and "
        "there is no interval."
    )
    return (None, None), [Caution("device_not_followed", text)]


def _within(share: float) -> float:
    return min(1.0, max(0.0, share))

"""An audit of a claim of differential privacy: a mechanism is run many times with one case more and without it.

A claim cannot be proven by trying, but it can be refuted: whoever tells the two apart better than ε allows has shown
that the claim is false. The bound found here never exceeds what the mechanism really spends, but in one audit of a
hundred at a confidence of 99 %; a mechanism may spend more than what is found.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from palermo.protect.counting import Floats, Ints
from palermo.protect.privacy import Budget, Noise, epsilon_of, require_library
from palermo.report import Document, Facts, Paragraph, Section, Table

Statistic = Callable[[bool], float]
"""Runs the mechanism with the planted case (True) or without it, and returns a number: the larger, the more it looks
as if the case were there."""

Progress = Callable[[str, int, int], None]

UNMEASURED = "with the same noisy answers the mechanism asked something else: it sees the cases in another way too"

FEWEST_RUNS = 20
"""Fewer runs on each side bound nothing."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What telling a case's presence apart showed.

    epsilon, delta, mu: as claimed. runs: with the case, and as many without. confidence: with which the bounds hold
    together. found: lower bound on ε at δ, for any mechanism. found_mu: lower bound on the Gaussian parameter, which
    is sharper and holds for the claim that what is released tells no more than a Gaussian mechanism does;
    found_gaussian: the same as ε at δ. Shares of all runs of the half that was judged, at the threshold of `found_mu`:
    taken_with, of those with the case that were taken for such; taken_without, of those without that were.
    """

    epsilon: float
    delta: float
    mu: float
    runs: int
    confidence: float
    found: float
    found_mu: float
    found_gaussian: float
    taken_with: float
    taken_without: float

    @property
    def holds(self) -> bool:
        """Whether nothing was found that the claim rules out."""
        return self.found <= self.epsilon and self.found_mu <= self.mu

    def document(self) -> Document:
        """The audit as a report."""
        lead = (
            "Nothing was found that the claim rules out."
            if self.holds
            else "The claim is false: the runs can be told apart better than it allows."
        )
        facts = (
            ("runs with the case, and without", self.runs),
            ("runs with the case taken for such", self.taken_with),
            ("runs without it taken for such", self.taken_without),
            ("confidence of the bounds", self.confidence),
        )
        rows = (
            ("ε, for any mechanism", self.epsilon, self.found),
            ("ε, as of a Gaussian mechanism", self.epsilon, self.found_gaussian),
            ("Gaussian parameter μ", self.mu, self.found_mu),
        )
        table = Table(("", "claimed", "found, at least"), rows, f"δ is {self.delta:g}.")
        text = "What was found is a lower bound: that it is below the claim does not prove the claim."
        return Document("Audit of a privacy claim", lead, (Section("Bounds", (Facts(facts), table, Paragraph(text))),))


def audit(
    statistic: Statistic, *, budget: Budget, runs: int, confidence: float = 0.99, progress: Progress | None = None
) -> Audit:
    """Try to refute the claim that a mechanism spends no more than a budget on one case.

    Half of the runs choose the thresholds, the other half judges them, so that the choice does not flatter. Bounds on
    the two error rates are Clopper and Pearson's; from them come ε ≥ ln((1 − β − δ)/α), also with α and β exchanged
    (Jagielski, Ullman and Oprea 2020), and μ ≥ Φ⁻¹(1 − α) − Φ⁻¹(β) (Nasr and others 2023). α is the rate of runs
    without the case taken for such with it, β the other way round.

    statistic: runs the mechanism once. runs: with the case, and as many without; a thousand show an ε of 4 or so by
    the first bound. progress: told of each tenth run.

    Raises ProtectionError when the libraries are not installed, ValueError for too few runs.
    """
    if runs < FEWEST_RUNS:
        raise ValueError(f"{runs} runs bound nothing; at least {FEWEST_RUNS}")
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence of {confidence} is none")
    require_library()
    values = np.empty((runs, 2))
    for run in range(runs):
        for there in (False, True):
            values[run, int(there)] = statistic(there)
        if progress is not None and (run + 1) % 10 == 0:
            progress("Running the mechanism", run + 1, runs)
    half = runs // 2
    level = (1 - confidence) / 4  # two thresholds with two error rates each
    chosen, judged = values[:half], values[half:]
    thresholds = np.unique(chosen)
    plain = thresholds[int(np.argmax(_plain(*_rates(chosen, thresholds, level), budget.delta)))]
    # where fewest errors are made: the largest bound would be where a few runs happen to be in the tails
    gaussian = thresholds[int(np.argmin(np.sum(_errors(chosen, thresholds), axis=0)))]
    found = float(_plain(*_rates(judged, np.array([plain]), level), budget.delta)[0])
    found_mu = max(0.0, float(_gaussian(*_rates(judged, np.array([gaussian]), level))[0]))
    return Audit(
        epsilon=budget.epsilon,
        delta=budget.delta,
        mu=budget.mu,
        runs=runs,
        confidence=confidence,
        found=found,
        found_mu=found_mu,
        found_gaussian=epsilon_of(found_mu, budget.delta),
        taken_with=float((judged[:, 1] >= gaussian).mean()),
        taken_without=float((judged[:, 0] >= gaussian).mean()),
    )


def evidence(mechanism: Callable[[bool, Noise], object], there: bool, *, noise: Noise) -> float:
    """How much likelier what a mechanism learns is with the planted case than without: the sharpest statistic there is.

    For a mechanism that sees the cases only through exact counts to which it adds noise. It runs once with real noise,
    and twice more with the noisy answers of the first run, to see what the exact counts would have been with the case
    and without it: so steps that depend on earlier answers are followed as they went.

    mechanism: does its work with the case or without it, and takes its noise from what it is given. Returns the
    logarithm of the ratio of likelihoods of all noisy answers together.

    Raises ValueError when the mechanism asks other things when it gets the same answers: then it sees the cases in
    another way too, and its noise is not all there is to judge.
    """
    heard = _Heard(noise)
    mechanism(there, heard)
    exact = []
    for case in (False, True):
        again = _Again(heard)
        mechanism(case, again)
        if len(again.asked) != len(heard.answers):
            raise ValueError(UNMEASURED)
        exact.append(again.asked)
    ratio = 0.0
    for (answers, sd), without, with_case in zip(heard.answers, *exact, strict=True):
        # (y − q)² − (y − q′)² as (q′ − q)(2y − q − q′): the numbers are whole, and nothing is lost in large squares
        moved = with_case - without
        ratio += float(moved @ (2 * answers - without - with_case)) / (2 * sd * sd)
    return ratio


class _Heard:
    """Real noise, its answers kept."""

    def __init__(self, noise: Noise) -> None:
        self._noise = noise
        self.answers: list[tuple[Ints, float]] = []

    def __call__(self, counts: Ints, *, sd: float, progress: Any = None) -> Ints:
        answer = self._noise(counts, sd=sd)
        self.answers.append((answer.ravel(), sd))
        return answer


class _Again:
    """The answers of an earlier run in place of noise; what was asked is kept."""

    def __init__(self, heard: _Heard) -> None:
        self._answers = heard.answers
        self.asked: list[Ints] = []

    def __call__(self, counts: Ints, *, sd: float, progress: Any = None) -> Ints:
        number = len(self.asked)
        if number >= len(self._answers) or (counts.size, sd) != (
            len(self._answers[number][0]),
            self._answers[number][1],
        ):
            raise ValueError(UNMEASURED)
        self.asked.append(counts.ravel().copy())
        return self._answers[number][0].reshape(counts.shape)


def _rates(values: Floats, thresholds: Floats, level: float) -> tuple[Floats, Floats]:
    """Upper bounds on the two error rates at each threshold, each at this level (Clopper and Pearson 1934)."""
    false, missed = _errors(values, thresholds)
    return _at_most(false, len(values), level), _at_most(missed, len(values), level)


def _errors(values: Floats, thresholds: Floats) -> tuple[Ints, Ints]:
    """How many runs without the case are taken for such with it at each threshold, and the other way round."""
    without, with_case = np.sort(values[:, 0]), np.sort(values[:, 1])
    return len(values) - np.searchsorted(without, thresholds), np.searchsorted(with_case, thresholds)


def _at_most(count: Ints, total: int, level: float) -> Floats:
    from scipy.stats import beta

    bound = beta.ppf(1 - level, count + 1, np.maximum(total - count, 1))
    return np.asarray(np.where(count >= total, 1.0, bound), dtype=np.float64)


def _plain(false: Floats, missed: Floats, delta: float) -> Floats:
    """Lower bounds on ε at δ from upper bounds on the error rates."""
    one = np.maximum(1 - missed - delta, 0.0) / false
    other = np.maximum(1 - false - delta, 0.0) / missed
    return np.asarray(np.log(np.maximum(1.0, np.maximum(one, other))), dtype=np.float64)


def _gaussian(false: Floats, missed: Floats) -> Floats:
    """Lower bounds on the Gaussian parameter from upper bounds on the error rates."""
    from scipy.special import ndtri

    return np.asarray(np.where((false < 1) & (missed < 1), ndtri(1 - false) - ndtri(missed), -np.inf), dtype=np.float64)

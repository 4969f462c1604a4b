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
from palermo.report import Bar, Bars, Document, Facts, Paragraph, Section, Table, show, show_share

Statistic = Callable[[bool], float]
"""Runs the mechanism with the planted case (True) or without it, and returns a number: the larger, the more it looks
as if the case were there."""

Progress = Callable[[str, int, int], None]

UNMEASURED = "with the same noisy answers the mechanism asked something else: it sees the cases in another way too"

TERMS = {
    "ε": "What anyone may learn about one case at most, when it is added or left out.",
    "δ": "The chance that more than ε is learnt.",
    "Gaussian parameter": "How far runs with the case are from those without it, in standard deviations of the noise.",
    "lower bound": "What is really spent may be more, but is less in one audit of a hundred only.",
}

FEWEST_RUNS = 20
"""Fewer runs on each side bound nothing."""
MARGIN = 1.3
"""How far above the claim the bound has to be expected, so that luck does not hide half the noise."""

SURE = 5.0
"""Standard deviations by which noise must differ from what was asked for to be taken as it is heard."""
LEAST_HEARD = 1e-3
"""Least noise that is reckoned with, as a share of what was asked for: a count without noise tells all."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What telling a case's presence apart showed.

    epsilon, delta, mu: as claimed. runs: with the case, and as many without. confidence: with which the bounds hold
    together. found: lower bound on ε at δ, for any mechanism. found_mu: lower bound on the Gaussian parameter, which
    is sharper and holds for the claim that what is released tells no more than a Gaussian mechanism does;
    found_gaussian: the same as ε at δ. Shares of all runs of the half that was judged, at the threshold of `found_mu`:
    taken_with, of those with the case that were taken for such; taken_without, of those without that were.
    half_noise: the bound on the Gaussian parameter to be expected of a mechanism with half the noise: the audit is
    sharp enough to find that out where it is above `mu`.
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
    half_noise: float

    @property
    def sharp(self) -> bool:
        """Whether so many runs would have shown that a mechanism has half the noise it claims."""
        return self.half_noise > self.mu

    @property
    def holds(self) -> bool:
        """Whether nothing was found that the claim rules out."""
        return self.found <= self.epsilon and self.found_mu <= self.mu

    def document(self) -> Document:
        """The audit as a report."""
        facts = (
            ("Runs with the case, and without", self.runs),
            ("Runs with the case that were taken for such", show_share(self.taken_with)),
            ("Runs without it that were taken for such", show_share(self.taken_without)),
            ("Confidence of the bounds", show_share(self.confidence)),
            ("Half the noise would have been found out", "yes" if self.sharp else "no: more runs are needed"),
        )
        rows = (
            ("ε, for any mechanism", f"{self.epsilon:g}", f"{self.found:.2f}"),
            ("ε, as of a Gaussian mechanism", f"{self.epsilon:g}", f"{self.found_gaussian:.2f}"),
            ("Gaussian parameter μ", f"{self.mu:.2f}", f"{self.found_mu:.2f}"),
        )
        table = Table(("", "claimed", "found, at least"), rows, f"δ is {show(self.delta)}.")
        text = (
            "One case was planted, and the mechanism was run with it and without it, with real noise. Whoever tells "
            "the runs apart better than ε allows has refuted the claim. What was found is a lower bound: that it is "
            "below the claim does not prove the claim; only an argument can. The bound for any mechanism supposes "
            "nothing; the one on the Gaussian parameter is sharper, and takes the claim to be about Gaussian noise."
        )
        bars = [
            Bar("For any mechanism", round(self.found, 2), mark=self.epsilon),
            Bar("As of a Gaussian mechanism", round(self.found_gaussian, 2), mark=self.epsilon),
        ]
        picture = Bars("What is spent at least", "lower bounds on ε, beside what is claimed", bars, mark="claimed")
        blocks = (Paragraph(text), picture, table, Facts(facts))
        return Document("Audit of a privacy claim", self._lead(), (Section("Bounds", blocks),), TERMS)

    def _lead(self) -> str:
        if not self.holds:
            return (
                "The claim is false: the runs can be told apart better than it allows. Publish nothing that was made "
                "so, and tell whoever maintains the mechanism."
            )
        if not self.sharp:
            return (
                "Nothing was found that the claim rules out, but so few runs would not even have shown half the noise."
            )
        return "Nothing was found that the claim rules out. A mechanism with half the noise would have been found out."


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
        half_noise=bound_expected(2 * budget.mu, runs=runs, confidence=confidence),
    )


def bound_expected(mu: float, *, runs: int, confidence: float = 0.99) -> float:
    """The bound on the Gaussian parameter that is found of a mechanism where it is really `mu`, luck left aside.

    It says before an audit what so many runs can show.
    """
    from scipy.special import ndtr

    half = runs - runs // 2
    errors = np.array([round(half * float(ndtr(-mu / 2)))])
    worst = _at_most(errors, half, (1 - confidence) / 4)
    return max(0.0, float(_gaussian(worst, worst)[0]))


def runs_needed(budget: Budget, *, confidence: float = 0.99) -> int:
    """How many runs show that a mechanism has half the noise it claims, with a margin for luck.

    Raises ProtectionError when the libraries are not installed.

    >>> [runs_needed(Budget(epsilon, 1e-5)) for epsilon in (1.0, 4.0, 12.0)]
    [3550, 380, 250]
    """
    require_library()
    runs = FEWEST_RUNS
    while bound_expected(2 * budget.mu, runs=runs, confidence=confidence) < MARGIN * budget.mu:
        runs = -(-runs * 5 // 4)
    return -(-runs // 10) * 10


def evidence(mechanism: Callable[[bool, Noise], object], there: bool, *, noise: Noise) -> float:
    """How much likelier what a mechanism learns is with the planted case than without: the sharpest statistic there is.

    For a mechanism that sees the cases only through exact counts to which it adds noise. It runs once with real noise,
    and twice more with the noisy answers of the first run, to see what the exact counts would have been with the case
    and without it: so steps that depend on earlier answers are followed as they went.

    mechanism: does its work with the case or without it, and takes its noise from what it is given. Returns the
    logarithm of the ratio of likelihoods of all noisy answers together. Where counts that the case does not touch show
    that the noise is not what was asked for, its ratio is reckoned with the noise as it is: then a count that got none
    decides.

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
        found = _sd_of(answers[moved == 0] - without[moved == 0], sd)
        ratio += float(moved @ (2 * answers - without - with_case)) / (2 * found * found)
    return ratio


def _sd_of(noise: Ints, sd: float) -> float:
    """The standard deviation of noise: what was asked for, unless the noise says that it is surely not."""
    if not len(noise):
        return sd
    heard = float(np.sqrt(np.mean(noise.astype(np.float64) ** 2)))
    # a standard deviation from n draws has one of about sd/√(2n) itself
    return sd if abs(heard / sd - 1) < SURE / np.sqrt(2 * len(noise)) else max(heard, LEAST_HEARD * sd)


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

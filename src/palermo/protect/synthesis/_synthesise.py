"""Differentially private microdata: noisy counts of the cases, and whole records that have them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from palermo.cases import CaseTable
from palermo.errors import ProtectionError
from palermo.protect.counting import Ints, Mask
from palermo.protect.privacy import (
    Budget,
    Domain,
    Members,
    Noise,
    check_delta,
    check_domain,
    domain_of,
    members,
    noisy,
    require_library,
)
from palermo.protect.synthesis._decode import case_table, in_order
from palermo.protect.synthesis._fit import fit
from palermo.protect.synthesis._kinds import count_reasons, likelihoods
from palermo.protect.synthesis._measure import Count, Measured, measure, shared_out
from palermo.protect.synthesis._rare import supported_by, without_rare
from palermo.protect.synthesis._settings import Progress, SynthesisSettings
from palermo.protect.synthesis._weigh import weigh

FEWEST_CASES = 2
"""Fewer are no table: whoever is told that there was one case is told all there is."""


@dataclass(frozen=True, slots=True)
class SynthesisReport:
    """What was promised, and what it was spent on. It holds nothing that is not protected.

    epsilon, delta: the promise. length, fabrication, rare: as set. withheld: attributes that
    made records lost to the policy for rare combinations. records: cases that were made. domain, combined:
    attributes there may be, and those that were combined with others. bound: the size to which larger cases are scaled
    down. pairs, triples: how many were measured. sd: standard deviation of the noise in counts of length 1, 2, 3, in
    cases. mus: the Gaussian parameter of each step; their squares add up to that of the promise.
    """

    epsilon: float
    delta: float
    length: int
    fabrication: float
    rare: int | None
    withheld: int
    records: int
    domain: int
    combined: int
    bound: int
    pairs: int
    triples: int
    sd: tuple[float, ...]
    mus: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Synthesised:
    """Records that may be published, and what they were made from.

    cases: the made cases, in an order that follows from what they hold. records: the same as attributes of the domain,
    in the same order. whole: those before combinations that may be rare were taken out, in another order. measured: the
    noisy counts. settings: how they were made.
    """

    cases: CaseTable
    records: Members
    whole: Members
    domain: Domain
    measured: Measured
    settings: SynthesisSettings
    report: SynthesisReport


def synthesise(
    cases: CaseTable,
    *,
    settings: SynthesisSettings,
    values: Mapping[str, Sequence[str]] | None = None,
    ranges: Mapping[str, tuple[int, int]] | None = None,
    seed: int = 0,
    noise: Noise | None = None,
    spend: Callable[[], None] | None = None,
    progress: Progress | None = None,
) -> Synthesised:
    """Make cases that are (ε, δ)-differentially private: whether one case was there or not hardly shows in them.

    Neighbours are two tables of which one has one case more. Identifiers are dropped. The number of cases, their sizes,
    the reasons why values are missing and the combinations of up to `length` attributes are counted with noise; the
    rest is made from these counts alone. The whole argument is in docs/decisions/0010-differential-privacy.md.

    values, ranges: public vocabularies and bounds of columns without a code list. seed: of everything but the noise.
    noise: only for invented cases in tests and benchmarks; by default OpenDP's, which has no seed. spend: called when
    everything was checked, before noise is drawn: whoever keeps account of what is spent enters it then.

    Raises ProtectionError when there is nothing to protect, when the settings or the domain do not fit the cases, and
    when OpenDP is not installed; all before any case is counted.
    """
    if noise is None:
        require_library()
    domain, held, reasons = prepared(cases.without_ids(), settings, values, ranges)
    if spend is not None:
        spend()
    return synthesise_counts(
        lambda query: weigh(held, query),
        reasons,
        domain=domain,
        settings=settings,
        seed=seed,
        noise=noise,
        progress=progress,
    )


def synthesise_counts(
    count: Count,
    reasons: Ints,
    *,
    domain: Domain,
    settings: SynthesisSettings,
    seed: int = 0,
    noise: Noise | None = None,
    progress: Progress | None = None,
) -> Synthesised:
    """As `synthesise`, for cases that are somewhere else: all that is asked of them is exact counts.

    count: answers a `Query` as `weigh` does, for parts of a table added up. reasons: contributors × columns × kinds, as
    `count_reasons` has them, added up.
    """
    tell = progress or (lambda what, done, total: None)
    apart = exclusions(domain)
    budget = Budget(settings.epsilon, settings.delta)
    if noise is None:  # before anything real is measured: what the steps will spend, reckoned twice
        budget.check(shared_out(budget.mu, length=settings.length).values())
    measured = measure(
        count,
        slots=domain.slot,
        apart=apart,
        settings=settings,
        mu=budget.mu,
        noise=noise or noisy,
        kinds=reasons,
        progress=tell,
    )
    records, whole = records_of(measured, domain, apart, settings=settings, seed=seed, progress=tell)
    random = np.random.default_rng([seed, 1])
    shares = likelihoods(measured.kinds, np.sqrt(reasons.shape[1]) / measured.mus["kinds"])
    width = len(measured.kept)
    kept_apart = apart[np.ix_(measured.kept, measured.kept)]
    report = SynthesisReport(
        epsilon=settings.epsilon,
        delta=settings.delta,
        length=settings.length,
        fabrication=settings.fabrication,
        rare=settings.rare,
        withheld=len(whole.items) - len(records.items),
        records=records.num_cases,
        domain=len(domain),
        combined=width,
        bound=measured.bound,
        pairs=(width * (width - 1) - int(kept_apart.sum())) // 2,
        triples=len(measured.cells),
        sd=tuple(measured.sd[1 : settings.length + 1].tolist()),
        mus=measured.mus,
    )
    made = case_table(records, domain, shares, random)
    return Synthesised(made, records, whole, domain, measured, settings, report)


def records_of(
    measured: Measured, domain: Domain, apart: Mask, *, settings: SynthesisSettings, seed: int, progress: Progress
) -> tuple[Members, Members]:
    """Records made from what was measured, in order; and those before the policy for rare combinations, if any."""
    supported = supported_by(measured, settings.rare) if settings.rare is not None else None
    whole = fit(
        measured,
        columns=domain.column_of,
        slots=domain.slot,
        apart=apart,
        settings=settings,
        seed=seed,
        supported=supported,
        progress=progress,
    )
    return in_order(whole if supported is None else without_rare(whole, supported)), whole


def prepared(
    table: CaseTable,
    settings: SynthesisSettings,
    values: Mapping[str, Sequence[str]] | None,
    ranges: Mapping[str, tuple[int, int]] | None,
) -> tuple[Domain, Members, Ints]:
    """What cases may have, what they have, and why the rest is missing. Raises ProtectionError as `synthesise` does."""
    check_size(table.num_rows, len(table.columns), settings)
    domain = domain_of(table.columns, values=values, ranges=ranges)
    check_domain(domain, table.num_rows)
    held = members(table, domain)
    if not len(held.items):
        raise ProtectionError("synthesis.nothing_known")
    return domain, held, count_reasons(table, domain)


def check_size(cases: int, columns: int, settings: SynthesisSettings) -> None:
    """Raise ProtectionError when the settings do not fit so many cases of so many columns."""
    if cases < FEWEST_CASES:
        raise ProtectionError("synthesis.too_few_cases", fewest=FEWEST_CASES)
    if settings.length > columns:
        raise ProtectionError("synthesis.length_above_columns", place="length", length=settings.length, columns=columns)
    check_delta(Budget(settings.epsilon, settings.delta), cases)


def exclusions(domain: Domain) -> Mask:
    """Which attributes exclude each other in one case: attributes × attributes, false on the diagonal."""
    same_slot = domain.slot[:, None] == domain.slot[None, :]
    either_solo = domain.solo[:, None] | domain.solo[None, :]
    apart = same_slot | ((domain.column_of[:, None] == domain.column_of[None, :]) & either_solo)
    np.fill_diagonal(apart, False)
    return np.asarray(apart, dtype=bool)

"""Shadow releases: the method run again with and without a few people, to see whether that can be told."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from palermo.cases import CaseTable
from palermo.errors import ProtectionError
from palermo.protect.attacks._distance import costs_of, distances, each_target
from palermo.protect.attacks._membership import Membership, told_apart
from palermo.protect.attacks._tables import tables

Release = Callable[[CaseTable, int], CaseTable]
"""A method: cases and a seed → a safe table."""

MOST_RUNS = 1_000

MOST_LOOKED_AT = 1_000
"""Cases among which the most exposed are looked for."""


@dataclass(frozen=True, slots=True)
class ShadowSettings:
    """How often the method is run again. runs: even, 4 to 1,000. targets: people it is run with and without.

    cases: as many are drawn at random to make releases of, where there are more: 0 for all.
    Raises ProtectionError when a number is out of range.
    """

    runs: int = 16
    targets: int = 20
    cases: int = 0

    def __post_init__(self) -> None:
        if not 4 <= self.runs <= MOST_RUNS or self.runs % 2:
            raise ProtectionError(
                "attack.setting",
                place="shadows",
                reason=f"{self.runs} releases can't be halved, or are too many.",
                remedy=f"Choose an even number from 4 to {MOST_RUNS:,}.",
            )
        if self.cases and self.cases < 2 * self.targets + 2:
            raise ProtectionError(
                "attack.setting",
                place="shadow cases",
                reason=f"{self.cases} cases are too few for {self.targets} people who are in a release or not.",
                remedy=f"Choose {2 * self.targets + 2} or more.",
            )
        if self.targets < 1:
            raise ProtectionError(
                "attack.setting",
                place="targets",
                reason=f"{self.targets} targets are none.",
                remedy="Choose 1 or more.",
            )


def shadow_releases(
    cases: CaseTable,
    release: Release,
    *,
    settings: ShadowSettings | None = None,
    seed: int = 0,
    progress: Callable[[str, int, int], None] | None = None,
) -> Membership:
    """Whether the most exposed people can be told to be in a release, over many releases of halves of the cases.

    Each run releases a random half of all others, and each target in half of the runs, drawn anew: the targets are the
    cases farthest from every other. Each try is held against the same target's other runs, without a look at whether
    it was in them, so that a method that gives nothing away finds a member as often as anybody. The figure is a lower
    bound: another attack may find more. Tries of one run share a release, and tries of one target a person; the
    interval allows for whichever makes it wider.

    Raises ProtectionError when there are fewer than twice as many cases as targets, and whatever the method raises.
    """
    chosen = settings if settings is not None else ShadowSettings()
    if cases.num_rows < 2 * chosen.targets + 2:
        reason = f"there are {cases.num_rows:,} cases for {chosen.targets:,} targets"
        raise ProtectionError("attack.too_few_cases", place="cases", reason=reason)
    plain = cases.without_ids()
    generator = np.random.default_rng(seed)
    if 0 < chosen.cases < plain.num_rows:
        plain = plain.take(np.sort(generator.permutation(plain.num_rows)[: chosen.cases]).tolist())
    exposed = _most_exposed(plain, chosen.targets, generator)
    others = np.setdiff1d(np.arange(plain.num_rows), exposed)
    half = np.repeat([True, False], chosen.runs // 2)
    inside = np.stack([generator.permutation(half) for _ in exposed])
    near = np.empty(inside.shape)
    for run in range(chosen.runs):
        drawn = generator.permutation(others)[: len(others) // 2]
        rows = np.sort(np.concatenate([drawn, exposed[inside[:, run]]]))
        safe = release(plain.take(rows.tolist()), int(generator.integers(2**31)))
        known = tables(plain.take(exposed.tolist()), safe, None)
        costs = costs_of(known, known.cases)
        near[:, run] = [int(distances(known, costs, target).min()) for target in range(len(exposed))]
        if progress is not None:
            progress("Releasing once more", run + 1, chosen.runs)
    usual = (near.sum(axis=1, keepdims=True) - near) / (chosen.runs - 1)
    places = np.indices(inside.shape)  # the target and the run of each try
    groups = [(place[inside], place[~inside]) for place in (places[0], places[1])]
    return told_apart((near - usual)[inside], (near - usual)[~inside], groups=groups)


def _most_exposed(
    cases: CaseTable, number: int, generator: np.random.Generator
) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """The rows that are farthest from every other case, among some drawn at random."""
    looked_at = generator.permutation(cases.num_rows)[: max(MOST_LOOKED_AT, number)]
    known = tables(cases, cases, None)
    targets = known.cases[looked_at]
    costs = costs_of(known, targets)

    def run(target: int) -> int:
        total = distances(known, costs, target)
        nearest = int(total.argmin())
        if known.weights[nearest] > 1 or len(total) < 2:
            return int(total[nearest])
        return int(np.partition(total, 1)[1])  # the nearest is the case itself

    apart = np.array(each_target(run, len(targets), what="Looking for exposed cases", progress=None))
    chosen = np.argsort(-apart, kind="stable")[:number]
    return np.asarray(looked_at[chosen], dtype=np.int64)

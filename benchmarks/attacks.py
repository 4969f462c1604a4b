"""What attacks and the audit say of what gives nothing away, and how surely the audit finds half the noise.

A safe table of other people tells nothing of those attacked: gains whose range begins above 0 are false alarms,
nominally one in forty. By the size of the safe table, on the generated table. The audit judges numbers drawn from a
normal distribution, as a sound mechanism's evidence is and a broken one's. From the environment: ATTACK_RUNS.
"""

import os
import sys
from collections import Counter
from statistics import median

import numpy as np

from _claims import Claim, run
from _generated import table as generated
from _synthesis_ours import case_table
from palermo.protect import AttackSettings, Budget, ShadowSettings, attack, audit, runs_needed, shadow_releases

CASES, TARGETS = 400, 200
MOST_ALARMS = 0.06
"""One in forty, and what luck adds to it at a few hundred runs and the worst of six attacks."""
HALF_FOUND = 0.9
DELTA = 1e-5


def measure():
    """A claim for each size of the safe table, one for shadow releases, and two for the audit at each ε."""
    runs = int(os.environ.get("ATTACK_RUNS", "200"))
    for size in (CASES // 4, CASES, 2 * CASES):
        alarms, in_any = alarms_of(size, runs)
        worst = max(alarms.values())
        figures = {name: f"{count / runs:.3f}" for name, count in alarms.items()} | {"any of them": f"{in_any:.3f}"}
        yield Claim(f"false alarms, safe table of {size}", worst / runs, MOST_ALARMS, "", figures, True)
    for shadows in (4, 12):
        yield Claim(f"false alarms, {shadows} shadow releases", shadow_alarms(shadows, runs), MOST_ALARMS, "", {}, True)
    for epsilon in (1.0, 4.0, 12.0):
        budget = Budget(epsilon, DELTA)
        sound, figures = judged(budget, 1.0, runs)
        yield Claim(f"audit, ε {epsilon:g}, sound: refuted", sound, 0.01 + 1e-9, "", figures, True)
        half, figures = judged(budget, 2.0, runs)
        figures["refuted at 1/√2 of the noise"] = judged(budget, 2**0.5, runs)[0]
        yield Claim(f"audit, ε {epsilon:g}, half the noise: refuted", half, HALF_FOUND, "", figures, True, least=True)


def alarms_of(size, runs):
    """How often each attack seems to gain by a safe table of so many other people, and in what share any does."""
    alarms, in_any = Counter(), 0
    settings = AttackSettings(targets=TARGETS, predicates=TARGETS)
    for seed in range(runs):
        people, _ = case_table(generated(2 * CASES + size, seed))
        parts = np.split(np.arange(people.num_rows), [CASES, CASES + size])
        cases, safe, control = (people.take(part.tolist()) for part in parts)
        found = attack(cases, safe, control=control, settings=settings, seed=seed).gains
        alarms.update({name: int(each.low > 0) for name, each in found.items()})
        in_any += any(each.low > 0 for each in found.values())
    return alarms, in_any / runs


def shadow_alarms(shadows, runs):
    """How often a method that releases other people seems to tell who was in."""
    alarms = 0
    for seed in range(runs):
        people, _ = case_table(generated(120, seed))
        found = shadow_releases(
            people,
            lambda cases, number: case_table(generated(60, number))[0],
            settings=ShadowSettings(shadows, 10),
            seed=seed,
        )
        alarms += found.over_chance.low > 0
    return alarms / runs


def judged(budget, factor, runs):
    """How often a claim is refuted where the parameter is so many times what is claimed, and what is mostly found."""
    wanted, found = runs_needed(budget), []
    for seed in range(runs):
        random = np.random.default_rng(seed)

        def statistic(there, random=random):
            return random.normal(factor * budget.mu if there else 0.0)

        found.append(audit(statistic, budget=budget, runs=wanted))
    figures = {
        "runs": wanted,
        "found, any mechanism": round(median(each.found for each in found), 2),
        "found, Gaussian": round(median(each.found_gaussian for each in found), 2),
    }
    return sum(not each.holds for each in found) / runs, figures


if __name__ == "__main__":
    sys.exit(run(__doc__, measure))

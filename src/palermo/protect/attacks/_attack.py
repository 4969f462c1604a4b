"""Attack a safe table in four ways."""

from collections.abc import Callable

import numpy as np

from palermo.cases import CaseTable
from palermo.errors import ProtectionError
from palermo.protect.attacks._inference import inference
from palermo.protect.attacks._linkability import linkability
from palermo.protect.attacks._membership import membership
from palermo.protect.attacks._report import AttackReport
from palermo.protect.attacks._settings import AttackSettings
from palermo.protect.attacks._singling_out import singling_out
from palermo.protect.attacks._tables import Tables, tables
from palermo.protect.counting import Int32s, labels_of


def attack(
    sensitive: CaseTable,
    safe: CaseTable,
    *,
    control: CaseTable | None = None,
    settings: AttackSettings | None = None,
    seed: int = 0,
    progress: Callable[[str, int, int], None] | None = None,
) -> AttackReport:
    """What attackers who know some cases find in a safe table, beside what they would find without it.

    sensitive: the cases that the safe table was made from. safe: the table that is to leave the house. control: cases
    of the same kind that were held out of the release; what the table tells of them it tells of the population, and
    that is no leak. Without one, the report says what it can't tell. The kinds of attack are those of the Article 29
    Working Party (Opinion 05/2014, WP216); gains are measured as by Giomi et al. (2023, Proceedings on Privacy
    Enhancing Technologies 2023(2):312–328). Attackers who find nothing prove nothing: others may do better.

    Identifiers are left aside. The same seed gives the same report.
    Raises ProtectionError for fewer than two columns in common, a secret that is none of them, a control that shares
    identifiers with the cases, and a table without cases, of one case, or without a value.

    """
    chosen = settings if settings is not None else AttackSettings()
    known = tables(sensitive, safe, control)
    for name in chosen.secrets:
        if name not in known.names:
            raise ProtectionError(
                "attack.setting",
                place=name,
                reason="This column can't be guessed: it is not in all tables, or can't be compared.",
                remedy=f"Choose among: {', '.join(known.names)}.",
            )
    generators = [np.random.default_rng(each) for each in np.random.SeedSequence(seed).spawn(4)]
    targets = _drawn(known.cases, chosen.targets, generators[0])
    others = _drawn(known.control, chosen.targets, generators[1])
    return AttackReport(
        settings=chosen,
        seed=seed,
        cases=len(known.cases),
        safe_cases=known.safe_cases,
        control_cases=len(known.control) if control is not None else None,
        columns=known.names,
        coarser=known.coarser,
        left_aside=known.left_aside,
        singling_out=singling_out(known, settings=chosen, generator=generators[2], progress=progress),
        linkability=linkability(known, targets, others, settings=chosen, generator=generators[3], progress=progress),
        inference=inference(known, targets, others, secrets=_secrets(known, targets, chosen), progress=progress),
        membership=membership(known, targets, others, progress=progress),
        labels=labels_of(sensitive.without_ids().columns),
    )


def _secrets(known: Tables, targets: Int32s, settings: AttackSettings) -> tuple[str, ...]:
    """The columns to guess. One in which all have the same value is no secret."""
    if settings.secrets:
        return settings.secrets
    values = ((name, targets[:, place]) for place, name in enumerate(known.names))
    return tuple(name for name, held in values if len(np.unique(held[held >= 0])) > 1)


def _drawn(cases: Int32s, number: int, generator: np.random.Generator) -> Int32s:
    """Some cases, drawn at random without putting back."""
    return cases[np.sort(generator.permutation(len(cases))[:number])]

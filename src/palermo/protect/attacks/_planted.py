"""The planted case: one that moves the counts of differentially private cases as far as any case can."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from palermo.cases import CaseTable, Missing
from palermo.protect.attacks._audit import evidence
from palermo.protect.counting import Int32s, Ints, Mask
from palermo.protect.privacy import (
    Budget,
    Domain,
    Members,
    Noise,
    noisy,
    require_library,
)
from palermo.protect.synthesis import (
    SynthesisSettings,
    contributors_of,
    exclusions,
    measure,
    prepared,
    weigh,
)


@dataclass(frozen=True, eq=False)
class Planted:
    """The measuring of cases, with a planted case (True) or without it (False).

    cases: how many others there are. attributes: how many the planted case has. All that `synthesise` ever learns of
    cases it learns by `measure`, with the noise that is handed in; what follows sees its noisy answers alone.
    """

    cases: int
    attributes: int
    settings: SynthesisSettings
    domain: Domain
    apart: Mask
    held: tuple[Members, Members]
    reasons: tuple[Ints, Ints]

    @property
    def budget(self) -> Budget:
        """What is claimed."""
        return Budget(self.settings.epsilon, self.settings.delta)

    def measure(self, there: bool, noise: Noise) -> None:
        """Measure once, as `synthesise` does."""
        held = self.held[there]
        measure(
            lambda query: weigh(held, query),
            slots=self.domain.slot,
            apart=self.apart,
            settings=self.settings,
            mu=self.budget.mu,
            noise=noise,
            kinds=self.reasons[there],
            progress=lambda what, done, total: None,
        )

    def evidence(self, there: bool, *, noise: Noise = noisy) -> float:
        """How much one run of the mechanism looks as if the planted case were there; for `audit`.

        noise: OpenDP's; another only in tests, on invented cases.
        """
        return evidence(self.measure, there, noise=noise)


def plant(
    cases: CaseTable,
    *,
    settings: SynthesisSettings,
    values: Mapping[str, Sequence[str]] | None = None,
    ranges: Mapping[str, tuple[int, int]] | None = None,
) -> Planted:
    """Plant a case among others: of their most frequent attributes, and as large as the largest of them.

    Frequent attributes are the ones that are combined and measured; a large case moves counts as far as its weight
    lets it, and is where a weight that is too large shows. It lacks every other column because it is unknown.

    values, ranges: as for `synthesise`. Raises ProtectionError as `synthesise` does.
    """
    require_library()
    table = cases.without_ids()
    domain, without, reasons = prepared(table, settings, values, ranges)
    apart = exclusions(domain)
    items = _frequent(without, apart, int(without.sizes.max()))
    with_case = Members(np.append(without.starts, len(without.items) + len(items)), np.append(without.items, items))
    return Planted(
        cases=table.num_rows,
        attributes=len(items),
        settings=settings,
        domain=domain,
        apart=apart,
        held=(without, with_case),
        reasons=(reasons, _lacking(reasons, domain, items)),
    )


def _frequent(held: Members, apart: Mask, size: int) -> Int32s:
    """So many of the most frequent attributes as can stand in one case, ascending."""
    frequency = np.bincount(held.items, minlength=len(apart))
    chosen: list[int] = []
    for item in np.argsort(-frequency, kind="stable").tolist():
        if len(chosen) < size and frequency[item] and not apart[item, chosen].any():
            chosen.append(item)
    return np.sort(np.array(chosen, np.int32))


def _lacking(reasons: Ints, domain: Domain, items: Int32s) -> Ints:
    """The counts of why values are missing, with those of a case that has only these attributes."""
    place, names = contributors_of(domain)
    mine = [domain.attributes[item].code for item in items.tolist() if domain.column_of[item] == place]
    whose = names.index(mine[0]) if mine else len(names)
    lacks = np.setdiff1d(np.arange(len(domain.columns)), domain.column_of[items])
    counted = reasons.copy()
    counted[whose, lacks, tuple(Missing).index(Missing.UNKNOWN)] += 1
    return counted

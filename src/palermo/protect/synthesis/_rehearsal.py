"""A rehearsal: the release made once more from itself, to tell in public how far such releases are from the truth."""

from dataclasses import dataclass

import numpy as np

from palermo.cases import CaseTable
from palermo.protect.synthesis._decode import case_table
from palermo.protect.synthesis._intervals import Again, second_release
from palermo.protect.synthesis._kinds import likelihoods
from palermo.protect.synthesis._settings import Progress
from palermo.protect.synthesis._synthesise import Synthesised


@dataclass(frozen=True, eq=False, slots=True)
class Rehearsal:
    """The second release: as cases, and with what it was made from, in the same order."""

    cases: CaseTable
    again: Again


def rehearsal(found: Synthesised, *, seed: int = 0, progress: Progress | None = None) -> Rehearsal:
    """Release the made records again, as if they were the cases, with noise from a seed.

    It uses only what is published, so it costs no privacy; and how far it is from the first release tells about how far
    that is from the truth. Not the truth itself: combinations that the first release lost cannot be lost again.
    """
    tell = progress or (lambda what, done, total: None)
    again = second_release(found, seed=seed, progress=tell)
    kinds = found.measured.kinds
    shares = likelihoods(kinds, np.sqrt(kinds.shape[1]) / found.measured.mus["kinds"])
    return Rehearsal(case_table(again.records, found.domain, shares, np.random.default_rng([seed, 3])), again)

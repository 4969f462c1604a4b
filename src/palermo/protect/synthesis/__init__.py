"""Made cases in place of real ones: differentially private records."""

from palermo.protect.synthesis._k_synthetic import KSynthetic, KSyntheticReport, KSyntheticSettings, k_synthesise
from palermo.protect.synthesis._kinds import contributors_of
from palermo.protect.synthesis._measure import measure
from palermo.protect.synthesis._parts import synthesise_parts
from palermo.protect.synthesis._private_counts import private_counts
from palermo.protect.synthesis._promise import promise
from palermo.protect.synthesis._rehearsal import Rehearsal, rehearsal
from palermo.protect.synthesis._rounded import is_rounded
from palermo.protect.synthesis._settings import LONGEST, SynthesisSettings, share_done
from palermo.protect.synthesis._synthesise import (
    Synthesised,
    SynthesisReport,
    exclusions,
    prepared,
    synthesise,
    synthesise_counts,
)
from palermo.protect.synthesis._weigh import Query, weigh

__all__ = [
    "LONGEST",
    "KSynthetic",
    "KSyntheticReport",
    "KSyntheticSettings",
    "Query",
    "Rehearsal",
    "SynthesisReport",
    "SynthesisSettings",
    "Synthesised",
    "contributors_of",
    "exclusions",
    "is_rounded",
    "k_synthesise",
    "measure",
    "prepared",
    "private_counts",
    "promise",
    "rehearsal",
    "share_done",
    "synthesise",
    "synthesise_counts",
    "synthesise_parts",
    "weigh",
]

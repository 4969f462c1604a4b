"""Refuse a release that differs from another one by a few cases: laid side by side, the two would show them."""

from pathlib import Path

from palermo.cases import CaseTable
from palermo.errors import ReleaseError
from palermo.protect import KAnonymitySettings, SynthesisSettings
from palermo.release._changes import different_cases
from palermo.release._inputs import different_inputs
from palermo.release._manifest import DIFFERENTIAL_PRIVACY
from palermo.release._protecting import Safe
from palermo.release._release import Release, list_releases
from palermo.release._spec import ReleaseSpec
from palermo.release._spending import contributors


def refuse_small_difference(spec: ReleaseSpec, out: Path, cases: CaseTable, safe: Safe) -> None:
    """Raise ReleaseError when fewer than k cases are other than in another release: they would stand alone.

    Each release in the folder counts, whatever its date: who compares is free to take any two of them. k is the larger
    of the two that were promised. One that cannot be read raises as well: nobody knows what it shows.

    Of k-anonymous cases it is what a reader sees who lays the two side by side. k-synthetic records are put together
    anew in each release, so that hundreds differ whatever came in: there the cases that they were made from count,
    which the publisher alone knows. Private cases are nobody's: the ledger bounds what several releases tell together.
    """
    protection = spec.protection
    if spec.allow_small_difference or isinstance(protection, SynthesisSettings):
        return
    for other in list_releases(out):
        if other.manifest.about.method == DIFFERENTIAL_PRIVACY:
            continue
        k = max(protection.k, other.manifest.k or 0)
        if isinstance(protection, KAnonymitySettings):
            if any(0 < number < k for number in different_cases(other.cases(), safe.cases)):
                raise ReleaseError("release.small_difference", place=str(spec.path), previous=other.id, k=k)
            continue
        reason = _few_inputs(spec, other, cases, safe, k)
        if reason:
            raise ReleaseError("release.few_new_cases", place=str(spec.path), reason=reason, k=k)


def _few_inputs(spec: ReleaseSpec, other: Release, cases: CaseTable, safe: Safe, k: int) -> str:
    """Why a few cases may be all by which two k-synthetic releases differ, as a sentence; empty when they are not."""
    found = different_inputs(spec.work_folder, other.id, cases)
    if found is not None:
        few = any(0 < number < k for number in found)
        return f"fewer than {k} cases are other than those that {other.id} was made from." if few else ""
    if not {part.contributor for part in other.manifest.about.contributions} & set(contributors(spec)):
        return ""
    # numbers of records are rounded down: one case more may be a multiple of k more, two multiples are k + 1 at least
    if abs(other.manifest.rows - safe.cases.num_rows) > k:
        return ""
    return (
        f"at most {k} records are more or fewer than in {other.id}, so that fewer than {k} cases may have come or "
        f"gone; what {other.id} was made from, by these columns, is not kept in the work folder."
    )

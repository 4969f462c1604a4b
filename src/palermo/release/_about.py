"""What is said of a release before its files are written: as exact as its method allows, and no more."""

from collections.abc import Sequence
from dataclasses import replace

from palermo.cases import CaseTable
from palermo.protect import rounded_down, shown
from palermo.release._coverage import CONTRIBUTOR, coverage
from palermo.release._gather import Part
from palermo.release._manifest import About, Contribution
from palermo.release._protecting import Safe
from palermo.release._spec import ReleaseSpec
from palermo.release._terms import with_use


def about_release(
    spec: ReleaseSpec, parts: Sequence[Part], merged: int, cases: CaseTable, safe: Safe, *, head: str | None
) -> About:
    """What a release says of itself. merged: cases fewer by finding the same person twice. head: the ledger's digest.

    cases: as they came, where contributors are not among the published columns and yet may be counted.
    """
    contributions = tuple(part.contribution for part in parts)
    figures: dict[str, object] = {}
    hidden: set[str] = set()
    if safe.exact:
        k = safe.k or 1
        contributions = rounded(guarded(contributions, k), k)
        found = shown(merged, k)
        figures["duplicates_merged"] = None if found is None else rounded_down(found, k)
        if all(part.rows_in is not None for part in contributions):
            names = ("rows_in", "accepted", "quarantined")
            figures = {name: sum(getattr(part, name) or 0 for part in contributions) for name in names} | figures
        hidden = {part.contributor for part in contributions if part.accepted is None}
    else:  # an exact number would tell of single cases
        contributions = tuple(replace(part, rows_in=None, accepted=None, quarantined=None) for part in contributions)
    counted = safe.cases if CONTRIBUTOR in safe.cases or not safe.exact else cases
    cells = coverage(counted, k=safe.k or 1, hidden=hidden)
    return About(
        id=spec.id,
        title=spec.title,
        publisher=spec.publisher,
        date=spec.date,
        licence=spec.licence,
        terms=with_use(spec.terms),
        description=spec.description,
        demonstration=spec.demonstration,
        method=safe.method,
        parameters=safe.parameters,
        privacy=replace(safe.privacy, ledger_head=head),
        contributions=contributions,
        coverage=tuple(replace(each, cases=each.cases and rounded_down(each.cases, safe.step)) for each in cells),
        quality=figures,
        risk=safe.risk,
        utility=safe.utility,
        author=spec.author,
        reviews=spec.reviews,
    )


def guarded(contributions: Sequence[Contribution], k: int) -> tuple[Contribution, ...]:
    """The contributions without the numbers of those of whom fewer than k cases were taken.

    What they have together is what the others leave of all rows: as long as that is a single one's, or fewer than k,
    the next smallest has no numbers either.
    """
    taken = {part.contributor: 0 for part in contributions}
    for part in contributions:
        taken[part.contributor] += part.accepted or 0
    hidden = {name for name, cases in taken.items() if 0 < cases < k}
    others = [(cases, name) for name, cases in taken.items() if cases >= k]
    others.sort(reverse=True)
    while others and (len(hidden) == 1 or 0 < sum(taken[name] for name in hidden) < k):
        hidden.add(others.pop()[1])
    return tuple(
        replace(part, rows_in=None, accepted=None, quarantined=None) if part.contributor in hidden else part
        for part in contributions
    )


def rounded(contributions: Sequence[Contribution], step: int) -> tuple[Contribution, ...]:
    """The contributions with their numbers rounded down to multiples of a step; rows that came in are still the sum.

    Exact, they would tell, beside the cases that are published, how few were left out or merged.

    >>> rounded([Contribution("Hope", 29, 26, 3)], 10)[0].rows_in
    20
    """
    found = []
    for part in contributions:
        if part.accepted is not None and part.quarantined is not None:
            accepted, aside = rounded_down(part.accepted, step), rounded_down(part.quarantined, step)
            part = replace(part, rows_in=accepted + aside, accepted=accepted, quarantined=aside)
        found.append(part)
    return tuple(found)

"""Concentration: how much of the cases is one contributor's, or of one country."""

from collections.abc import Sequence
from dataclasses import dataclass

from palermo.codes import in_language
from palermo.release import Release
from palermo.tabulate import CONCENTRATED, Question
from palermo.web.hub.countries import ORIGIN, PLACE
from palermo.web.hub.coverage._matrix import CONTRIBUTOR, SOURCE, column_of, has
from palermo.web.hub.figures import Row, read


@dataclass(frozen=True, slots=True)
class Concentration:
    """How concentrated the cases are by a column.

    code, label: of the largest. n: its cases, between low and high. of: the cases where it is known. share: n over
    these, between share_low and share_high. effective: how many equally large ones would be as concentrated, 1 / Σ s².
    count: how many have cases at all.
    """

    column: str
    name: str
    code: str
    label: str
    n: int
    of: int
    share: float
    effective: float
    count: int
    low: int | None = None
    high: int | None = None
    share_low: float | None = None
    share_high: float | None = None

    @property
    def is_high(self) -> bool:
        """Whether one has more than the rule allows without a caution."""
        return self.share > CONCENTRATED


def concentrations(release: Release, language: str) -> list[Concentration]:
    """By contributor, source and country, as far as the release has them."""
    found = [_of(release, name, language) for name in (CONTRIBUTOR, SOURCE, PLACE, ORIGIN) if has(release, name)]
    if not has(release, CONTRIBUTOR):
        found.insert(0, _of_contributions(release))
    return [each for each in found if each is not None]


def effective_number(sizes: Sequence[int]) -> float:
    """How many equally large parts are as concentrated as these: the inverse of the sum of squared shares.

    Laakso & Taagepera (1979), doi:10.1177/001041407901200101: the reciprocal of the Herfindahl index.

    >>> effective_number([10, 10]), round(effective_number([98, 1, 1]), 2)
    (2.0, 1.04)
    """
    total = sum(sizes)
    return 1 / sum((size / total) ** 2 for size in sizes) if total else 0.0


def _of(release: Release, name: str, language: str) -> Concentration | None:
    figures = read(release, Question((name,)))
    rows = [row for row in figures.broad if row.n > 0]
    if not rows:
        return None
    top: Row = max(rows, key=lambda row: row.n)
    return Concentration(
        column=name,
        name=in_language(column_of(release, name).label, language),
        code=top.codes[0],
        label=figures.answer.label(name, top.codes[0], language),
        n=top.n,
        low=top.low,
        high=top.high,
        of=top.denominator,
        share=top.share or 0.0,
        share_low=top.share_low,
        share_high=top.share_high,
        effective=effective_number([row.n for row in rows]),
        count=len(rows),
    )


def _of_contributions(release: Release) -> Concentration | None:
    """By what each contributor sent, where the release tells that only. None where any number is withheld."""
    sizes: dict[str, int] = {}
    for part in release.manifest.about.contributions:
        if part.accepted is None:
            return None
        sizes[part.contributor] = sizes.get(part.contributor, 0) + part.accepted
    total = sum(sizes.values())
    if not total:
        return None
    top = max(sizes, key=lambda name: sizes[name])
    return Concentration(
        column=CONTRIBUTOR,
        name="",
        code=top,
        label=top,
        n=sizes[top],
        of=total,
        share=sizes[top] / total,
        effective=effective_number(list(sizes.values())),
        count=sum(size > 0 for size in sizes.values()),
    )

"""Everything about one table of lists in one report: the answer, what it hangs on, what is wrong, how to repeat it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from palermo.estimate._document import document
from palermo.estimate._lists import (
    METHODS,
    QUICK,
    SAYS_NOTHING,
    Change,
    Diagnosis,
    Lists,
    Panel,
    Sensitivity,
    Strata,
    is_biased,
    over_draws,
)
from palermo.estimate._repeat import versions
from palermo.estimate._results import Caution, Estimate
from palermo.report import Document

Progress = Callable[[str, int, int | None], None]

HEADLINES = ("bma", "graphs", "stepwise", "coverage", "independence", "threshold", "classes", "bic", "pairs")
"""Which method the first sentence takes where several were run: those first that carry the choice of a model along.

Never a lower bound: it is no answer to how many there are.
"""

DRAWN = ("chao", "coverage", "independence", "stepwise", "bic")
"""Methods that every draw of a linkage is put through."""

STAND_INS = ("stepwise", "independence")
"""Methods by which things are changed where the headline's own takes too long."""


@dataclass(frozen=True, eq=False)
class ListsReport:
    """What `palermo estimate lists` says of a table.

    panel: the results. diagnosis: what is wrong with the table. sensitivity: what the estimate hangs on; None where
    no quick method has an estimate. strata, change: where they were asked for. source: the file's name, and the
    SHA-256 of its bytes, so that whoever repeats it knows that it is the same. settings: everything that was chosen.
    """

    panel: Panel
    diagnosis: Diagnosis
    sensitivity: Sensitivity | None
    sizes: Mapping[str, int]
    strata: Strata | None = None
    change: Change | None = None
    source: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def headline(self) -> Estimate | None:
        """The result that the first sentence tells; None where no method has an estimate.

        Where one method finds that the data set no upper limit, none is told that hides it.
        """
        if self.says_nothing:
            return None
        found = {each.method: each for each in self.panel.results if each.estimate is not None}
        ranked = [found[key] for key in HEADLINES if key in found]
        ranked = [each for each in ranked if not is_biased(each)] or ranked
        limited = [each for each in ranked if each.low is not None and each.high is not None]
        unlimited = [each for each in limited if each.high is not None and math.isinf(each.high)]
        return next(iter((*unlimited, *limited, *ranked)), None)

    @property
    def says_nothing(self) -> bool:
        """Whether any number would be a prior's or a formula's alone, for the table says nothing of the unseen."""
        return any(each.code in SAYS_NOTHING for each in self.diagnosis.findings)

    @property
    def range(self) -> tuple[Estimate, Estimate] | None:
        """The methods with the smallest and the largest estimate; None where there are not two.

        Without those that are biased by their own words: see `palermo.estimate._lists.is_biased`.
        """
        if self.says_nothing:
            return None
        found = [each for each in self.panel.results if each.estimate is not None and not is_biased(each)]
        if len(found) < 2:
            return None
        by_size = sorted(found, key=lambda each: each.estimate or 0.0)
        return by_size[0], by_size[-1]

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it: that of the panel, and what stands beside it."""
        return {
            **self.panel.to_dict(),
            "sizes": dict(self.sizes),
            "diagnosis": self.diagnosis.to_dict()["findings"],
            "sensitivity": None if self.sensitivity is None else self.sensitivity.to_dict(),
            "strata": None if self.strata is None else self.strata.to_dict(),
            "change": None if self.change is None else self.change.to_dict(),
            "source": dict(self.source),
            "settings": dict(self.settings),
        }

    def document(self) -> Document:
        """The report as people read it."""
        return document(self)


def report_lists(
    table: Lists,
    *,
    methods: tuple[str, ...] | None = None,
    replicates: int = 1000,
    change: tuple[str, str] | None = None,
    source: Mapping[str, Any] | None = None,
    settings: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> ListsReport:
    """Run the methods, look for what is wrong, change what can be changed, and keep it all together.

    methods: keys of `METHODS`; all if None. change: two strata that are periods. Raises InputError for methods and
    periods that are not there.

    >>> from palermo.estimate import lists
    >>> table = {"police": [1, 0, 0, 1, 1, 0, 1], "shelter": [0, 1, 0, 1, 0, 1, 1], "hotline": [0, 0, 1, 0, 1, 1, 1]}
    >>> found = lists(table | {"persons": [500, 300, 400, 40, 60, 30, 8]}, count="persons")
    >>> report = report_lists(found, methods=("independence", "chao"), replicates=200)
    >>> report.headline.method, len(report.to_dict()["results"])
    ('independence', 2)
    """
    tell = progress or (lambda *_: None)
    chosen = tuple(METHODS) if methods is None else methods
    steps = len(chosen) + 2 + bool(table.strata) + (change is not None)

    def estimating(what: str, done: int, _total: int | None) -> None:
        tell(what, done, steps)

    panel = table.panel(chosen, replicates=replicates, progress=estimating)
    tell("Looking for what is wrong", len(chosen), steps)
    diagnosis = table.diagnose()
    sizes = {name: int(size) for name, size in zip(table.names, table.overlaps().diagonal(), strict=True)}
    found = ListsReport(
        panel, diagnosis, None, sizes, source=source or {}, settings={**(settings or {}), "versions": versions()}
    )
    tell("Changing one thing after another", len(chosen) + 1, steps)
    sensitivity = _hangs_on(table, found.headline)
    strata = None
    if table.strata and len(table.strata) > 1:
        tell("Estimating each stratum", len(chosen) + 2, steps)
        strata = table.by_stratum(replicates=replicates)
    changed = None
    if change is not None:
        tell("Estimating the change", steps - 1, steps)
        changed = table.change(*change, replicates=replicates)
    return replace(found, sensitivity=sensitivity, strata=strata, change=changed)


def _hangs_on(table: Lists, headline: Estimate | None) -> Sensitivity | None:
    """What the number that is told hangs on: by its own method, or by a quick one where that takes too long."""
    own = () if headline is None or headline.method not in QUICK else (headline.method,)
    for method in (*own, *STAND_INS):
        found = table.sensitivity(method)
        if found.estimate is not None:
            return found
    return None


def report_draws(
    draws: Sequence[Lists],
    *,
    methods: tuple[str, ...] | None = None,
    replicates: int = 1000,
    cautions: Sequence[Caution] = (),
    source: Mapping[str, Any] | None = None,
    settings: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> ListsReport:
    """The same over draws of an uncertain linkage: each interval mixes what differs between them.

    Of the quick methods (all if methods is None), for the others cannot be run on every draw. What is wrong and what
    the answer hangs on is looked at in the first draw. cautions: of the table that held the draws. Raises InputError
    for methods that are not quick.
    """
    tell = progress or (lambda *_: None)
    chosen = DRAWN if methods is None else methods
    results = []
    for done, method in enumerate(chosen):
        tell(METHODS[method].title if method in METHODS else method, done, len(chosen) + 1)
        results.append(over_draws(draws, method, replicates=replicates))
    first = draws[0]
    tell("Looking for what is wrong", len(chosen), len(chosen) + 1)
    whole = report_lists(first, methods=(), source=source, settings=settings)
    seen = sorted(each.n for each in draws)
    text = (
        f"The linkage was drawn {len(draws):,} times; {seen[0]:,} to {seen[-1]:,} people are on a list in one draw. "
        "Intervals mix the draws; what is wrong, and what the answer hangs on, was looked at in the first of them."
    )
    panel = replace(
        whole.panel,
        n=seen[len(seen) // 2],
        results=tuple(results),
        cautions=(Caution("draws_of_linkage", text), *cautions, *whole.panel.cautions),
    )
    found = replace(whole, panel=panel)
    own = found.headline
    if own is None or whole.sensitivity is None or own.method == whole.sensitivity.method:
        return found
    return replace(found, sensitivity=_hangs_on(first, own))

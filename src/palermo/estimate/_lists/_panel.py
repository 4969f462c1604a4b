"""Every method at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from palermo.errors import InputError
from palermo.estimate._lists._bic import bic, bma
from palermo.estimate._lists._bound import chao
from palermo.estimate._lists._classes import classes
from palermo.estimate._lists._diagnose import diagnose
from palermo.estimate._lists._graphs import graphs
from palermo.estimate._lists._methods import METHODS
from palermo.estimate._lists._models import MOST_LISTS
from palermo.estimate._lists._simple import coverage, pairs
from palermo.estimate._lists._stepwise import independence, stepwise
from palermo.estimate._lists._table import Histories
from palermo.estimate._lists._threshold import threshold
from palermo.estimate._results import Caution, Estimate

FAR_APART = 2.0
"""Ratio of the largest to the smallest estimate from which on the panel says that methods disagree."""

Progress = Callable[[str, int, int | None], None]
"""Told which method runs, how many are done, and how many there are."""

ALL_MODELS = ("bic", "bma")

_BOOTSTRAPPED = ("coverage", "independence", "stepwise", "bic")
_SEEDED = (*_BOOTSTRAPPED, "threshold", "classes")

_RUN: dict[str, Callable[..., Estimate]] = {
    "pairs": pairs, "chao": chao, "coverage": coverage, "independence": independence, "stepwise": stepwise,
    "bic": bic, "bma": bma, "threshold": threshold, "graphs": graphs, "classes": classes,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Panel:
    """All methods at one table. lists: their names. n: persons seen. results: in the order of METHODS."""

    lists: tuple[str, ...]
    n: int
    seed: int
    version: str
    results: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]

    def __getitem__(self, method: str) -> Estimate:
        """The result of a method."""
        return next(each for each in self.results if each.method == method)

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it: `lists`, `n`, `seed`, `version`, `results`, and cautions on the table itself."""
        return {
            "lists": list(self.lists),
            "n": self.n,
            "seed": self.seed,
            "version": self.version,
            "results": [each.to_dict() for each in self.results],
            "cautions": [each.to_dict() for each in self.cautions],
        }


def run(histories: Histories, method: str, *, seed: int, level: float, options: Mapping[str, Any]) -> Estimate:
    """One method by its key. Raises InputError for a key that no method has."""
    if method not in METHODS:
        raise InputError("estimate.unknown_method", place=method, names=", ".join(METHODS))
    given = dict(options)
    if method in _BOOTSTRAPPED:
        given.setdefault("replicates", 1000)
    if method in _SEEDED:
        given["seed"] = seed
    return _RUN[method](histories, level=level, **given)


def panel(
    histories: Histories,
    methods: tuple[str, ...],
    *,
    replicates: int,
    options: Mapping[str, Mapping[str, Any]],
    seed: int,
    level: float,
    version: str,
    progress: Progress | None = None,
) -> Panel:
    """Run the methods. One that cannot be, for this number of lists, has no estimate and says why."""
    results = []
    for done, method in enumerate(methods):
        if progress is not None and method in METHODS:
            progress(METHODS[method].title, done, len(methods))
        if method in ALL_MODELS and histories.k > MOST_LISTS:
            text = f"All models are fitted for up to {MOST_LISTS} lists; there are {histories.k}."
            about = METHODS[method].assumption
            results.append(Estimate(method, None, None, None, level, about, (Caution("too_many_lists", text),)))
            continue
        usual: dict[str, Any] = {"replicates": replicates} if method in _BOOTSTRAPPED else {}
        given = usual | dict(options.get(method, {}))
        results.append(run(histories, method, seed=seed, level=level, options=given))
    found = diagnose(histories, seed=seed, level=level, deep=False).cautions
    notes = tuple(each for each in histories.cautions if each.code not in {one.code for one in found})
    apart = (*_below_the_floor(results), *_disagreement(results))
    return Panel(histories.names, histories.n, seed, version, tuple(results), (*notes, *found, *apart))


def is_biased(result: Estimate) -> bool:
    """Whether a result is no answer to how many there are, by its own words.

    A lower bound; the two lists that overlap most, which are taken because they say little; sample coverage where
    coverage is low, which is drawn towards independence.
    """
    return result.method in ("chao", "pairs") or any(each.code == "low_coverage" for each in result.cautions)


def _below_the_floor(results: list[Estimate]) -> list[Caution]:
    """Estimates below the lower end of Chao's bound."""
    floor = next((each.low for each in results if each.method == "chao"), None)
    if floor is None:
        return []
    under = [each for each in results if each.estimate is not None and each.estimate < floor]
    if not under:
        return []
    said = ", ".join(f"{METHODS[each.method].title} ({each.estimate:,.0f})" for each in under)
    text = (
        f"These lie below {floor:,.0f}, the lower end of Chao's bound: {said}. Where the bound's assumption holds, "
        "they are too small."
    )
    return [Caution("below_the_floor", text)]


def _disagreement(results: list[Estimate]) -> list[Caution]:
    """Whether methods that look for the size itself lie far apart."""
    sizes = {each.method: each.estimate for each in results if each.estimate is not None and not is_biased(each)}
    if len(sizes) < 2:
        return []
    least, most = min(sizes, key=lambda key: sizes[key]), max(sizes, key=lambda key: sizes[key])
    if sizes[most] <= FAR_APART * sizes[least]:
        return []
    text = (
        f"The methods lie far apart: from {sizes[least]:,.0f} ({METHODS[least].title}) to {sizes[most]:,.0f} "
        f"({METHODS[most].title}). Which assumption holds is not in the data; report the range."
    )
    return [Caution("methods_disagree", text)]

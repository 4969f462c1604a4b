"""The front of multiple systems estimation: a table of lists that knows its methods."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy.typing as npt

from palermo import version
from palermo.cases import Dialect
from palermo.errors import InputError
from palermo.estimate._lists import (
    _bic,
    _bound,
    _change,
    _classes,
    _diagnose,
    _draws,
    _graphs,
    _panel,
    _rehearse,
    _sensitivity,
    _simple,
    _stepwise,
    _strata,
    _threshold,
)
from palermo.estimate._lists._methods import METHODS
from palermo.estimate._lists._read import read_histories
from palermo.estimate._lists._table import Histories
from palermo.estimate._lists._transforms import Floats, Ints
from palermo.estimate._results import Caution, Estimate

REPLICATES = 1000
"""Of the table, from which intervals are made; the field's habit."""


@dataclass(frozen=True, eq=False)
class Lists:
    """Overlapping lists of persons, from which the number of those on no list is estimated.

    Make it with `palermo.estimate.lists`. histories: the counts. seed: of everything random. level: what intervals
    cover. Methods have the settings that the field knows them by; each gives an `Estimate`, which says what it rests
    on. No method is right by itself: read `panel`, `diagnose` and `sensitivity` together.
    """

    histories: Histories
    seed: int = 0
    level: float = 0.95

    @property
    def names(self) -> tuple[str, ...]:
        """The lists."""
        return self.histories.names

    @property
    def n(self) -> int:
        """How many persons are on one list or more."""
        return self.histories.n

    @property
    def counts(self) -> Floats:
        """Persons by history, 2^k: bit *i* of the index is list *i*; the first is 0."""
        return self.histories.counts

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What was noticed as the table was read."""
        return self.histories.cautions

    @property
    def strata(self) -> tuple[str, ...]:
        """The strata, or periods, of the table."""
        return tuple(self.histories.strata)

    def overlaps(self) -> Ints:
        """How many persons each two lists share, k × k; on the diagonal how many each has."""
        return self.histories.overlaps()

    def drop(self, name: str) -> "Lists":
        """The table without a list; strata go along. Raises InputError where fewer than two lists would be left."""
        return self._changed(self.histories.drop(name))

    def merge(self, one: str, other: str) -> "Lists":
        """The table with two lists as one; strata go along. Raises InputError where only one would be left."""
        return self._changed(self.histories.merge(one, other))

    def _changed(self, histories: Histories) -> "Lists":
        if histories.k < 2:
            raise InputError("estimate.one_list", count=histories.k, names=", ".join(histories.names))
        return replace(self, histories=histories)

    def stratum(self, label: str) -> "Lists":
        """One stratum as a table of its own. Raises InputError for a label that none has."""
        if label not in self.histories.strata:
            raise InputError("estimate.no_strata", place=label, names=", ".join(self.strata) or "none")
        return replace(self, histories=self.histories.strata[label])

    def pairs(self, *, odds: float = 2.0) -> Estimate:
        """Chapman's estimate by the two lists that overlap most, with bounds for odds ratios up to `odds`."""
        return _simple.pairs(self.histories, odds=odds, level=self.level)

    def chao(self) -> Estimate:
        """Chao's lower bound, for lists that reach differently far."""
        return _bound.chao(self.histories, level=self.level)

    def coverage(self, *, replicates: int = REPLICATES) -> Estimate:
        """Chao and Tsay's estimate by sample coverage."""
        return _simple.coverage(self.histories, replicates=replicates, seed=self.seed, level=self.level)

    def independence(self, *, replicates: int = REPLICATES) -> Estimate:
        """Lists that do not depend on each other."""
        return _stepwise.independence(self.histories, replicates=replicates, seed=self.seed, level=self.level)

    def stepwise(
        self, *, threshold: float = _stepwise.PAIR_THRESHOLD, replicates: int = REPLICATES,
        counts: npt.ArrayLike | None = None,
    ) -> Estimate:  # fmt: skip
        """Chan, Silverman and Vincent's choice of pairs, made anew in every replicate.

        threshold: p-value below which a pair enters. counts: replicates × histories, drawn elsewhere; a column for
        each of `histories.order`.
        """
        return _stepwise.stepwise(
            self.histories, threshold=threshold, replicates=replicates, seed=self.seed, level=self.level, counts=counts
        )

    def bic(
        self, *, order: int | None = None, candidates: int | None = None, replicates: int = REPLICATES,
        counts: npt.ArrayLike | None = None,
    ) -> Estimate:  # fmt: skip
        """The hierarchical model with the smallest BIC (n is the number of persons), up to six lists.

        order: lists that a term may have at most. candidates: models that compete in a replicate, the best at the
        table. counts: as in `stepwise`.
        """
        return _bic.bic(
            self.histories, order=order, candidates=candidates, replicates=replicates, seed=self.seed,
            level=self.level, counts=counts,
        )  # fmt: skip

    def bma(self, *, order: int | None = None) -> Estimate:
        """The average over all hierarchical models, weighted by BIC, up to six lists."""
        return _bic.bma(self.histories, order=order, level=self.level)

    def threshold(
        self, *, stands_out: float = _threshold.STANDS_OUT, variance: float = _threshold.INTERACTION_VARIANCE
    ) -> Estimate:
        """Silverman's Bayesian threshold. variance: of the prior of interactions."""
        return _threshold.threshold(
            self.histories, stands_out=stands_out, variance=variance, seed=self.seed, level=self.level
        )

    def graphs(self, *, delta: float | None = None, most: float | None = None, saturated: bool = False) -> Estimate:
        """The average over decomposable graphs, up to six lists. delta, most, saturated: as R's dga has them."""
        return _graphs.graphs(self.histories, delta=delta, most=most, saturated=saturated, level=self.level)

    def classes(
        self, *, classes: int = _classes.CLASSES, chains: int = _classes.CHAINS, burn: int = _classes.BURN,
        draws: int = _classes.DRAWS, thin: int = _classes.THIN,
    ) -> Estimate:  # fmt: skip
        """Latent classes by several chains. burn, draws, thin: sweeps thrown away, kept, and apart."""
        return _classes.classes(
            self.histories, classes=classes, chains=chains, burn=burn, draws=draws, thin=thin, seed=self.seed,
            level=self.level,
        )  # fmt: skip

    def estimate(self, method: str, **options: Any) -> Estimate:
        """One method by its key in `METHODS`, with its own options. Raises InputError for another key."""
        return _panel.run(self.histories, method, seed=self.seed, level=self.level, options=options)

    def panel(
        self, methods: Sequence[str] | None = None, *, replicates: int = REPLICATES,
        options: Mapping[str, Mapping[str, Any]] | None = None, progress: _panel.Progress | None = None,
    ) -> _panel.Panel:  # fmt: skip
        """Every method at once, in the order of `METHODS`, or those that are named.

        options: by method, what it is to be called with, such as `{"classes": {"chains": 8}}`. progress: told which
        method runs.
        """
        chosen = tuple(METHODS) if methods is None else tuple(methods)
        return _panel.panel(
            self.histories,
            chosen,
            replicates=replicates,
            options=options or {},
            seed=self.seed,
            level=self.level,
            version=version(),
            progress=progress,
        )

    def diagnose(self) -> _diagnose.Diagnosis:
        """What is wrong with the table, and what to do about it."""
        return _diagnose.diagnose(self.histories, seed=self.seed, level=self.level)

    def sensitivity(self, method: str = "stepwise") -> _sensitivity.Sensitivity:
        """What the estimate by a quick method hangs on: lists, models, the assumption, the amount of data."""
        return _sensitivity.sensitivity(self.histories, method=method, seed=self.seed)

    def rehearse(
        self, method: str = "stepwise", *, simulations: int = 100, replicates: int = 200
    ) -> _rehearse.Rehearsal:
        """How often intervals hold the truth, on tables drawn from the model that the method chose."""
        return _rehearse.rehearse(
            self.histories, method=method, simulations=simulations, replicates=replicates, seed=self.seed,
            level=self.level,
        )  # fmt: skip

    def by_stratum(self, method: str = "stepwise", *, replicates: int = REPLICATES) -> _strata.Strata:
        """Each stratum, drawn towards the others as much as it is uncertain, and their total."""
        return _strata.by_stratum(
            self.histories, method=method, replicates=replicates, seed=self.seed, level=self.level
        )

    def change(
        self, before: str, after: str, *, method: str = "stepwise", common: bool = False, replicates: int = REPLICATES
    ) -> _change.Change:
        """What changed between two strata that are periods. common: one model for both, chosen from them together."""
        return _change.change(
            self.histories, before, after, method=method, common=common, replicates=replicates, seed=self.seed,
            level=self.level,
        )  # fmt: skip


def lists(
    table: Any,
    *,
    columns: Sequence[str] | None = None,
    count: str | None = None,
    stratum: str | None = None,
    person: str | None = None,
    impossible: Collection[Collection[str]] = (),
    dialect: Dialect | None = None,
    seed: int = 0,
    level: float = 0.95,
) -> Lists:
    """Read overlapping lists, to estimate how many persons are on none of them.

    table: a file (CSV, XLSX, ODS, Parquet, JSON), an Arrow table, a data frame, or a dict of columns; one row a
        person, or one row a history with its count.
    columns: the lists, 2 to 16; if None, all columns but the three below, and but those that say of nobody that she is
        on a list or not: words, and numbers that tell persons apart. Which were left out is a caution. Who is on a list
        is said by words of one pair: 1 and 0, true and false, yes and no, oui and non, sí and no, да and нет, نعم and
        لا, 是 and 否; or by one mark (x, ✓, 1, a word for yes) in a column that is blank otherwise. Whatever is not 1
        and 0 is a caution. Who is only on lists that were not chosen is left out, which is a caution too.
    count: the column of counts, whole numbers; None for one row a person.
    stratum: a column of strata or periods.
    person: a column of ids, where a person can have several rows: they are united, within a stratum, and it is said.
    impossible: sets of lists that cannot share a person by design; their histories are structural zeros.
    dialect: how a CSV file is written, where it is not with commas in UTF-8.
    seed: of everything random. level: what intervals cover, such as 0.95.

    Raises InputError, naming column and record, for what cannot be read as lists: fewer than two lists or more than
    16, lists named alike, cells that are neither yes nor no, counts that are negative or no whole numbers, persons on
    no list, an empty list, impossible histories with persons.

    >>> table = {"police": [1, 0, 0, 1, 1, 0, 1], "shelter": [0, 1, 0, 1, 0, 1, 1], "hotline": [0, 0, 1, 0, 1, 1, 1]}
    >>> found = lists(table | {"persons": [500, 300, 400, 40, 60, 30, 8]}, count="persons")
    >>> round(found.independence(replicates=0).estimate)
    4773
    """
    if not 0.0 < level < 1.0:
        raise InputError("estimate.setting", place="level", reason="A level lies between 0 and 1, such as 0.95.")
    found = read_histories(
        table, columns=columns, count=count, stratum=stratum, person=person, impossible=impossible, dialect=dialect
    )
    return Lists(found, seed, level)


def over_draws(draws: Sequence[Lists], method: str = "stepwise", *, replicates: int = REPLICATES) -> Estimate:
    """One estimate from several tables that could all be true, as draws of an uncertain linkage are.

    The interval mixes the bootstrap replicates of every draw (`replicates` in all), by one of the quick methods.
    Raises InputError where draws are of different lists.
    """
    tables = [each.histories for each in draws]
    seed, level = (draws[0].seed, draws[0].level) if draws else (0, 0.95)
    return _draws.over_draws(tables, method=method, replicates=replicates, seed=seed, level=level)

"""Records of a study → numbers: who, when, treated or not, and what they said. Nothing is guessed or dropped unsaid."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from palermo.errors import InputError
from palermo.estimate._impact._ordered import check_in_order, ranks, times_of
from palermo.estimate._impact._results import Bools, Caution, Floats, Ints
from palermo.estimate._samples._columns import Columns

YES = frozenset(("1", "true", "yes", "y"))
NO = frozenset(("0", "false", "no", "n"))

MOST_TOLD = 24
"""Periods that an error lists, and only where they look like dates or numbers: a wrong column may hold names."""


@dataclass(frozen=True, eq=False)
class Answers:
    """What was said about one outcome, records without an answer or of weight zero left out.

    rows: which records of the table these are. is_share: whether all is yes or no. plain: whether no weight was given.
    """

    columns: Columns
    outcome: str
    values: Floats
    rows: Ints
    weights: Floats
    is_share: bool
    plain: bool
    cautions: tuple[Caution, ...] = ()
    whole_numbers: bool = field(default=False)

    def __len__(self) -> int:
        """How many answers there are."""
        return len(self.values)

    @property
    def scale(self) -> str:
        """In what an effect on it is told."""
        return "share" if self.is_share else "units"

    def groups(self, name: str) -> tuple[Ints, list[str]]:
        """A column as groups of these answers. Raises InputError where a record says nothing."""
        found, names = self.columns.groups(name)
        index, place = np.unique(found[self.rows], return_inverse=True)
        return place.astype(np.int64), [names[at] for at in index]

    def mean(self, which: Bools) -> float | None:
        """The weighted mean of some; None of nobody."""
        return float(np.average(self.values[which], weights=self.weights[which])) if which.any() else None


def read_answers(columns: Columns, outcome: str, *, weight: str | None = None) -> Answers:
    """The answers about an outcome: numbers, or yes and no in any of their spellings.

    Raises InputError for a column that is not there, for what is neither, and for weights below zero or all zero.
    """
    values, is_share = outcome_values(columns, outcome)
    weights = np.ones(len(columns)) if weight is None else columns.numbers(weight)
    columns.refuse_where(weight or "", weights < 0, "A weight is 0 or more, and this one is below.")
    said = ~np.isnan(values)
    use = said & (weights > 0)
    if not use.any():
        reason = f"Nobody with a weight above 0 has an answer in {outcome}."
        raise InputError("estimate.impact_nobody", place=columns.at(outcome), reason=reason)
    kept = values[use]
    if np.ptp(kept) == 0 and len(kept) > 1:
        reason = f"All {len(kept):,} answers about {outcome} are alike: nothing can be told from them."
        raise InputError("estimate.impact_nobody", place=columns.at(outcome), reason=reason)
    cautions = []
    if (~said).any():
        text = (
            f"{int((~said).sum()):,} of {len(said):,} records have no answer about {outcome} "
            f"({columns.silence(outcome)}) and were left out; who does not answer may differ from who does."
        )
        cautions.append(Caution("no_answer", text))
    if (said & (weights == 0)).any():
        text = (
            f"{int((said & (weights == 0)).sum()):,} records have a weight of 0 and tell nothing; they were left out."
        )
        cautions.append(Caution("zero_weight", text))
    whole = not is_share and bool((kept >= 0).all() and (kept == np.round(kept)).all() and kept.max() > 10)
    return Answers(
        columns, outcome, kept, np.flatnonzero(use), weights[use], is_share, weight is None, tuple(cautions), whole
    )


def outcome_values(columns: Columns, name: str) -> tuple[Floats, bool]:
    """A column as numbers, NaN where nothing is said, and whether it is yes or no."""
    said = [None if each is None else str(each).casefold() for each in columns.labels(name)]
    known = {each for each in said if each is not None}
    if known and known <= YES | NO:
        return np.array([np.nan if each is None else float(each in YES) for each in said]), True
    return columns.numbers(name, blank=True), False


@dataclass(frozen=True, eq=False)
class Times:
    """When: the place of each answer's period in `names`, in order, and which periods come after what was done."""

    at: Ints
    names: tuple[str, ...]
    after: Bools

    @property
    def is_after(self) -> Bools:
        """Which answers were given after."""
        return np.asarray(self.after[self.at], bool)

    @property
    def last_before(self) -> int:
        """The last period before what was done."""
        return int(np.flatnonzero(~self.after)[-1])


def read_times(answers: Answers, time: str, after: Sequence[str]) -> Times:
    """Read periods in their order, and which are after.

    Numbers and dates such as 2021-03 are sorted, and all from the first of `after` on are after; of other words, those
    that are named are, and they stand in the order of the table.

    Raises InputError for periods that are not there, or that leave none before or after.
    """
    at, names = answers.groups(time)
    place = answers.columns.at(time)
    wanted = [each.strip() for each in after]
    missing = [each for each in wanted if each not in names]
    if missing or not wanted:
        known = ", ".join(names) if len(names) <= MOST_TOLD and all(each[:1].isdigit() for each in names) else ""
        reason = f"No answer is from {', '.join(missing) or 'any period that was named'}; there are "
        reason += f"{known}." if known else f"{len(names):,} others."
        raise InputError("estimate.impact_periods", place=place, reason=reason)
    when = times_of(names)
    if when is not None or all(each[:1].isdigit() for each in names):
        if when is None:
            check_in_order(names, place)
        order = sorted(range(len(names)), key=lambda each: names[each] if when is None else when[each])
        first = min(order.index(names.index(each)) for each in wanted)
        late = np.array([place_ >= first for place_ in range(len(names))], bool)
    else:
        seen = [int(each) for each in dict.fromkeys(at.tolist())]  # as the table has them
        order = [*(each for each in seen if names[each] not in wanted), *(names.index(each) for each in wanted)]
        late = np.array([names[i] in wanted for i in order], bool)
    if late.all() or not late.any():
        reason = "Nobody was asked before: nothing can be said of what changed."
        raise InputError("estimate.impact_periods", place=place, reason=reason)
    rank = ranks(order)
    return Times(rank[at], tuple(names[i] for i in order), late)


def read_treated(answers: Answers, group: str, treated: str) -> Bools:
    """Who belongs to the group in which something was done. Raises InputError where all or nobody does."""
    at, names = answers.groups(group)
    wanted = treated.strip() if treated else next((each for each in names if each.casefold() in YES), "")
    if wanted not in names or len(names) < 2:
        reason = (
            f"The group {wanted or 'yes'} is not there; there are {len(names):,} others."
            if wanted not in names
            else "There is one group, and nothing to compare it with."
        )
        raise InputError("estimate.impact_groups", place=answers.columns.at(group), reason=reason)
    if len(names) > 2:
        reason = f"There are {len(names):,} groups; two can be compared at once."
        raise InputError("estimate.impact_groups", place=answers.columns.at(group), reason=reason)
    return np.asarray(at == names.index(wanted), bool)


def covariate_columns(answers: Answers, names: Sequence[str]) -> list[tuple[str, Floats]]:
    """Other things that may differ between people: numbers as they are, words as a column for each but the first.

    Raises InputError where a record says nothing.
    """
    found: list[tuple[str, Floats]] = []
    for name in names:
        if answers.columns.is_numeric(name):
            found.append((name, answers.columns.numbers(name)[answers.rows]))
            continue
        at, labels = answers.groups(name)
        found += [(f"{name}: {label}", (at == place).astype(float)) for place, label in enumerate(labels) if place]
    return found

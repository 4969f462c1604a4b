"""SDG indicator 10.7.1: what workers paid for a job abroad, in months of what they earn there, worker by worker."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from palermo.errors import InputError
from palermo.estimate._indicators._costs_document import document
from palermo.estimate._results import Caution
from palermo.estimate._samples._columns import Columns, check_level
from palermo.estimate._samples._read import read_columns
from palermo.estimate._samples._results import FEW, Bools, Floats, Ints
from palermo.report import Document

QUINTILES = (0.2, 0.4, 0.6, 0.8)

MANY_MONTHS = 24.0
"""Months of income above which a median is told with a doubt. Chosen: two years' income is above what is asked in the
dearest corridors, and costs in another currency than income are the usual reason for more."""

CURRENCIES = ("currency", "devise", "monnaie", "moneda", "divisa", "валют", "عملة", "币")
"""What columns that say a currency are called, in part."""

FEWEST = 5
"""Workers (or clusters) of equal weight below which drawing them anew tells nothing of how far chance can go."""

LONG = 120.0
"""Months of income, ten years', above which a worker's income is doubted."""

CHUNK = 2_000_000
"""Counts of people drawn anew that are held at once."""


@dataclass(frozen=True, slots=True)
class CostsRow:
    """Workers of one group. group: its values by column, empty for all. n: workers.

    mean, median: of recruitment cost over monthly income, in months, with intervals; None where fewer than five workers
    or clusters stand behind them, or as few as weigh as much, and where all paid the same. quintiles: cost of the least
    charged 20, 40, 60 and 80 %. paid_nothing: their share.
    """

    group: Mapping[str, str]
    n: int
    mean: float
    mean_low: float | None
    mean_high: float | None
    median: float
    median_low: float | None
    median_high: float | None
    quintiles: tuple[float, ...]
    paid_nothing: float


@dataclass(frozen=True)
class CostsReport:
    """Indicator 10.7.1, of all first and then by group."""

    rows: tuple[CostsRow, ...]
    level: float
    seed: int
    cautions: tuple[Caution, ...]
    settings: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "indicator": "10.7.1",
            "unit": "months of income in the country of destination",
            "level": self.level,
            "seed": self.seed,
            "rows": [asdict(each) for each in self.rows],
            "cautions": [each.to_dict() for each in self.cautions],
            "settings": dict(self.settings),
        }

    def table(self) -> pa.Table:
        """All rows as a table: a column for each that made groups (blank for all), then the numbers."""
        names = list(dict.fromkeys(name for each in self.rows for name in each.group))
        flat = []
        for each in self.rows:
            said = asdict(each)
            group, quintiles = said.pop("group"), said.pop("quintiles")
            parts = {f"quintile_{at}": value for at, value in enumerate(quintiles, 1)}
            flat.append({**{name: group.get(name, "") for name in names}, **said, **parts})
        return pa.Table.from_pylist(flat)

    def document(self) -> Document:
        """The report as people read it."""
        return document(self)


def report_costs(
    table: Any,
    *,
    costs: Sequence[str],
    income: str,
    reimbursed: str | None = None,
    weight: str | None = None,
    cluster: str | None = None,
    currency: Sequence[str] = (),
    rate: str | None = None,
    by: Sequence[str] = (),
    level: float = 0.95,
    replicates: int = 1000,
    seed: int = 0,
    settings: Mapping[str, Any] | None = None,
) -> CostsReport:
    """Estimate months of earnings paid for the job: (sum of costs - reimbursed) / monthly income, of the same worker.

    costs: columns of what the worker paid, all fees and related costs; blank is not known, 0 is nothing. income: a
    month's, in the country of destination. weight: of the survey. cluster: what was drawn first. currency: columns that
    say the currency of costs and of income; rows where they differ are refused, unless there is a rate: a column with
    how much of the income's currency one unit of the costs' is, 1 where they are the same. Without currency and rate,
    columns that look like currencies and differ are refused, and that one currency was supposed is a caution. by:
    columns whose values, each by itself, make groups (sex, corridor, sector, year). Intervals are the bootstrap's, of
    workers or clusters.

    The indicator is a proportion of *monthly* income (metadata of 18 May 2022; older lists say yearly), of workers
    who moved abroad for a job in the reference period: choose the rows before. Raises InputError for costs or incomes
    below 0, more given back than paid, and where nobody has both a cost and an income.

    >>> workers = {"fee": [1000, 0, 3000], "travel": [500, 200, 0], "month": [500, 400, 600], "sex": ["f", "f", "m"]}
    >>> found = report_costs(workers, costs=["fee", "travel"], income="month", by=["sex"])
    >>> [(each.group, each.n, round(each.median, 2)) for each in found.rows]
    [({}, 3, 3.0), ({'sex': 'f'}, 2, 1.75), ({'sex': 'm'}, 1, 5.0)]
    """
    check_level(level)
    columns = read_columns(table)
    if not costs:
        raise InputError("estimate.setting", place="costs", reason="Name at least one column of costs.")
    if rate is None:
        _check_currency(columns, currency or _like_currencies(columns))
    paid = sum((_amount(columns, name) for name in costs), np.zeros(len(columns)))
    back = np.zeros(len(columns)) if reimbursed is None else np.nan_to_num(_amount(columns, reimbursed))
    columns.refuse_where(reimbursed or "", back > paid, "More was given back than was paid.")
    if rate is not None:
        paid, back = paid * _rates(columns, rate), back * np.nan_to_num(_rates(columns, rate))
    month = _amount(columns, income)
    weights = np.ones(len(columns)) if weight is None else columns.numbers(weight)
    columns.refuse_where(weight or "", weights < 0, "A weight is 0 or more, and this one is below.")
    use = ~np.isnan(paid) & (month > 0) & (weights > 0)
    if not use.any():
        reason = "No worker has both a cost and an income above 0, with a weight above 0."
        raise InputError("estimate.nobody_asked", place=columns.at(income), reason=reason)
    months = np.where(use, (paid - back) / np.where(month > 0, month, 1.0), 0.0)
    who = np.arange(len(columns)) if cluster is None else columns.groups(cluster)[0]
    rows = [_of({}, months, weights, who, use, level, replicates, seed)]
    spelled = {name: columns.silence(name) for name in (*costs, income)}
    cautions = [
        *_currency_cautions(rows[0].median, said=bool(currency) or rate is not None),
        *_left_out(paid, month, weights, use, "; ".join(f"{name}: {text}" for name, text in spelled.items() if text)),
    ]
    for name in by:
        found, names = columns.codes(name)
        for at, label in enumerate(names):
            inside = use & (found == at)
            if inside.any():
                rows.append(_of({name: label}, months, weights, who, inside, level, replicates, seed))
        if (use & (found < 0)).any():
            text = f"{int((use & (found < 0)).sum()):,} workers say nothing in {name}; they are in the row of all only."
            cautions.append(Caution("no_group", text))
    long = int((use & (months > LONG)).sum())
    if long:
        text = (
            f"{long:,} workers paid more than {LONG:g} months of their income: incomes as small as that are often a "
            "slip, or not a month's. They move the mean and not the median."
        )
        cautions.append(Caution("long_months", text))
    few = [each for each in rows if each.n < FEW]
    if few:
        text = f"{len(few)} of {len(rows)} rows stand on fewer than {FEW} workers: chance alone could move them far."
        cautions.append(Caution("few_answers", text))
    return CostsReport(tuple(rows), level, seed, tuple(cautions), settings or {})


def _amount(columns: Columns, name: str) -> Floats:
    found = columns.numbers(name, blank=True)
    columns.refuse_where(name, found < 0, "An amount is 0 or more, and this one is below.")
    return found


def _rates(columns: Columns, name: str) -> Floats:
    found = columns.numbers(name, blank=True)
    columns.refuse_where(name, found <= 0, "A rate of exchange is above 0.")
    return found


def _like_currencies(columns: Columns) -> list[str]:
    """Columns that say, by their names, in which currency something is."""
    return [name for name in columns.table.column_names if any(word in name.casefold() for word in CURRENCIES)]


def _currency_cautions(median: float, *, said: bool) -> list[Caution]:
    found = []
    if not said:
        text = (
            "No column was named that says the currency of costs and of income: they are taken to be in one. If they "
            "are not, every number here is wrong; name the columns (--currency) or a column of the rate (--rate)."
        )
        found.append(Caution("currency_unsaid", text))
    if median > MANY_MONTHS:
        text = f"A median above {MANY_MONTHS:g} months is rare: see whether costs are in the currency of the income"
        found.append(Caution("many_months", f"{text}, and income is a month's."))
    return found


def _check_currency(columns: Columns, names: Sequence[str]) -> None:
    said = [columns.labels(name) for name in names]
    for row in range(len(columns)):
        found = {each[row] for each in said}
        if len(found) > 1 or None in found:
            reason = (
                "Costs and income must be in one currency that is said; bring them to one before, or name a column of "
                "the rate between them (rate=, --rate)."
            )
            raise InputError("estimate.sample_value", place=columns.at(names[0], row), reason=reason)


def weighted_quantile(values: Floats, weights: Floats, share: float) -> float:
    """The smallest value below or at which this share of the weight lies; between two where it is hit exactly.

    >>> import numpy as np
    >>> weighted_quantile(np.array([1.0, 2.0, 9.0, 4.0]), np.ones(4), 0.5)
    3.0
    """
    order = np.argsort(values, kind="stable")
    return float(_quantiles(values[order], weights[order][None, :], (share,))[0, 0])


def _quantiles(ordered: Floats, weights: Floats, shares: Sequence[float]) -> Floats:
    """Quantiles of ordered values under many sets of weights (rows): a column for each share."""
    total = weights.cumsum(axis=1)
    found = np.empty((len(weights), len(shares)))
    for at, share in enumerate(shares):
        target = share * total[:, -1:]
        first = (total < target * (1 - 1e-12)).sum(axis=1)
        after = np.minimum((total <= target * (1 + 1e-12)).sum(axis=1), len(ordered) - 1)
        found[:, at] = (ordered[np.minimum(first, len(ordered) - 1)] + ordered[np.maximum(after, first)]) / 2
    return found


def _of(
    group: Mapping[str, str], months: Floats, weights: Floats, who: Ints, inside: Bools, level: float, replicates: int,
    seed: int,
) -> CostsRow:  # fmt: skip
    order = np.flatnonzero(inside)[np.argsort(months[inside], kind="stable")]
    values, weight = months[order], weights[order]
    clusters = np.unique(who[order], return_inverse=True)[1]
    groups = int(clusters.max()) + 1
    middle, *quintiles = _quantiles(values, weight[None, :], (0.5, *QUINTILES))[0]
    ends: list[float | None] = [None] * 4
    heavy = np.bincount(clusters, weight)
    if heavy.sum() ** 2 / (heavy**2).sum() >= FEWEST and replicates and np.ptp(values) > 0:
        rng = np.random.default_rng(seed)
        means, medians = [], []
        at_once = max(1, CHUNK // max(len(values), groups))
        for begin in range(0, replicates, at_once):
            times = rng.multinomial(groups, np.full(groups, 1 / groups), min(at_once, replicates - begin))
            drawn = times[:, clusters] * weight
            means.append(drawn @ values / drawn.sum(axis=1))
            medians.append(_quantiles(values, drawn, (0.5,))[:, 0])
        tails = [(1 - level) / 2, (1 + level) / 2]
        ends = [float(each) for part in (means, medians) for each in np.quantile(np.concatenate(part), tails)]
    return CostsRow(
        group, len(values), float(np.average(values, weights=weight)), ends[0], ends[1], float(middle), ends[2],
        ends[3], tuple(float(each) for each in quintiles), float(weight[values == 0].sum() / weight.sum()),
    )  # fmt: skip


def _left_out(paid: Floats, month: Floats, weights: Floats, use: Bools, spelled: str) -> list[Caution]:
    found = [
        Caution(
            "who",
            "The indicator is of workers who went abroad for a job in the reference period and paid for it themselves "
            "or not; those still in debt, or who never left after paying, are easily missed.",
        )
    ]
    none = int((np.isnan(paid)).sum())
    poor = int((~np.isnan(paid) & ~(month > 0)).sum())
    weightless = int((~np.isnan(paid) & (month > 0) & (weights == 0)).sum())
    if none or poor:
        words = f" (no answer: {spelled})" if spelled else ""
        text = (
            f"{none:,} workers do not say what they paid, and {poor:,} more have no income above 0; they were left out "
            f"of {len(use):,}{words}. Who earned nothing was charged without end: their number belongs beside the "
            "indicator."
        )
        found.append(Caution("left_out", text))
    if weightless:
        found.append(Caution("zero_weight", f"{weightless:,} workers have a weight of 0 and were left out."))
    return found

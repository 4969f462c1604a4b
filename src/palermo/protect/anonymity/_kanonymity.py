"""Make a case table k-anonymous: say less exactly, then withhold cells, then leave out records."""

from collections.abc import Callable
from dataclasses import dataclass
from math import log1p

import pyarrow as pa

from palermo.cases import CaseTable
from palermo.protect.anonymity._check import Anonymity, check_k_anonymity
from palermo.protect.anonymity._generalise import fold, readings, recode
from palermo.protect.anonymity._lattice import least_loss
from palermo.protect.anonymity._loss import ProtectionReport, kept_by_length, losses
from palermo.protect.anonymity._quasi import check_columns, withhold_in_keys
from palermo.protect.anonymity._suppress import Search, begin, choose, rare_cells, withhold, worth
from palermo.protect.counting import (
    MOST_LENGTH,
    Records,
    check_length,
    encode,
    in_order,
    replaced,
    withhold_cells,
    without_refusals,
)
from palermo.protect.risk import RiskSettings, assess_risk, check_resolution

DEFAULT_K = 10
"""Smallest group that may be told apart, in cases: usual in this field (CTDC's own k-anonymised release: 11)."""
DEFAULT_LENGTH = 4
"""Longest combination that is protected, in attributes: what somebody may know of a person beside her name."""
MOST_WITHHELD = 0.5
"""Share of a column's values above which it is made coarser rather than withheld: beyond it, most are not there."""

MEASURED, PREPARED, SEARCHED = 0.08, 0.12, 0.9
"""Shares of the time after which the risk is measured, columns are made coarser, and nothing is rare any more; as seen
on tables of 5,000 and 100,000 cases."""

Progress = Callable[[str, float], None]
"""Told what happens now, and about what share of all is done."""


@dataclass(frozen=True, slots=True)
class KAnonymitySettings:
    """How a table is protected.

    k: smallest group that may be told apart, in cases, 2 or more. length: longest combination that is protected, in
    attributes, 1 to 8. quasi_identifiers: columns whose whole key must be shared by k cases too, however many they
    are. coarsen: columns that may be made coarser; None for every column whose code list offers it. most_withheld: a
    column is made coarser when otherwise more than this share of its values would have to be withheld.

    Raises ProtectionError when k or the length is out of range, ValueError when the share is none.
    """

    k: int = DEFAULT_K
    length: int = DEFAULT_LENGTH
    quasi_identifiers: tuple[str, ...] = ()
    coarsen: tuple[str, ...] | None = None
    most_withheld: float = MOST_WITHHELD

    def __post_init__(self) -> None:
        check_length(self.length)
        check_resolution(self.k, place="k")
        if not 0 <= self.most_withheld <= 1:
            raise ValueError(f"{self.most_withheld} is no share")


@dataclass(frozen=True, eq=False)
class Protected:
    """A k-anonymous table, what it cost, and what a check of it found.

    cases: without identifiers, in an order that follows from what they hold.
    """

    cases: CaseTable
    report: ProtectionReport
    check: Anonymity


def k_anonymise(
    cases: CaseTable, *, settings: KAnonymitySettings = KAnonymitySettings(), progress: Progress | None = None
) -> Protected:
    """Make every combination of up to `length` attributes that occurs occur in k cases or more.

    Identifiers are dropped. That a person refused to answer becomes that the answer is unknown. Codes that fewer
    than k cases have become the broader codes above them. Quasi-identifiers are made as coarse as loses least
    information for their whole key (`least_loss`). Columns of which too much would have to be withheld are made
    coarser, through their code lists. Then cells are withheld (`suppressed`) until no combination is rare; why a
    value is missing counts as an attribute, and a reason that singles somebody out is withheld as a value is.
    Records are left out only where that is not enough. What comes out is counted again from the start.

    What this does and does not give is told in docs/explanation/protection.md. The same input gives the same output.

    Raises ProtectionError when the settings name a column that is not there.
    """
    tell = progress or (lambda what, share: None)
    before = cases.without_ids()
    check_columns(before, settings.quasi_identifiers, place="quasi_identifiers")
    check_columns(before, settings.coarsen or (), place="coarsen")
    tell("Measuring the risk", 0.0)
    risk = assess_risk(before, settings=RiskSettings(settings.k, settings.length))
    folded: dict[str, int] = {}
    coarse = without_refusals(before)
    for name in before.names:
        coarse, folded[name] = fold(coarse, name, k=settings.k)
    coarse, chosen = _by_lattice(coarse, settings, tell)
    coarse, coarser = _coarsened(coarse, settings, tell)
    coarser = chosen | coarser
    search, rounds = _search(coarse, settings, tell)
    after = _put_back(coarse, search)
    tell("Counting again", SEARCHED)
    found = check_k_anonymity(after, k=settings.k, length=settings.length, quasi_identifiers=settings.quasi_identifiers)
    if not found.holds:
        raise RuntimeError(f"the search for a k-anonymous table ended with {found.combinations} rare combinations")
    report = ProtectionReport(
        k=settings.k,
        length=settings.length,
        quasi_identifiers=settings.quasi_identifiers,
        cases_in=before.num_rows,
        cases_out=after.num_rows,
        rounds=rounds,
        columns=losses(before, after, coarser=coarser, folded=folded),
        risk=risk.lengths,
        cases_beyond=_cases_beyond(after, settings),
        kept=kept_by_length(coarse, after, k=settings.k, length=settings.length),
    )
    return Protected(after, report, found)


def _cases_beyond(cases: CaseTable, settings: KAnonymitySettings) -> int | None:
    """The cases that one attribute more than is protected finds in a group of fewer than k."""
    if settings.length == MOST_LENGTH:
        return None
    return assess_risk(cases, settings=RiskSettings(settings.k, settings.length + 1)).lengths[-1].cases_rare


def _by_lattice(cases: CaseTable, settings: KAnonymitySettings, tell: Progress) -> tuple[CaseTable, dict[str, str]]:
    """The cases with the quasi-identifiers as coarse as loses least for their whole key, and by which readings."""
    if not settings.quasi_identifiers or cases.num_rows == 0:
        return cases, {}
    tell("Finding the coarser readings that lose least", MEASURED)
    choice = least_loss(cases, settings.quasi_identifiers, k=settings.k, coarsen=settings.coarsen)
    for reading in choice.readings.values():
        cases = recode(cases, reading)
    return cases, {name: reading.name for name, reading in choice.readings.items()}


def _coarsened(cases: CaseTable, settings: KAnonymitySettings, tell: Progress) -> tuple[CaseTable, dict[str, str]]:
    """The cases with the columns made coarser of which too much would have to be withheld, and by which reading.

    What would have to be withheld is estimated by the first round of the search; the column that would lose the
    largest share goes one step up, and the estimate is made again.
    """
    names = cases.names if settings.coarsen is None else settings.coarsen
    steps = {name: list(readings(cases, name, k=settings.k)) for name in names}
    coarse, taken = cases, {}
    while any(steps.values()):
        tell("Finding columns to make coarser", MEASURED)
        shares = _shares_to_withhold(coarse, settings)
        share, name = max((shares[name], name) for name in names if steps[name])
        if share <= settings.most_withheld:
            break
        # each reading is of the column as it came, so that a list without a step to the next one is no dead end
        reading = steps[name].pop(0)
        coarse, taken[name] = recode(replaced(coarse, cases, name), reading), reading.name
    return coarse, taken


def _shares_to_withhold(cases: CaseTable, settings: KAnonymitySettings) -> dict[str, float]:
    """The share of each column's values that a first round of the search would withhold."""
    records = encode(cases)
    record, rare = rare_cells(records, k=settings.k, length=settings.length)
    mendable = rare != 0
    chosen = choose(record[mendable], rare[mendable], worth(records))
    known = records.weights @ (records.held() > 0)
    lost = records.weights @ (chosen & (records.held() > 0))
    return {name: float(lost[n] / known[n]) if known[n] else 0.0 for n, name in enumerate(records.columns)}


def _search(cases: CaseTable, settings: KAnonymitySettings, tell: Progress) -> tuple[Search, int]:
    """Withhold until nothing is rare, and how many rounds that took.

    Which cells to withhold is a choice, and no rule of choosing is best for every table: two are tried, and the one
    that keeps more is taken.
    """
    records = encode(cases)
    tried = [_one_search(records, settings, by_frequency, tell) for by_frequency in (False, True)]
    return max(tried, key=lambda ended: int(ended[0].records.held().sum(axis=1) @ records.weights))


def _one_search(
    records: Records, settings: KAnonymitySettings, by_frequency: bool, tell: Progress
) -> tuple[Search, int]:
    search, rounds, most, done = begin(records), 0, 0, 0.0
    half = (SEARCHED - PREPARED) / 2
    begins = PREPARED + half * by_frequency

    def count(left: int) -> None:
        nonlocal rounds, most, done
        rounds, most = rounds + 1, max(most, left)
        # a round mostly leaves about the same share of what is rare; at times some more, and then nothing is undone
        done = max(done, 1 - log1p(left) / log1p(most) if most else 1.0)
        way = "second" if by_frequency else "first"
        tell(f"Withholding, {way} way, round {rounds}", begins + half * done)

    while True:
        search = withhold(search, k=settings.k, length=settings.length, by_frequency=by_frequency, tell=count)
        if not settings.quasi_identifiers:
            return search, rounds
        keyed = withhold_in_keys(search, settings.quasi_identifiers, k=settings.k)
        if keyed is search:
            return search, rounds
        search = keyed


def _put_back(cases: CaseTable, search: Search) -> CaseTable:
    """The cases as the search left them, in an order that gives nothing away."""
    of_case = search.records.of_case
    for number, name in enumerate(cases.names):
        cases = withhold_cells(cases, name, search.cells[of_case, number])
    return in_order(cases.filter(pa.array(~search.left_out[of_case])))

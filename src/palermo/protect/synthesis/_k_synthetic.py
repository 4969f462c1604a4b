"""k-synthetic microdata: no noise, and nothing in a record that fewer than k cases have together."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from palermo.cases import CaseTable, Missing
from palermo.errors import ProtectionError
from palermo.protect._small import rounded_down
from palermo.protect._words import MEANINGS
from palermo.protect.counting import Int32s, Ints, Mask, in_order, label_of, values, withhold_cells, without_refusals
from palermo.protect.risk import check_resolution
from palermo.protect.synthesis._supports import Words, bits_of, grow, refill, supports
from palermo.report import Bar, Bars, Document, Facts, Paragraph, Section, Table, show_share

DEFAULT_K = 10
CHUNK = 2048
"""Seeds that one stream of random numbers serves: fixed, so that the number of threads changes nothing."""
TRIES = 3
"""Cells that are tried in each gap of a record when what was left over is given out."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class KSyntheticSettings:
    """How k-synthetic cases are made.

    k: cases of the input that must hold all of a record together, 2 or more; counts are multiples of it.
    Raises ProtectionError when it is out of range.
    """

    k: int = DEFAULT_K

    def __post_init__(self) -> None:
        check_resolution(self.k, place="k")


@dataclass(frozen=True, slots=True)
class KSyntheticReport:
    """What the promise cost.

    k; cases_in, cases_out; known: by column, cases with a value before and after. given: values that went to another
    record than the one they came from. smallest: the fewest cases of the input that hold a whole published record.
    labels: what people call the columns of `known`, in its order.
    """

    k: int
    cases_in: int
    cases_out: int
    known: tuple[tuple[str, int, int], ...]
    given: int
    smallest: int
    labels: tuple[str, ...] = ()

    def rounded(self) -> "KSyntheticReport":
        """The same as it may be told: with numbers of what came in rounded down to multiples of k.

        Else two releases of which the second rests on one case more would show by which values it has.
        """
        return replace(
            self,
            cases_in=rounded_down(self.cases_in, self.k),
            known=tuple(
                (name, rounded_down(before, self.k), rounded_down(after, self.k)) for name, before, after in self.known
            ),
            given=rounded_down(self.given, self.k),
            smallest=rounded_down(self.smallest, self.k),
        )

    def document(self) -> Document:
        """The report as people read it."""
        before, after = (sum(int(each[place]) for each in self.known) for place in (1, 2))
        share = after / before if before else 1.0
        lead = (
            f"{self.cases_out:,} records were put together from {self.cases_in:,} cases or a few more. However much is "
            f"known of a record, {self.k} cases or more have all of it."
        )
        labels = self.labels or tuple(name for name, *_ in self.known)
        rows = [
            (label, known, kept, kept / known if known else None)
            for label, (_, known, kept) in zip(labels, self.known, strict=True)
        ]
        picture = Bars(
            "Values kept",
            "share of the values known before, by column",
            [Bar(label, share) for label, *_, share in sorted(rows, key=lambda row: 1.0 if row[3] is None else row[3])],
            share=True,
        )
        caption = f"Cases with a value in each column, before and after, in multiples of {self.k}"
        return Document(
            "k-synthetic cases",
            lead,
            (
                Section(
                    "What is promised",
                    (
                        Paragraph(
                            "A record is put together from values of the cases, and only so many of them that a group "
                            f"of {self.k} cases or more has them all. There is no noise in the counts, which are "
                            f"rounded down to multiples of {self.k}. What a whole group shares is told all the same."
                        ),
                        Facts(
                            [
                                ("k", self.k),
                                ("Smallest group behind a record", f"{self.smallest:,}"),
                                ("Values kept", show_share(share)),
                            ]
                        ),
                    ),
                ),
                Section(
                    "What is left",
                    (picture, Table(("column", "before", "after", "share"), rows, caption, shares=("share",))),
                ),
            ),
            MEANINGS,
        )


@dataclass(frozen=True, eq=False)
class KSynthetic:
    """k-synthetic cases, in an order that follows from what they hold, and what they cost."""

    cases: CaseTable
    report: KSyntheticReport


def k_synthesise(
    cases: CaseTable,
    *,
    settings: KSyntheticSettings = KSyntheticSettings(),
    seed: int = 0,
    threads: int = 2,
    progress: Progress | None = None,
) -> KSynthetic:
    """Make records of which every part, of any length, occurs in k cases or more.

    A record begins as a case, and keeps as many of its cells as k cases hold together (`grow`). A set is a cell as a
    whole: a part of it would claim that the rest did not apply. So is a reason why a value is missing; a refusal is
    told as unknown. Cells that could not be kept are given to other records in which they can stand (`refill`), so that
    single counts stay right. Then random records and cells are withheld until the number of records, and of each value,
    is a multiple of k. What came out is counted again.

    seed: of all choices; the same seed gives the same records. Identifiers are dropped.

    Raises ProtectionError when there are fewer than k cases or nothing is known of any.
    """
    tell = progress or (lambda what, done, total: None)
    table = without_refusals(cases.without_ids())
    k, number = settings.k, table.num_rows
    if number < k:
        raise ProtectionError("k_synthetic.too_few_cases", place="k", k=k)
    cells, first, is_reason = _cells(table, k)
    if not (cells >= 0).any():
        raise ProtectionError("k_synthetic.nothing_frequent", place="k", k=k)
    bits = bits_of(cells, len(is_reason))
    rows = _grown(cells, bits, is_reason, k, seed, threads, tell)
    random = np.random.default_rng([seed, 1])
    owed = np.maximum(_tally(cells, len(is_reason)) - _tally(rows, len(is_reason)), 0)
    tell("Giving out what was left over", 0, 1)
    given = int(refill(rows, random.permutation(number), owed, first, bits, k, TRIES, seed))
    rows = _rounded(rows, len(is_reason), k, random)
    tell("Counting again", 0, 1)
    smallest = int(supports(rows, bits_of(_cells(table, k)[0], len(is_reason)), number).min(initial=number))
    if smallest < k:
        raise RuntimeError(f"a record is held by {smallest} cases only")
    made = _put_together(table, cells, rows)
    known = tuple((name, _known(table, name), _known(made, name)) for name in table.names)
    labels = tuple(label_of(column) for column in made.columns)
    return KSynthetic(made, KSyntheticReport(k, number, made.num_rows, known, given, smallest, labels))


def _cells(table: CaseTable, k: int) -> tuple[Int32s, Ints, Mask]:
    """The cells of the cases by number, -1 where fewer than k cases hold it; where each column's begin; reasons."""
    cells = np.full((table.num_rows, len(table.names)), -1, np.int32)
    first, reasons = [0], [np.zeros(0, dtype=bool)]
    for column, name in enumerate(table.names):
        value = values(table, name)
        count = np.bincount(value)
        frequent = np.flatnonzero(count >= k)
        place = np.full(len(count), -1, np.int64)
        place[frequent] = np.arange(len(frequent)) + first[-1]
        cells[:, column] = place[value]
        first.append(first[-1] + len(frequent))
        reasons.append(frequent < len(Missing))
    return cells, np.array(first, np.int64), np.concatenate(reasons)


def _grown(cells: Int32s, bits: Words, is_reason: Mask, k: int, seed: int, threads: int, tell: Progress) -> Int32s:
    starts = range(0, len(cells), CHUNK)
    streams = np.random.SeedSequence(seed).generate_state(len(starts))
    found = []
    with ThreadPoolExecutor(max(threads, 1)) as pool:
        jobs = zip(starts, streams.tolist(), strict=True)
        for part in pool.map(lambda job: grow(cells[job[0] : job[0] + CHUNK], bits, is_reason, k, job[1]), jobs):
            found.append(part)
            tell("Putting records together", len(found), len(starts))
    return np.concatenate(found)


def _tally(rows: Int32s, number: int) -> Ints:
    return np.bincount(rows[rows >= 0], minlength=number)


def _rounded(rows: Int32s, number: int, k: int, random: np.random.Generator) -> Int32s:
    """The rows without some: as many rows, and as many of each cell, as is a multiple of k."""
    rows = rows[np.sort(random.permutation(len(rows))[: len(rows) // k * k])]
    excess = _tally(rows, number) % k
    for column in range(rows.shape[1]):
        mine = rows[:, column]
        order = random.permutation(len(mine))
        order = order[np.argsort(mine[order], kind="stable")]
        order = order[mine[order] >= 0]
        cell = mine[order]
        place = np.arange(len(cell)) - np.searchsorted(cell, cell)  # 0, 1, … within each cell
        mine[order[place < excess[cell]]] = -1
    return rows


def _put_together(table: CaseTable, cells: Int32s, rows: Int32s) -> CaseTable:
    """The rows as cases: each cell as some case holds it, withheld where there is none."""
    data = {}
    withheld = {}
    for column, name in enumerate(table.names):
        source = np.zeros(int(max(cells[:, column].max(), 0)) + 1, np.int64)
        has = cells[:, column] >= 0
        source[cells[has, column]] = np.flatnonzero(has)
        withheld[name] = rows[:, column] < 0
        taken = pa.array(source[np.maximum(rows[:, column], 0)])
        for field in (name, name + "__missing"):
            data[field] = table.data.column(field).take(taken)
    made = CaseTable(table.columns, pa.table(data))
    for name in table.names:
        made = withhold_cells(made, name, withheld[name])
    return in_order(made)


def _known(table: CaseTable, name: str) -> int:
    return table.num_rows - int(table.values(name).null_count)

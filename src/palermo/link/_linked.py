"""Linked records: who is who, the pairs, and what is made of them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from palermo.codes import code_list
from palermo.link._draws import draw_persons
from palermo.link._evidence import Comparison
from palermo.link._names import latin
from palermo.link._persons import Evidence, Floats, Ints
from palermo.link._records import SEPARATOR, Records
from palermo.link._report import LinkReport, doubtful_pairs
from palermo.link._settings import LinkSettings
from palermo.link._values import sex

Texts = list[str | None]
LINKAGE = ("person", "list", "record", "records_of_person", "probability")
"""The columns that linking adds, before those of the lists."""


@dataclass(frozen=True, eq=False)
class Linked:
    """Linked records.

    tables: the lists as they came. records: what was read of them. pairs: `left`, `right` (numbers of records),
    `probability`, and the level of each comparison. persons: each record's person, from 0. evidence: what speaks for
    pairs, and what was decided. report: what was done. comparisons: of what the levels are; none of encodings.
    """

    tables: tuple[tuple[str, pa.Table], ...]
    records: Records
    pairs: pa.Table
    persons: Ints
    evidence: Evidence
    settings: LinkSettings
    report: LinkReport
    comparisons: tuple[Comparison, ...] = ()

    def table(self) -> pa.Table:
        """Every record of every list with its person, as text: nothing is left out, and nothing merged.

        person: a number that means nothing outside this table. records_of_person: how many he or she has.
        probability: how likely the record is of one person with the others it was compared to there, on average; blank
        where it stands alone. Then all columns of the lists, by name.
        """
        sizes = np.bincount(self.persons)[self.persons]
        sure = self._sureness()
        columns: dict[str, Texts] = {
            "person": [str(each + 1) for each in self.persons.tolist()],
            "list": [self.records.lists[each] for each in self.records.of_list],
            "record": [key.partition(SEPARATOR)[2] for key in self.records.keys],
            "records_of_person": [str(each) for each in sizes.tolist()],
            "probability": [None if np.isnan(each) else f"{each:.4f}" for each in sure.tolist()],
        }
        names = dict.fromkeys(name for label, table in self.tables for name in self._shown(label, table))
        for name in names:
            shown = f"{name}_of_list" if name in columns else name
            columns[shown] = [text for _, table in self.tables for text in _column(table, name)]
        return pa.table({name: pa.array(texts, pa.string()) for name, texts in columns.items()})

    def _shown(self, label: str, table: pa.Table) -> list[str]:
        """The columns of a list; of encodings none, and `record` not twice where the list calls it so itself."""
        fields = self.records.fields.get(label)
        if fields is None:
            return []
        return [each for each in table.column_names if each != "record" or fields.get("record") != each]

    def _sureness(self) -> Floats:
        left, right = self.evidence.left, self.evidence.right
        probability = self.pairs.column("probability").to_numpy()
        together = self.persons[left] == self.persons[right]
        ends = np.concatenate([left[together], right[together]])
        twice = np.concatenate([probability[together]] * 2)
        count = np.bincount(ends, minlength=len(self.persons))
        with np.errstate(invalid="ignore"):
            return np.asarray(np.bincount(ends, twice, minlength=len(self.persons)) / count)

    def queue(self) -> pa.Table:
        """The doubtful pairs, the most doubtful first, for people to decide: a row a pair, with why.

        left, right: the records. verdict, by, on: blank, to be filled in; so the queue becomes a file of decisions.
        probability, linked: what was calculated, and whether they are one person now. why: what agrees and what does
        not. left_says, right_says: what the lists say, and how other scripts read in Latin letters. SENSITIVE: people's
        records.
        """
        places = doubtful_pairs(self.pairs, self.evidence, self.settings)
        probability = self.pairs.column("probability").to_numpy()[places]
        order = np.argsort(np.abs(probability - 0.5), kind="stable")
        places, probability = places[order], probability[order]
        left, right = self.evidence.left[places].tolist(), self.evidence.right[places].tolist()
        pairs = list(zip(left, right, strict=True))
        linked = ["yes" if self.persons[one] == self.persons[other] else "no" for one, other in pairs]
        blank = [""] * len(pairs)
        said = _Saying(self)
        columns = {
            "left": [self.records.keys[one] for one in left],
            "right": [self.records.keys[other] for other in right],
            "verdict": blank, "by": blank, "on": blank,
            "probability": [f"{each:.3f}" for each in probability.tolist()],
            "linked": linked,
            "why": [self._why(place) for place in places.tolist()],
            "left_says": [said(one) for one in left],
            "right_says": [said(other) for other in right],
        }  # fmt: skip
        return pa.table({name: pa.array(texts, pa.string()) for name, texts in columns.items()})

    def _why(self, place: int) -> str:
        told = []
        for each in self.comparisons:
            level = self.pairs.column(f"level_{each.column}")[place].as_py()
            told.append(f"{each.field}: {'not known' if level < 0 else each.levels[level].says}")
        return "; ".join(told) or "encodings alike"

    def draws(self, number: int, *, seed: int | None = None) -> Iterator[Ints]:
        """Each record's person in linkages drawn at random, each as often as it is likely; decisions hold in all.

        The same seed gives the same draws; by default that of the settings.
        """
        return draw_persons(self.evidence, draws=number, seed=self.settings.seed if seed is None else seed)


class _Saying:
    """What lists say of a record, in a line."""

    def __init__(self, linked: Linked) -> None:
        self.start = np.cumsum([0, *(table.num_rows for _, table in linked.tables)])
        self.linked = linked

    def __call__(self, record: int) -> str:
        number = self.linked.records.of_list[record]
        label, table = self.linked.tables[number]
        row = record - int(self.start[number])
        fields = self.linked.records.fields.get(label, {})
        cells = ((field, table.column(column)[row].as_py()) for field, column in fields.items() if field != "record")
        return "; ".join(f"{field}: {_with_reading(field, str(cell))}" for field, cell in cells if cell)


def _with_reading(field: str, text: str) -> str:
    """A text in another script with how it reads; of a sex or a country, which are words and no names, what it says."""
    read = latin(text)
    if read and field == "sex":
        read = sex(text) or ""
    elif read and field == "nationality":
        code = code_list("country").resolve(text)
        read = read if code is None else code_list("country").label(code, "en")
    return f"{text} [{read}]" if read else text


def _column(table: pa.Table, name: str) -> Texts:
    if name not in table.column_names:
        return [None] * table.num_rows
    return list(table.column(name).cast(pa.string()).to_pylist())

"""An answer: counts that carry their denominator, missing share, bounds, cautions and source."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import pyarrow as pa

from palermo.codes import CodeList, Column, in_language
from palermo.release import About, citation
from palermo.report import Document
from palermo.tabulate._cautions import Caution, cell_sentence
from palermo.tabulate._cell import Cell
from palermo.tabulate._question import COUNTING, Question
from palermo.tabulate._report import report_of
from palermo.tabulate._top import OTHER

SIDES = ("low", "high")
OF_SOME = ("small_n", "withheld")
"""Cautions of an answer that hold for some of its figures only."""

_OTHERS = {
    "en": "Other (codes: {count})",
    "fr": "Autres (codes\u00a0: {count})",
    "es": "Otros (códigos: {count})",
    "ar": "أخرى (عدد الرموز: {count})",
    "ru": "Прочие (кодов: {count})",
    "zh": "其他（{count} 个代码）",
}
"""What all codes but the commonest are called together."""

_TITLE: Mapping[str, tuple[str, str, str]] = {
    "en": ("Cases", " by {columns}", ", where {conditions}"),
    "fr": ("Cas", " par {columns}", ", où {conditions}"),
    "es": ("Casos", " por {columns}", ", donde {conditions}"),
    "ar": ("الحالات", " حسب {columns}", "، حيث {conditions}"),
    "ru": ("Случаи", " по: {columns}", ", где {conditions}"),
    "zh": ("个案", "，按{columns}", "，条件：{conditions}"),
}
"""A question in words: the cases, by what they are counted, which of them."""


@dataclass(frozen=True)
class Answer:
    """What a release says to a question.

    cells: ordered columns in their order, others by how common their codes are. Broader codes stand beside the
        narrower ones they include, so the cells of a column with broader codes overlap.
    total: cases that match `where`. missing: of these, the ones with no answer in a `by` column. none: those who
        answered, with no code at all (an empty set). denominator: the rest: total − missing − none.
    Each of these is None where it is that of fewer than k cases, and not 0; the total too where it would tell which.
    about, fingerprint: what the release says of itself, and the fingerprint of the key that signed it.
    spans: between which numbers total, denominator and missing lie, of each by its name.
    others: how many rarer codes are together in the code `*`, where only the commonest are asked for.
    """

    question: Question
    columns: tuple[Column, ...]
    lists: Mapping[str, CodeList]
    cells: tuple[Cell, ...]
    total: int | None
    denominator: int | None
    missing: int | None
    none: int | None
    cautions: tuple[Caution, ...]
    about: About
    fingerprint: str
    others: int = 0
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def release_id(self) -> str:
        """The release that was asked."""
        return self.about.id

    @property
    def missing_share(self) -> float | None:
        """The matching cases with no answer, as a share of all that match; None when none matches or either is None."""
        return self.missing / self.total if self.total and self.missing is not None else None

    @property
    def missing_share_span(self) -> tuple[float, float] | None:
        """Between which shares the missing share lies; None where it is None, or where no span is known."""
        if self.missing_share is None or not self.spans:
            return None
        (low, high), (least, most) = self.spans["missing"], self.spans["total"]
        share = self.missing_share
        return min(low / max(most, 1), share), max(min(high / max(least, 1), 1.0), share)

    def label(self, column: str, code: str, language: str = "en") -> str:
        """What a code of a column is called."""
        if code == OTHER:
            return in_language(_OTHERS, language).format(count=self.others)
        return self.lists[column].label(code, language) if column in self.lists else code

    def parent(self, column: str, code: str) -> str | None:
        """The broader code of a code; its cases include these."""
        return self.lists[column][code].parent if column in self.lists and code != OTHER else None

    def cautions_of(self, cell: Cell) -> tuple[str, ...]:
        """The rules whose cautions belong to a figure: those of the whole answer that hold for all, then its own.

        That some figures are small, or withheld, is told of those that are.
        """
        whole = (caution.code for caution in self.cautions if caution.code not in OF_SOME)
        gone = ("withheld",) if cell.n is None else ()
        return tuple(dict.fromkeys((*whole, *gone, *cell.cautions)))

    def notes(self, language: str = "en") -> dict[str, str]:
        """What the rules mean that single figures of this answer break, by their codes."""
        return {code: cell_sentence(code, language) for code in self._cell_rules()}

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The answer as JSON values, with labels in a language: the one shape of `--json` and of the API."""
        codes = [self._named(place, language) for place in range(len(self.columns))]
        return {
            "question": {
                "by": list(self.question.by),
                "where": [str(condition) for condition in self.question.where],
                "within": self.question.within,
                "sort": self.question.sort,
                "top": self.question.top,
                "change": self.question.change,
                "schema": self.question.schema,
                "text": self.title(language),
                "id": self.question.id,
                "counting": COUNTING,
            },
            "release": self.release_id,
            "language": language,
            "columns": [
                {
                    "name": column.name,
                    "label": in_language(column.label, language),
                    "kind": column.kind.value,
                    "list": column.list,
                    "proxy": column.proxy,
                }
                for column in self.columns
            ],
            "rows": [
                {
                    "by": [named[code] for named, code in zip(codes, cell.codes, strict=True)],
                    "n": cell.n,
                    "denominator": cell.denominator,
                    "share": cell.share,
                    "share_low": cell.share_low,
                    "share_high": cell.share_high,
                    "low": cell.low,
                    "high": cell.high,
                    "interval": cell.interval,
                    "missing_share": cell.missing_share,
                    "change": None if cell.change is None else asdict(cell.change),
                    "cautions": list(cell.cautions),
                }
                for cell in self.cells
            ],
            "total": self.total,
            "denominator": self.denominator,
            "missing": self.missing,
            "missing_share": self.missing_share,
            "none": self.none,
            **{
                f"{name}_{side}": end
                for name, ends in self.spans.items()
                for side, end in zip(SIDES, ends, strict=True)
            },
            "others": self.others,
            "cautions": [{"code": caution.code, "text": caution.say(language)} for caution in self.cautions],
            "cell_cautions": self.notes(language),
            "citation": citation(self.about, language),
            "source": {
                "release": self.about.id,
                "title": in_language(self.about.title, language),
                "publisher": self.about.publisher,
                "date": self.about.date.isoformat(),
                "licence": self.about.licence.name,
                "licence_url": self.about.licence.url,
                "demonstration": self.about.demonstration,
                "key_fingerprint": self.fingerprint,
            },
        }

    def _named(self, place: int, language: str) -> dict[str, dict[str, str | None]]:
        """By code of a column, what a row has of it: said once, however many rows have it."""
        name = self.columns[place].name
        return {
            code: {
                "column": name,
                "code": code,
                "label": self.label(name, code, language),
                "parent": self.parent(name, code),
            }
            for code in dict.fromkeys(cell.codes[place] for cell in self.cells)
        }

    def to_table(self, language: str = "en") -> pa.Table:
        """The answer as a table, one row a cell, each with all that must travel with a number."""
        rows = len(self.cells)
        columns: dict[str, pa.Array] = {}
        for place, column in enumerate(self.columns):
            codes = [cell.codes[place] for cell in self.cells]
            columns[column.name] = pa.array(codes, pa.string())
            labels = [self.label(column.name, code, language) for code in codes]
            columns[f"{column.name}_label"] = pa.array(labels, pa.string())
        for name in ("n", "denominator"):
            columns[name] = pa.array([getattr(cell, name) for cell in self.cells], pa.int64())
        for name in ("share", "share_low", "share_high"):
            columns[name] = pa.array([getattr(cell, name) for cell in self.cells], pa.float64())
        for name in ("low", "high"):
            columns[name] = pa.array([getattr(cell, name) for cell in self.cells], pa.int64())
        columns["interval"] = pa.array([cell.interval for cell in self.cells], pa.string())
        columns["total"] = pa.array([self.total] * rows, pa.int64())
        columns["missing"] = pa.array([self.missing] * rows, pa.int64())
        columns["missing_share"] = pa.array([cell.missing_share for cell in self.cells], pa.float64())
        if self.question.change:
            columns |= self._changes()
        columns["cautions"] = pa.array([" ".join(self.cautions_of(cell)) for cell in self.cells], pa.string())
        columns["question"] = pa.array([self.question.id] * rows, pa.string())
        columns["source"] = pa.array([citation(self.about, language)] * rows, pa.string())
        return pa.table(columns)

    def _changes(self) -> dict[str, pa.Array]:
        """The change of each figure, as columns of a table."""
        kinds = {"base": pa.string(), "n": pa.int64(), "low": pa.int64(), "high": pa.int64()}
        kinds |= dict.fromkeys(("share", "share_low", "share_high"), pa.float64())
        return {
            "change" if name == "n" else f"change_{name}": pa.array(
                [None if cell.change is None else getattr(cell.change, name) for cell in self.cells], kind
            )
            for name, kind in kinds.items()
        }

    def _cell_rules(self) -> tuple[str, ...]:
        """The rules that single figures break."""
        return tuple(dict.fromkeys(code for cell in self.cells for code in cell.cautions))

    def title(self, language: str = "en") -> str:
        """The question in words."""
        people, by, where = _TITLE.get(language, _TITLE["en"])
        parts = [people]
        if self.columns:
            names = " × ".join(in_language(column.label, language) for column in self.columns)
            parts.append(by.format(columns=names))
        if self.question.where:
            parts.append(where.format(conditions=", ".join(map(str, self.question.where))))
        return "".join(parts)

    def document(self, language: str = "en") -> Document:
        """The answer as a report."""
        return report_of(self, language)

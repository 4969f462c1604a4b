"""A question in an address: read, checked, written in its one canonical form."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import quote, urlencode

from django.http import QueryDict

from palermo.tabulate import Condition, Question, parse_question

MOST_PAGES = 10_000
ANY = ""
"""The choice of a form's list that asks for nothing: left out of the canonical address."""

_Kind = TypeVar("_Kind", bound=StrEnum)


class View(StrEnum):
    """How an answer is shown first; the table is always there as well."""

    CHART = "chart"
    MAP = "map"
    TABLE = "table"


class Measure(StrEnum):
    """What a picture's length or shade stands for."""

    SHARE = "share"
    CASES = "cases"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for.

    release: the id of a pinned release; empty for the newest. measure: None leaves the choice to the picture.
    page: of the table, from 1.
    """

    question: Question
    release: str = ""
    view: View = View.CHART
    measure: Measure | None = None
    page: int = 1

    def query(self, **changes: object) -> str:
        """The canonical query string, with some of these fields changed.

        >>> Asked(parse_question(["gender"], ["citizenship=PHL"]), release="2026-demo").query(view=View.TABLE)
        'by=gender&where=citizenship%3DPHL&view=table&release=2026-demo'
        """
        asked = replace(self, **changes)  # type: ignore[arg-type]
        pairs = [*pairs_of(asked.question)]
        if asked.view is not View.CHART:
            pairs.append(("view", asked.view.value))
        if asked.measure is not None:
            pairs.append(("measure", asked.measure.value))
        if asked.release:
            pairs.append(("release", asked.release))
        if asked.page > 1:
            pairs.append(("page", str(asked.page)))
        return urlencode(pairs, quote_via=quote)

    def about(self, question: Question) -> "Asked":
        """Another question, from its first page, shown and measured as it is shown best."""
        return Asked(question, self.release)


def pairs_of(question: Question) -> Iterable[tuple[str, str]]:
    """A question as the fields of an address."""
    yield from (("by", name) for name in question.by)
    yield from (("where", str(condition)) for condition in question.where)
    if question.within:
        yield "within", "true"


def asked_of(fields: QueryDict) -> Asked:
    """What an address asks for. Raises QuestionError when it cannot be read."""
    by = [name for name in fields.getlist("by") if name.strip()]
    where = dict.fromkeys(text.strip() for text in fields.getlist("where") if text.strip())
    question = parse_question(by, list(where), within=_is_true(fields.get("within", "")))
    return Asked(
        question=question,
        release=fields.get("release", ""),
        view=_one_of(View, fields.get("view", "")) or View.CHART,
        measure=_one_of(Measure, fields.get("measure", "")),
        page=_page(fields.get("page", "")),
    )


def is_canonical(fields: QueryDict) -> bool:
    """Whether a form's address leaves out what asks for nothing."""
    return all(value.strip() for _, values in fields.lists() for value in values)


def without_blanks(fields: QueryDict) -> str:
    """The query string without what asks for nothing."""
    pairs = [(name, value) for name, values in fields.lists() for value in values if value.strip()]
    return urlencode(pairs, quote_via=quote)


def without(question: Question, condition: Condition) -> Question:
    """The question without one of its conditions."""
    return replace(question, where=tuple(each for each in question.where if each != condition))


def _is_true(text: str) -> bool:
    return text.lower() in {"1", "true", "yes", "on"}


def _one_of(kind: type[_Kind], text: str) -> _Kind | None:
    return kind(text) if text in set(kind) else None


def _page(text: str) -> int:
    return (
        min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdecimal() and len(text) < len("100000") else 1
    )

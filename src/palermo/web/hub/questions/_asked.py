"""A question in an address: read, checked, written in its one canonical form."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import quote, urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from palermo.tabulate import MOST_TOP, Clause, Question, parse_question
from palermo.web.hub.errors import unusable

MOST_PAGES = 10_000

YES, NO = ("true", "1", "on", "yes"), ("", "false", "0", "off", "no")
"""How a form, a program or a person says whether."""


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
        pairs = [*asked.question.fields()]
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


def asked_of(fields: QueryDict) -> Asked:
    """What an address asks for. Raises QuestionError when it cannot be read: nothing of it is guessed or left out."""
    by = [name for name in fields.getlist("by") if name.strip()]
    where = dict.fromkeys(text.strip() for text in fields.getlist("where") if text.strip())
    view, measure = fields.get("view", ""), fields.get("measure", "")
    return Asked(
        question=parse_question(
            by,
            list(where),
            within=_one_of("within", fields.get("within", ""), YES, NO),
            sort=fields.get("sort", ""),
            top=_number("top", fields.get("top", ""), MOST_TOP, 0),
            change=fields.get("change", ""),
            schema=fields.get("schema", ""),
        ),
        release=fields.get("release", ""),
        view=View(view) if _one_of("view", view, View, ("",)) else View.CHART,
        measure=Measure(measure) if _one_of("measure", measure, Measure, ("",)) else None,
        page=_number("page", fields.get("page", ""), MOST_PAGES, 1),
    )


def is_canonical(fields: QueryDict) -> bool:
    """Whether a form's address leaves out what asks for nothing."""
    return all(value.strip() for _, values in fields.lists() for value in values)


def without_blanks(fields: QueryDict) -> str:
    """The query string without what asks for nothing."""
    pairs = [(name, value) for name, values in fields.lists() for value in values if value.strip()]
    return urlencode(pairs, quote_via=quote)


def without(question: Question, clause: Clause) -> Question:
    """The question without one of its conditions."""
    return replace(question, where=tuple(each for each in question.where if each != clause))


def _one_of(name: str, text: str, some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether a value is one of some, not of the others. Raises RequestError when it is neither."""
    if text in set(some):
        return True
    if text in set(others):
        return False
    raise unusable(name, _("there are: {known}.").format(known=", ".join(each for each in (*some, *others) if each)))


def _number(name: str, text: str, most: int, nothing: int) -> int:
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
    if text and not (is_number and 1 <= int(text) <= most):
        raise unusable(name, _("it is a number from 1 to {most}.").format(most=most))
    return int(text or nothing)

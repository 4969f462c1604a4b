"""What the page of Explore shows: before a question, with an answer, and with a question that has none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from palermo.codes import in_language
from palermo.release import Release
from palermo.tabulate import OTHER, Answer, Caution, Condition, Question, parse_question
from palermo.tabulate.plain import AGE, child_codes
from palermo.web.hub.charts import kind_of, measure_of
from palermo.web.hub.explore._take import take
from palermo.web.hub.figures import (
    Figures,
    Row,
    ask,
    between,
    largest_first,
    missing_rows,
    notes_below,
    number,
    percent,
    span,
    table_rows,
)
from palermo.web.hub.language import in_a_row, isolated, proxy_words
from palermo.web.hub.maps import country_column
from palermo.web.hub.pictures import Picture, picture
from palermo.web.hub.questions import (
    Asked,
    Measure,
    Neighbour,
    View,
    form,
    neighbours,
    sentence,
)

ROWS_A_PAGE = 50
CAUTIONS = 3
"""How many cautions stand in the open; more are behind a link."""

INVENTED = "demonstration"
"""The caution that cases are invented: it stands above every page already."""

OF_CHILDREN = "children"
"""The condition that people are children, in the release's own codes of age."""

BEGINNINGS: Sequence[tuple[Sequence[str], Sequence[str], View]] = (
    (["gender"], [], View.CHART),
    (["forms_of_exploitation"], [], View.CHART),
    (["citizenship"], [], View.MAP),
    (["means_of_control", "gender"], [], View.CHART),
    (["year_of_registration"], [], View.CHART),
    (["recruiter_relationship"], [OF_CHILDREN], View.CHART),
)
"""Questions to begin with, as far as the release has these columns and an answer: nothing else is offered."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A way to see the answer."""

    label: str
    query: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """A caution beside an answer. query: the question without that of which it warns; empty where there is none."""

    text: str
    query: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Line:
    """The answer in one line: of the largest figure, or of all that match where nothing tells them apart."""

    name: str
    value: str
    limits: str
    of: str
    is_share: bool


def begin(release: Release, language: str) -> dict[str, Any]:
    """Before a question: the form, and questions to begin with."""
    asked = Asked(Question())
    return {
        "release": release,
        "asked": None,
        "form": form(release, asked, language),
        "examples": examples(release, language),
    }


def examples(release: Release, language: str, pinned: str = "") -> list[Neighbour]:
    """Questions to begin with. pinned: the release that their addresses name; none when the newest is meant."""
    names = {column.name for column in release.columns}
    children = child_codes(release)
    found = []
    for by, where, view in BEGINNINGS:
        if not names >= set(by) or (OF_CHILDREN in where and not children):
            continue
        among = (Condition(AGE, "=", children),) if OF_CHILDREN in where else ()
        question = Question(tuple(by), among)
        answer = ask(release, question)
        if answer.cells:
            shown = view if view is not View.MAP or country_column(answer) is not None else View.CHART
            found.append(Neighbour(sentence(release, question, language), Asked(question, pinned, shown).query()))
    return found


def shown(request: HttpRequest, asked: Asked, figures: Figures, language: str) -> dict[str, Any]:
    """With an answer."""
    release, answer = figures.release, figures.answer
    pages = max((len(figures.rows) + ROWS_A_PAGE - 1) // ROWS_A_PAGE, 1)
    page = min(asked.page, pages)
    rows = figures.rows[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]
    cautions = _beside(asked, answer, language)
    return {
        "release": release,
        "asked": asked,
        "answer": answer,
        "sentence": sentence(release, asked.question, language),
        "form": form(release, asked, language),
        "line": line(figures, language),
        "picture": _picture(asked, figures, language),
        "tabs": _tabs(asked, figures),
        "measures": _measures(asked, figures),
        "columns": [in_language(column.label, language) for column in answer.columns],
        "rows": table_rows(figures, rows, language),
        "missing": missing_rows(figures, language) if page == pages else [],
        "notes": notes_below(figures, language),
        "has_change": bool(asked.question.change),
        "has_bars": len(answer.columns) == 1,
        "has_overlap": figures.may_overlap,
        "first_row": (page - 1) * ROWS_A_PAGE + 1,
        "last_row": min(page * ROWS_A_PAGE, len(figures.rows)),
        "row_count": len(figures.rows),
        "previous": asked.query(page=page - 1) if page > 1 else "",
        "next": asked.query(page=page + 1) if page < pages else "",
        "cautions": cautions[:CAUTIONS],
        "more_cautions": cautions[CAUTIONS:],
        "take": take(request, asked, figures, language),
        "neighbours": neighbours(release, asked, language),
    }


def said_beside(answer: Answer, language: str, *besides: str) -> list[str]:
    """The cautions that stand beside a figure. That cases are invented stands above every page already.

    besides: rules whose caution the page has elsewhere.
    """
    return [_in_words(each, language) for each in answer.cautions if each.code not in {INVENTED, *besides}]


def _beside(asked: Asked, answer: Answer, language: str) -> list[Beside]:
    """The cautions of an answer, each with the question that leaves out what it warns of."""
    found = []
    for caution in answer.cautions:
        without = caution.details.get("without", "")
        query = ""
        if isinstance(without, str) and without and not asked.question.schema:
            where = (*asked.question.where, *parse_question(where=[without]).where)
            query = asked.query(question=replace(asked.question, where=where), page=1)
        found += [Beside(_in_words(caution, language), query)] if caution.code != INVENTED else []
    return found


def _in_words(caution: Caution, language: str) -> str:
    details = {name: proxy_words(value) if isinstance(value, str) else value for name, value in caution.details.items()}
    return replace(caution, details=details).say(language)


def line(figures: Figures, language: str) -> Line | None:
    """The answer in one line; None where no case matches, or none of those that match has an answer."""
    answer = figures.answer
    if not figures.rows:  # the total alone may be withheld
        return None
    if not answer.columns:
        row = figures.rows[0]
        limits = span(row.low, row.high, language)
        return Line("", number(row.n, language), limits, number(figures.release.manifest.rows, language), False)
    if any(column.is_number for column in answer.columns):  # over time no single year is the answer
        low, high = answer.spans["total"]
        of = number(figures.release.manifest.rows, language)
        return Line("", number(answer.total, language), span(low, high, language), of, False)
    row = _largest(figures)
    pairs = zip(answer.columns, row.codes, strict=True)
    return Line(
        name=in_a_row(isolated(answer.label(column.name, code, language)) for column, code in pairs),
        value=percent(row.share, language),
        limits=between(row.share_low, row.share_high, language),
        of=number(row.denominator, language),
        is_share=True,
    )


def _largest(figures: Figures) -> Row:
    rows = largest_first(figures.broad or figures.rows)
    return next((row for row in rows if OTHER not in row.codes), rows[0])


def _picture(asked: Asked, figures: Figures, language: str) -> Picture | None:
    return None if asked.view is View.TABLE else picture(asked, figures, language)


def _tabs(asked: Asked, figures: Figures) -> list[Tab]:
    if not figures.rows or not figures.answer.columns:
        return []
    labels = {View.CHART: _("Chart"), View.MAP: _("Map"), View.TABLE: _("Table")}
    views = [view for view in View if view is not View.MAP or country_column(figures.answer) is not None]
    current = asked.view if asked.view in views else View.CHART
    return [Tab(labels[view], asked.query(view=view), view is current) for view in views]


def _measures(asked: Asked, figures: Figures) -> list[Tab]:
    """Whether lengths stand for shares or for numbers of people; a map has numbers only, a table both."""
    if asked.view is not View.CHART or not kind_of(figures):
        return []
    current = measure_of(figures, asked.measure)
    labels = {Measure.SHARE: _("Shares"), Measure.CASES: _("People")}
    return [Tab(labels[each], asked.query(measure=each), each is current) for each in Measure]

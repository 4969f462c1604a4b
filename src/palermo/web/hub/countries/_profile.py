"""What is known of the people from a country, or exploited in it: who, how, by whom, over time."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from palermo.codes import in_language
from palermo.release import Release
from palermo.tabulate import Condition, Question
from palermo.web.hub.explore import said_beside
from palermo.web.hub.figures import (
    Figures,
    Row,
    TableRow,
    largest_first,
    missing_rows,
    number,
    percent,
    read,
    span,
    table_rows,
)
from palermo.web.hub.pictures import Picture, picture
from palermo.web.hub.questions import Asked

ORIGIN, PLACE = "citizenship", "country_of_exploitation"
OPPOSITE = {ORIGIN: PLACE, PLACE: ORIGIN}
YEAR = "year_of_registration"
WHO_HOW_BY_WHOM = (
    "gender",
    "age_band",
    "forms_of_exploitation",
    "means_of_control",
    "recruiter_relationship",
    "trafficking_duration",
)
MOST_ROWS = 8
CAUTIONS = 3


@dataclass(frozen=True, slots=True)
class Table:
    """One column's figures. query: the question in Explore. left: how many rows are only there."""

    column: str
    name: str
    query: str
    rows: list[TableRow]
    missing: list[TableRow]
    known: str
    left: int
    is_country: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """A country in one role. n: how many people; limits: between which numbers; of: those for whom this is known.

    over_time: the picture of the years; None where there are fewer than two.
    """

    role: str
    n: str
    limits: str
    of: str
    share: str
    missing: str
    is_empty: bool
    proxy: str
    cautions: list[str]
    more_cautions: list[str]
    tables: list[Table]
    over_time: Picture | None
    query: str


def profile(release: Release, role: str, country: str, language: str, pinned: str = "") -> Profile | None:
    """What the release says of a country in a role: citizenship, or country of exploitation.

    pinned: the release that addresses name; none when the newest is meant. None where the release has no such column,
    or has it by other codes: by region, say; an empty profile where it has no figure.
    """
    columns = {column.name: column for column in release.columns}
    listed = release.codes(role) if role in columns else None
    if listed is None or country not in listed:
        return None
    here = Condition(role, "=", (country,))
    everywhere = read(release, Question((role,)))
    row = next((each for each in everywhere.rows if each.codes == (country,)), None)
    question = Question((), (here,))
    all_of = everywhere.answer
    missing = ""
    if all_of.missing:
        missing = _("not known or withheld for {missing} of {total} ({share})").format(
            missing=number(all_of.missing, language),
            total=number(all_of.total, language),
            share=percent(all_of.missing_share, language),
        )
    # who nobody may be has no gender: where noise alone may have made the figure, nothing is told of it
    is_anybody = row is not None and row.low > 0
    tables = [
        _table(release, Asked(Question((name,), (here,)), pinned), language)
        for name in (*WHO_HOW_BY_WHOM, OPPOSITE[role])
        if name in columns and is_anybody
    ]
    cautions = said_beside(read(release, question).answer, language, "proxy")
    return Profile(
        role=role,
        n=number(row.n if row else 0, language),
        limits=span(row.low, row.high, language) if row else "",
        of=number(all_of.denominator, language),
        share=percent(row.share, language) if row else "",
        missing=missing,
        is_empty=row is None,
        proxy=_proxy(role),
        cautions=cautions[:CAUTIONS],
        more_cautions=cautions[CAUTIONS:],
        tables=[table for table in tables if table is not None],
        over_time=_over_time(release, here, language) if YEAR in columns and is_anybody else None,
        query=Asked(question, pinned).query(),
    )


def _proxy(role: str) -> str:
    if role != PLACE:
        return ""
    return _(
        "The country of exploitation is a proxy: often it is where the person was first assisted, identified or "
        "referred, and not where the exploitation took place."
    )


def _table(release: Release, asked: Asked, language: str) -> Table | None:
    figures = read(release, asked.question)
    column = figures.answer.columns[0]
    rows = _shown(figures)
    if not rows:
        return None
    return Table(
        column=column.name,
        name=in_language(column.label, language),
        query=asked.query(),
        rows=table_rows(figures, rows, language),
        missing=missing_rows(figures, language),
        known=number(figures.answer.denominator, language),
        left=len(figures.broad) - len(rows),
        is_country=column.name in OPPOSITE,
    )


def _shown(figures: Figures) -> list[Row]:
    """The broad rows in their order; of many without an order of their own, the largest."""
    listed = figures.answer.lists.get(figures.answer.columns[0].name)
    if listed is not None and listed.ordered:
        return list(figures.broad)
    kept = {row.codes for row in largest_first(figures.broad)[:MOST_ROWS]}
    return [row for row in figures.broad if row.codes in kept]


def _over_time(release: Release, here: Condition, language: str) -> Picture | None:
    asked = Asked(Question((YEAR,), (here,)))
    figures = read(release, asked.question)
    return picture(asked, figures, language) if len(figures.rows) > 1 else None

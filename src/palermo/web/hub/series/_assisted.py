"""People assisted: what the release says, by year of registration, of those who were exploited in a country."""

from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.release import Release, terms_of
from palermo.tabulate import Condition, Question
from palermo.web.hub.explore import said_beside
from palermo.web.hub.figures import Figures, number, read, span
from palermo.web.hub.questions import Asked
from palermo.web.hub.series._side import ASSISTED, Cited, Point, Row, Side

PLACE, YEAR = "country_of_exploitation", "year_of_registration"


def assisted(release: Release, country: str, language: str) -> Side:
    """The series of a release for a country."""
    name = _("Assisted")
    who = _(
        "People whom the organisations behind this release assisted and who were exploited in this country, by the "
        "year in which they were registered. Often the country is where a person was first assisted."
    )
    columns = {column.name: column for column in release.columns}
    listed = release.codes(PLACE) if PLACE in columns else None
    if listed is None or country not in listed:
        reason = _("This release does not tell countries of exploitation apart.")
        return Side(ASSISTED, name, who, empty=(reason, _("That can be to protect people.")))
    if YEAR not in columns:
        return Side(ASSISTED, name, who, empty=(_("This release does not tell years apart."),))
    asked = Asked(Question((YEAR,), (Condition(PLACE, "=", (country,)),)), release.id)
    figures = read(release, asked.question)
    if not figures.rows:
        meaning = _("That does not mean that nobody was exploited here: they may not have been met, or be too few.")
        return Side(ASSISTED, name, who, empty=(_("This release has no figure of this country by year."), meaning))
    return Side(
        ASSISTED, name, who,
        points=tuple(Point(int(row.codes[0]), int(row.codes[0]), row.low, row.high, row.n) for row in figures.rows),
        columns=(_("Year"), _("People"), _("Between")),
        rows=tuple(
            Row(row.codes[0], (number(row.n, language), span(row.low, row.high, language))) for row in figures.rows
        ),
        notes=(*_missing(figures, language), *said_beside(figures.answer, language, "proxy")),
        sources=(_source(release, asked, language),),
        data=_data(figures, country, who, language),
    )  # fmt: skip


def _missing(figures: Figures, language: str) -> tuple[str, ...]:
    answer = figures.answer
    if not answer.missing:
        return ()
    text = _("The year is not known or withheld for {missing} of {total} people.")
    return (text.format(missing=number(answer.missing, language), total=number(answer.total, language)),)


def _source(release: Release, asked: Asked, language: str) -> Cited:
    about = release.manifest.about
    title = _("{title}, release {id}").format(title=release.manifest.title(language), id=release.id)
    address = f"{reverse('hub:explore')}?{asked.query()}"
    return Cited(title, about.publisher, about.date.isoformat(), address, about.licence.name, is_verified=True)


def _data(figures: Figures, country: str, who: str, language: str) -> tuple[dict[str, object], ...]:
    release, answer = figures.release, figures.answer
    about = release.manifest.about
    return tuple(
        {
            "series": ASSISTED,
            "country": country,
            "year_from": int(row.codes[0]),
            "year_to": int(row.codes[0]),
            **dict.fromkeys(("sex", "age", "form", "citizenship", "repatriation"), "total"),
            "low": row.low,
            "high": row.high,
            "value": row.n,
            "level": None,
            "unit": "persons",
            "sdg": None,
            "denominator": row.denominator,
            "missing_share": answer.missing_share,
            "cautions": " ".join(dict.fromkeys((*(each.code for each in answer.cautions), *row.cautions))),
            "note": None,
            "population": who,
            "method": about.method,
            "source": release.manifest.title(language),
            "publisher": about.publisher,
            "url": None,
            "date": about.date.isoformat(),
            "licence": about.licence.name,
            "terms": terms_of(about, language),
            "verified": None,
            "dataset": release.id,
            "row": None,
        }
        for row in figures.rows
    )

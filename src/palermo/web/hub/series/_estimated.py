"""Victims estimated: every published estimate of a country that was brought in, each with its interval and source."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from palermo.codes import code_list
from palermo.series import TOTAL, Figure, Series
from palermo.web.hub.figures import DASH, number, percent, span
from palermo.web.hub.series._detected import figures_of
from palermo.web.hub.series._side import ESTIMATED, Point, Row, Side, cited, data_of, years


def estimated(found: Sequence[Series], country: str, language: str) -> Side:
    """Every estimate of a country, of all series of estimates."""
    name = _("Estimated")
    who = _(
        "How many victims there may have been in all, as researchers reckoned from samples or from lists that overlap. "
        "Nobody counted these people; the interval says how unsure the number is."
    )
    pairs = [(each, series.id) for series in found for each in figures_of(series, country)]
    if not pairs:
        nothing = _("No estimate of this country has been brought in here.")
        rare = _("Most countries have none: an estimate needs several lists of victims, or a survey.")
        return Side(ESTIMATED, name, who, empty=(nothing, rare))
    pairs.sort(key=lambda pair: (pair[0].year_from, pair[0].year_to, pair[0].source.date))
    figures = [figure for figure, _series in pairs]
    sources = list(dict.fromkeys(figure.source for figure in figures))
    whole = [each for each in figures if {each.sex, each.age, each.form} == {TOTAL}]
    notes = [_("Estimates by different methods or of different people cannot be compared, nor drawn as one line.")]
    return Side(
        ESTIMATED, name, who,
        points=tuple(Point(each.year_from, each.year_to, each.low, each.high, each.estimate) for each in whole),
        columns=(_("Year"), _("Estimate"), _("Between")),
        rows=tuple(_row(each, 1 + sources.index(each.source), language) for each in figures),
        notes=tuple(notes if len(figures) > 1 else []),
        sources=tuple(map(cited, sources)),
        data=tuple(data_of(figure, dataset) for figure, dataset in pairs),
    )  # fmt: skip


def _row(figure: Figure, source: int, language: str) -> Row:
    group = [
        code_list("form-of-exploitation").label(figure.form, language) if figure.form != TOTAL else "",
        SEXES[figure.sex]() if figure.sex in SEXES else "",
        AGES[figure.age]() if figure.age in AGES else "",
    ]
    cells = (
        DASH if figure.estimate is None else number(figure.estimate, language),
        span(figure.low, figure.high, language) or number(figure.low, language),
    )
    level = "" if figure.level is None else _("interval of {level}").format(level=percent(figure.level, language))
    whom = "; ".join(filter(None, (*group, figure.source.population, figure.source.method, level)))
    return Row(years(figure.year_from, figure.year_to), cells, source, whom)


SEXES = {
    "female": lambda: _("women and girls"),
    "male": lambda: _("men and boys"),
    "other": lambda: _("of another sex"),
    "unknown": lambda: _("of unknown sex"),
}
AGES = {
    "0-17": lambda: _("under 18"),
    "18+": lambda: _("18 and over"),
    "unknown": lambda: _("of unknown age"),
}

"""Victims detected: what a table of UNODC, or one like it, says of a country, and what it contradicts itself in."""

from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import gettext as _

from palermo.codes import code_list
from palermo.series import TOTAL, Conflict, Figure, Series
from palermo.web.hub.figures import DASH
from palermo.web.hub.series._side import DETECTED, Point, Row, Side, cited, data_of, told, years

FORMS, OTHER_FORMS = ("sexual", "labour"), "other_exploitation"
"""The forms of exploitation that the table tells apart, in the order in which it is read."""
UNSURE = "?"
MOST_CONFLICTS = 5
LEFT_TO_RIGHT, AS_BEFORE = "\u2066", "\u2069"
"""Around what is written as the table has it, in a page whose letters run from the right."""


def detected(found: Sequence[Series], country: str, language: str) -> Side:
    """The newest series of detected victims, for a country. Only what the table calls a total is drawn as one."""
    name = _("Detected")
    who = _(
        "Victims whom the authorities of this country detected and reported, by year. States define, look for and "
        "count victims in different ways."
    )
    if not found:
        missing = _("No table of detected victims has been brought in here.")
        return Side(
            DETECTED, name, who, empty=(missing, _("UNODC publishes one, which its publisher here can import."))
        )
    series = found[0]
    figures = figures_of(series, country)
    conflicts = tuple(each for each in series.conflicts if each.country == country)
    sources = tuple(map(cited, series.sources))
    if not figures and not conflicts:
        nothing = _("The table has no figure of this country.")
        meaning = _("That does not mean that there were no victims: it may not have looked for them, or not reported.")
        return Side(DETECTED, name, who, sources=sources, empty=(nothing, meaning))
    whole = sorted((each for each in figures if _is_whole(each)), key=lambda each: each.year_from)
    forms = code_list("form-of-exploitation")
    return Side(
        DETECTED, name, who,
        points=tuple(Point(f.year_from, f.year_to, f.low, f.high, f.low if f.is_exact else None) for f in whole),
        columns=(_("Year"), _("All victims"), *(forms.label(form, language) for form in FORMS), _("Other forms")),
        rows=_rows(figures, conflicts, language),
        notes=(
            *_shortened(figures, language),
            *_contradictions(conflicts),
        ),
        sources=sources,
        empty=() if whole else (_("The table gives no total of this country."), _("Its parts are not added up here.")),
        data=(*(data_of(each, series.id) for each in figures), *(_data(each, series) for each in conflicts)),
    )  # fmt: skip


@lru_cache(maxsize=512)
def figures_of(series: Series, country: str) -> tuple[Figure, ...]:
    """The figures of a country: each is checked when it is made, and kept for the next reader."""
    return series.figures(country)


def _is_whole(figure: Figure) -> bool:
    """Whether it is of all victims together."""
    return {figure.sex, figure.age, figure.form, figure.citizenship, figure.repatriation} == {TOTAL}


def _by_form(figure: Figure | Conflict) -> bool:
    return {figure.sex, figure.age, figure.citizenship, figure.repatriation} == {TOTAL}


def _rows(figures: Sequence[Figure], conflicts: Sequence[Conflict], language: str) -> tuple[Row, ...]:
    """A row a year: all victims, and each form of exploitation. Nothing here is a sum."""
    cells: dict[tuple[int, str], str] = {
        (each.year_from, each.form): told(each.low, each.high, language) for each in figures if _by_form(each)
    }
    cells |= {(each.year, each.form): UNSURE for each in conflicts if _by_form(each)}
    found = sorted({year for year, _form in cells})
    return tuple(
        Row(years(year, year), tuple(cells.get((year, form), DASH) for form in (TOTAL, *FORMS, OTHER_FORMS)))
        for year in found
    )


def _shortened(figures: Sequence[Figure], language: str) -> list[str]:
    """What the intervals that the page shows mean."""
    found = sorted({(each.low, each.high) for each in figures if _by_form(each) and not each.is_exact})
    text = _("{interval}: the table says only that there were fewer than {number}.")
    return [text.format(interval=told(low, high, language), number=high + 1) for low, high in found]


def _contradictions(conflicts: Sequence[Conflict]) -> list[str]:
    """What the table says several things of, as far as the page shows it."""
    shown = [each for each in conflicts if _by_form(each)]
    if not shown:
        return []
    places = ", ".join(f"{each.year} ({'; '.join(each.values)})" for each in shown[:MOST_CONFLICTS])
    if len(shown) > MOST_CONFLICTS:
        places += ", …"
    text = _("{mark}: the table gives several numbers, and none of them was chosen ({years}).")
    return [text.format(mark=UNSURE, years=f"{LEFT_TO_RIGHT}{places}{AS_BEFORE}")]


def _data(conflict: Conflict, series: Series) -> dict[str, object]:
    """A place in the table that has several numbers, as a row without any."""
    source = series.sources[0]
    figure = Figure(
        series.kind, conflict.country, conflict.year, conflict.year, 0, 0, source, sex=conflict.sex, age=conflict.age,
        form=conflict.form, citizenship=conflict.citizenship, repatriation=conflict.repatriation, row=conflict.rows[0],
    )  # fmt: skip
    note = f"contradictory: {'; '.join(conflict.values)}"
    return {**data_of(figure, series.id), "low": None, "high": None, "value": None, "note": note}

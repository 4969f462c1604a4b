"""Home: what this is, its headline figures with their denominators, where people come from, the newest release."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from palermo.codes import in_language
from palermo.release import Release, citation
from palermo.tabulate import Question
from palermo.web.hub.children import child_codes
from palermo.web.hub.countries import PLACE, has_list
from palermo.web.hub.errors import refuse_unknown
from palermo.web.hub.explore import examples
from palermo.web.hub.figures import Figures, Row, between, missing_rows, number, percent, read, table_rows, together
from palermo.web.hub.language import current_language
from palermo.web.hub.maps import country_column
from palermo.web.hub.pictures import picture
from palermo.web.hub.questions import Asked, View, column_word
from palermo.web.hub.releases import pin, release_for, shelf

RANKED = 10


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure that stands out. name: what it is. note: over whom, and between which bounds. query: where to see it."""

    name: str
    value: str
    note: str
    query: str = ""


def page(request: HttpRequest) -> HttpResponse:
    """The page."""
    refuse_unknown(request, ("release",))
    release = release_for(request)
    language = current_language()
    about = release.manifest.about
    context: dict[str, Any] = {
        "release": release,
        "title": release.manifest.title(language),
        "description": in_language(about.description, language),
        "headlines": list(headlines(release, language)),
        "citation": citation(about, language),
        "is_newest": release is shelf().current(),
        "changes": release.manifest.changes,
        "pin": pin(request),
        "examples": examples(release, language, request.GET.get("release", "")),
        **_world(release, language),
    }
    return render(request, "hub/home.html", context)


def headlines(release: Release, language: str) -> Iterator[Headline]:
    """The figures that stand out, as far as the release has their columns."""
    people, contributors = release.manifest.rows, len(release.manifest.about.contributions)
    note = ""
    if contributors > 1:
        recorded = _("whose cases {count} organisations recorded").format(count=number(contributors, language))
        twice = _("these are cases: a person whom two organisations recorded differently counts twice")
        note = _("{before}; {after}").format(before=recorded, after=twice)
    yield Headline(_("People assisted"), number(people, language), note)
    names = {column.name for column in release.columns}
    for column, pick in (("gender", _woman), ("age_band", _child), ("forms_of_exploitation", _largest)):
        if column in names:
            figures = read(release, Question((column,)))
            found = pick(figures)
            if found is not None:
                yield _headline(figures, *found, language)
    if "citizenship" in names:
        figures = read(release, Question(("citizenship",)))
        if figures.rows:
            yield _origins(figures, language)


def _origins(figures: Figures, language: str) -> Headline:
    """From how many countries people are; from how many regions, where the release does not tell countries apart.

    Where noise was added, a code that nobody has may have a count: one is counted where its interval leaves zero out.
    """
    known = number(figures.answer.denominator, language)
    note = _("of the {known} people for whom it is known").format(known=known)
    sure = sum(row.low > 0 for row in figures.rows)
    doubtful = len(figures.rows) - sure
    if doubtful:
        # Translators: {before} is "of the 4,000 people for whom it is known"; {count} is a number of countries
        left_out = _("{before}; not counted: {count} that noise alone may have made")
        note = left_out.format(before=note, count=number(doubtful, language))
    count = number(sure, language)
    if country_column(figures.answer) is None:
        return Headline(_("Regions of citizenship"), count, note, "by=citizenship")
    return Headline(_("Countries of citizenship"), count, note, "by=citizenship&view=map")


def _headline(figures: Figures, name: str, row: Row, language: str) -> Headline:
    column = figures.answer.columns[0]
    limits = between(row.share_low, row.share_high, language)
    note = _("of the {known} people whose {column} is known").format(
        known=number(row.denominator, language), column=column_word(column, language)
    )
    value = percent(row.share, language)
    return Headline(name, value, f"({limits}) {note}" if limits else note, f"by={column.name}")


def _woman(figures: Figures) -> tuple[str, Row] | None:
    found = next((row for row in figures.rows if row.codes == ("woman",)), None)
    return (_("Women and girls"), found) if found else None


def _child(figures: Figures) -> tuple[str, Row] | None:
    codes = child_codes(figures.release)
    found = together(figures, 0, codes, "children") if codes else []
    return (_("Children when registered"), found[0]) if found else None


def _largest(figures: Figures) -> tuple[str, Row] | None:
    found = max(figures.broad, key=lambda row: row.n, default=None)
    if found is None:
        return None
    language = current_language()
    return figures.answer.label(figures.answer.columns[0].name, found.codes[0], language), found


def _world(release: Release, language: str) -> dict[str, Any]:
    """The map, and the ranked table beside it."""
    if all(column.name != "citizenship" for column in release.columns):
        return {}
    asked = Asked(Question(("citizenship",)), view=View.MAP)
    figures = read(release, asked.question)
    return {
        "picture": picture(asked, figures, language),
        "rows": table_rows(figures, figures.rows[:RANKED], language),
        "row_count": len(figures.rows),
        "has_countries": has_list(release, "citizenship"),
        "has_places": any(column.name == PLACE for column in release.columns),
        "has_map_of_places": has_list(release, PLACE),
        "missing": missing_rows(figures, language),
    }

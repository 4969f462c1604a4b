"""Home: what this is, its headline figures with their denominators, where people come from, the newest release."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.codes import in_language
from palermo.release import Release, citation
from palermo.tabulate import Question
from palermo.tabulate.plain import child_codes
from palermo.web.hub.countries import PLACE, has_list
from palermo.web.hub.errors import refuse_unknown
from palermo.web.hub.explore import examples
from palermo.web.hub.figures import (
    Figures,
    Row,
    between,
    missing_rows,
    number,
    percent,
    read,
    span,
    table_rows,
    together,
)
from palermo.web.hub.language import current_language
from palermo.web.hub.maps import country_column
from palermo.web.hub.pictures import picture
from palermo.web.hub.questions import Asked, View, column_word
from palermo.web.hub.releases import pin, release_for, shelf

RANKED = 10


DOORS = (
    (
        "explore",
        gettext_lazy("Explore"),
        gettext_lazy("Ask your own question, and take the answer along as a picture, a file or code."),
    ),
    (
        "countries",
        gettext_lazy("Countries"),
        gettext_lazy("Who, how and by whom; assisted, detected and estimated, side by side."),
    ),
    (
        "corridors",
        gettext_lazy("Corridors"),
        gettext_lazy("From where to where people were brought, on a map and as flows."),
    ),
    (
        "topics",
        gettext_lazy("Topics"),
        gettext_lazy("What the figures say of children, of forced labour, of recruiters, and what not."),
    ),
    ("coverage", gettext_lazy("Coverage"), gettext_lazy("Whose cases these are, of which years, and what is missing.")),
    (
        "releases",
        gettext_lazy("Releases"),
        gettext_lazy("All data to download, with what changed, how to cite and how to verify."),
    ),
    (
        "methods",
        gettext_lazy("Methods"),
        gettext_lazy("How people are protected, what that costs, what the data cannot say."),
    ),
    ("glossary", gettext_lazy("Glossary"), gettext_lazy("Every word, column and code, with its source.")),
    ("use", gettext_lazy("Use it"), gettext_lazy("From Python, R, Excel and other tools, step by step.")),
    ("api-docs", gettext_lazy("API"), gettext_lazy("The same answers for programs, in eight formats.")),
    (
        "terms",
        gettext_lazy("Terms"),
        gettext_lazy("What the data may be used for, and what it must never be used for."),
    ),
)
"""Where one can go from here: the name of an address, what it is called, what is there."""


@dataclass(frozen=True, slots=True)
class Door:
    """A part of the hub. name, what: translated when they are shown."""

    address: str
    name: object
    what: object


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
        "doors": [Door(reverse(f"hub:{page}"), name, what) for page, name, what in DOORS],
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
    everybody = read(release, Question(())).rows
    limits = span(everybody[0].low, everybody[0].high, language) if everybody else ""
    if limits:
        note = _("({interval}) {note}").format(interval=limits, note=note)
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
    note = _("among the {known} people for whom it is known").format(known=known)
    sure = sum(row.low > 0 for row in figures.rows)
    doubtful = len(figures.rows) - sure
    if doubtful:
        # Translators: {before} is "among the 4,000 people for whom it is known"; {count} is a number of countries
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
    if limits:
        note = _("({interval}) {note}").format(interval=limits, note=note)
    return Headline(name, value, note, f"by={column.name}")


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

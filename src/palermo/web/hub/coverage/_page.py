"""What the page of coverage shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.codes import in_language
from palermo.release import Release
from palermo.web.hub.charts import Caption
from palermo.web.hub.citing import as_text, of_release
from palermo.web.hub.countries import ORIGIN, PLACE
from palermo.web.hub.coverage._changes import Difference, difference
from palermo.web.hub.coverage._concentration import Concentration, concentrations
from palermo.web.hub.coverage._matrix import Matrix
from palermo.web.hub.coverage._missing import missing_matrix
from palermo.web.hub.coverage._who import (
    contributors,
    countries_matrix,
    not_told,
    places,
    sources_matrix,
    told_breaks,
    years_matrix,
)
from palermo.web.hub.drawings import caption
from palermo.web.hub.figures import between, decimal, number, percent
from palermo.web.hub.language import proxy_words
from palermo.web.hub.releases import pin, shelf


@dataclass(frozen=True, slots=True)
class Concentrated:
    """A concentration in words."""

    name: str
    label: str
    share: str
    limits: str
    effective: str
    count: str
    is_high: bool


PICTURES: Mapping[str, Callable[[Release, str], Matrix | None]] = {
    "years": years_matrix,
    "places": lambda release, language: countries_matrix(release, PLACE, language),
    "origins": lambda release, language: countries_matrix(release, ORIGIN, language),
    "sources": sources_matrix,
    "missing": missing_matrix,
}
"""The matrices that can be taken along as pictures."""


def shown(request: HttpRequest, release: Release, language: str) -> dict[str, Any]:
    """The page."""
    manifest = release.manifest
    by_country = [(column, countries_matrix(release, column, language)) for column in places(release)]
    query = f"release={release.id}"
    link = request.build_absolute_uri(f"{reverse('hub:coverage')}?{query}")
    return {
        "release": release,
        "manifest": manifest,
        "pin": pin(request),
        "contributors": contributors(manifest, language),
        "years": years_matrix(release, language),
        "years_covered": years_covered(release),
        "breaks": told_breaks(manifest, language),
        "countries": [
            (_of_country(column), _picture(column), found) for column, found in by_country if found is not None
        ],
        "sources": sources_matrix(release, language),
        "concentrations": [_in_words(each, language) for each in concentrations(release, language)],
        "changed": changed(release, language),
        "missing": missing_matrix(release, language),
        "not_told": list(not_told(release, language)),
        "limits": [in_language(limit, language) for limit in release.limits],
        "proxies": [proxy_words(column.proxy) for column in release.columns if column.proxy],
        "csv": f"{reverse('hub:coverage-csv')}?{query}",
        "json": f"{reverse('hub:coverage-json')}?{query}",
        "pictures": query,
        "titles": {name: title_of(name) for name in PICTURES},
        "references": [
            (name, reverse("hub:cite", args=(release.id, ending)))
            for name, ending in (("BibTeX", "bib"), ("RIS", "ris"))
        ],
        "link": link,
        "citation": as_text(of_release(release, link, language=language)),
    }


def title_of(picture: str) -> str:
    """What a matrix shows, in words."""
    return {
        "years": _("Cases by year of registration and contributor"),
        "places": _("Cases by where people were exploited, and contributor"),
        "origins": _("Cases by where people are from, and contributor"),
        "sources": _("Cases by year of registration and kind of source"),
        "missing": _("Share of cases without an answer, by column and year"),
    }[picture]


def caption_of(release: Release, picture: str) -> Caption:
    """The words that go along inside a picture."""
    return caption(release, title_of(picture), _("The stronger the colour, the more."))


def changed(release: Release, language: str) -> Difference | None:
    """What changed since the release before, which may be on the shelf as well."""
    return difference(release, shelf().look().releases, language)


def years_covered(release: Release) -> tuple[int, int] | None:
    """The first and the last year in which any contributor has cases; None where the release does not tell."""
    years = [cell.year for cell in release.manifest.about.coverage]
    return (min(years), max(years)) if years else None


def _of_country(column: str) -> str:
    return _("By where people were exploited") if column == PLACE else _("By where people are from")


def _picture(column: str) -> str:
    """The name of its picture."""
    return "places" if column == PLACE else "origins"


def _in_words(found: Concentration, language: str) -> Concentrated:
    return Concentrated(
        name=found.name or _("Contributor"),
        label=found.label,
        share=percent(found.share, language),
        limits=between(found.share_low, found.share_high, language),
        effective=decimal(found.effective, 1, language),
        count=number(found.count, language),
        is_high=found.is_high,
    )

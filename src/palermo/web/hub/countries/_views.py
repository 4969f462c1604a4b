"""Countries: an index, and a page a country: the people from there, and the people exploited there."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.codes import CodeList, code_list
from palermo.release import Release
from palermo.tabulate import Question
from palermo.web.hub.countries._profile import ORIGIN, PLACE, profile
from palermo.web.hub.errors import RequestError, refuse_unknown
from palermo.web.hub.figures import ask
from palermo.web.hub.language import current_language
from palermo.web.hub.maps import COUNTRIES
from palermo.web.hub.questions import folded
from palermo.web.hub.releases import pin, release_for

REGION = "region"


@dataclass(frozen=True, slots=True)
class Entry:
    """A country in the index. origin, place: people from there and exploited there; None where none is published."""

    code: str
    name: str
    origin: int | None
    place: int | None


@dataclass(frozen=True, slots=True)
class Region:
    """A region of the world, and its countries by name."""

    code: str
    name: str
    countries: tuple[Entry, ...]


def index(request: HttpRequest) -> HttpResponse:
    """The index: every country with a published figure."""
    refuse_unknown(request, ("release",))
    release = release_for(request)
    found = regions(release, current_language())
    count = sum(len(region.countries) for region in found)
    return render(
        request, "hub/countries.html", {"release": release, "regions": found, "count": count, "pin": pin(request)}
    )


def country(request: HttpRequest, alpha3: str) -> HttpResponse:
    """A country's page. 404 where ISO 3166 has no such code; a page that says so where no figure is published."""
    refuse_unknown(request, ("release",))
    release = release_for(request)
    language = current_language()
    listed = _countries(release)
    if alpha3 not in listed:
        if alpha3.upper() in listed:
            query = request.META.get("QUERY_STRING", "")
            address = reverse("hub:country", args=(alpha3.upper(),))
            return HttpResponseRedirect(f"{address}?{query}" if query else address)
        raise RequestError("hub.not_found", place=request.path_info[:200])
    pinned = request.GET.get("release", "")
    context: dict[str, Any] = {
        "release": release,
        "name": listed.label(alpha3, language),
        "code": alpha3,
        "pin": pin(request),
        "region": _region_name(listed, alpha3, language),
        "profiles": [found for role in (ORIGIN, PLACE) if (found := profile(release, role, alpha3, language, pinned))],
    }
    return render(request, "hub/country.html", context)


def regions(release: Release, language: str) -> tuple[Region, ...]:
    """The countries with a published figure, by region of the world."""
    origin, place = _counts(release, ORIGIN), _counts(release, PLACE)
    listed = _countries(release)
    by_region: dict[str, list[Entry]] = {}
    for code in {*origin, *place}:
        entry = Entry(code, listed.label(code, language), origin.get(code), place.get(code))
        by_region.setdefault(listed[code].attributes.get(REGION, ""), []).append(entry)
    found = [
        Region(code or "other", _label_of(code, language), tuple(sorted(entries, key=lambda each: folded(each.name))))
        for code, entries in by_region.items()
    ]
    return tuple(sorted(found, key=lambda region: (region.code == "other", folded(region.name))))


def _countries(release: Release) -> CodeList:
    """The countries as the release has them, or as the software has them where it has no such column."""
    for column in release.columns:
        listed = release.codes(column.name)
        if column.list == COUNTRIES and listed is not None:
            return listed
    return code_list(COUNTRIES)


def _counts(release: Release, column: str) -> dict[str, int]:
    if all(each.name != column for each in release.columns):
        return {}
    return {cell.codes[0]: cell.n for cell in ask(release, Question((column,))).cells}


def _region_name(listed: CodeList, code: str, language: str) -> str:
    return _label_of(listed[code].attributes.get(REGION, ""), language)


def _label_of(region: str, language: str) -> str:
    known = code_list("un-region")
    return known.label(region, language) if region in known else _("Other")

"""Countries: an index, and a page a country: the people from there, and the people exploited there."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.codes import code_list
from palermo.release import Release
from palermo.web.hub.countries._places import OTHER, groups, has_list, lists, region_name, region_of
from palermo.web.hub.countries._profile import ORIGIN, PLACE, profile
from palermo.web.hub.errors import RequestError, refuse_unknown
from palermo.web.hub.language import current_language
from palermo.web.hub.maps import COUNTRIES
from palermo.web.hub.releases import pin, release_for, shelf
from palermo.web.hub.series import covered, side_by_side


def index(request: HttpRequest) -> HttpResponse:
    """The index: every country with a published figure; regions, where the release tells only these apart."""
    refuse_unknown(request, ("release",))
    release = release_for(request)
    found = groups(release, current_language(), covered(shelf().look().others))
    countries = [place for group in found for place in group.places if group.is_countries]
    context = {
        "release": release,
        "title": _title(release),
        "groups": found,
        "count": sum(place.is_here for place in countries),
        "others_only": sum(not place.is_here for place in countries),
        "has_doubtful": any(place.is_doubtful for group in found for place in group.places),
        "has_regions": _has_regions(release),
        "mapped": next((column for column in (ORIGIN, PLACE) if has_list(release, column)), ""),
        "has_proxy": any(column.name == PLACE for column in release.columns),
        "pin": pin(request),
    }
    return render(request, "hub/countries.html", context)


def country(request: HttpRequest, code: str) -> HttpResponse:
    """A country's page, or a region's.

    404 where neither ISO 3166 nor the release has such a code; a page that says so where no figure is published.
    """
    refuse_unknown(request, ("release",))
    release = release_for(request)
    language = current_language()
    known = [*lists(release).values(), code_list(COUNTRIES)]
    listed = next((each for each in known if code in each), None)
    if listed is None:
        if any(code.upper() in each for each in known):
            query = request.META.get("QUERY_STRING", "")
            address = reverse("hub:country", args=(code.upper(),))
            return HttpResponseRedirect(f"{address}?{query}" if query else address)
        raise RequestError("hub.not_found", place=request.path_info[:200])
    pinned, region = request.GET.get("release", ""), region_of(listed, code)
    is_region = listed.name != COUNTRIES
    context: dict[str, Any] = {
        "release": release,
        "title": _title(release),
        "name": listed.label(code, language),
        "code": code,
        "pin": pin(request),
        "region": "" if is_region and region == OTHER else region_name(region, language),
        "is_region": is_region,
        "has_regions": _has_regions(release),
        "profiles": [found for role in (ORIGIN, PLACE) if (found := profile(release, role, code, language, pinned))],
        "series": side_by_side(release, shelf().look().others, code, language),
    }
    return render(request, "hub/country.html", context)


def _has_regions(release: Release) -> bool:
    return any(name != COUNTRIES for name in lists(release))


def _title(release: Release) -> str:
    """What the index is called: a release that was made coarser has regions in place of countries."""
    return _("Countries and regions") if _has_regions(release) else _("Countries")

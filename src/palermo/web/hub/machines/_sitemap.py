"""sitemap.xml and robots.txt: what search engines should find, in every language, and where they would never end."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from palermo.release import Release
from palermo.web.hub.addresses import absolute, localised
from palermo.web.hub.context import FOOTER, NAVIGATION
from palermo.web.hub.countries import groups
from palermo.web.hub.errors import refuse_unknown
from palermo.web.hub.releases import shelf
from palermo.web.hub.stories import offered
from palermo.web.ui.languages import language as spoken

MOST = 1_000
"""Pages of one kind, such as countries: so few that with all languages the map stays below the 50,000 it may have."""

ENDLESS = ("/explore/?", "/explore.", "/api/v1/aggregate")
"""Where every question has its own address: not to be crawled, and not forbidden to who follows a link."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page. address: in one language. others: the same page in every language, by the language's tag."""

    address: str
    changed: str
    others: tuple[tuple[str, str], ...]


def pages(releases: Iterable[Release]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every page that is not a question, as the name of its address and what that is made of."""
    for name in ("hub:home", *(name for name, _label in (*NAVIGATION, *FOOTER))):
        yield name, ()
    for name, below in BELOW.items():
        for _place, code in zip(range(MOST), below(tuple(releases)), strict=False):
            yield name, (code,)


def sitemap(request: HttpRequest) -> HttpResponse:
    """The map: every page in every language, and beside each the same page in the others."""
    refuse_unknown(request, ())
    newest = shelf().current()
    changed = newest.manifest.about.date.isoformat()
    places = [place for page in pages(shelf().look().releases) for place in _places(request, *page, changed)]
    return render(request, "hub/sitemap.xml", {"places": places}, content_type="application/xml; charset=utf-8")


def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers are asked: everything but the questions, which have no end."""
    refuse_unknown(request, ())
    prefixes = ("", *(f"/{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE))
    kept = [f"Disallow: {prefix}{path}" for path in ENDLESS for prefix in prefixes if not (prefix and "api" in path)]
    lines = ["User-agent: *", *kept, "", f"Sitemap: {absolute(request, reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _places(request: HttpRequest, name: str, args: tuple[str, ...], changed: str) -> Iterator[Place]:
    addresses = {code: absolute(request, localised(code, name, *args)) for code, _language_name in settings.LANGUAGES}
    others = tuple((spoken(code).tag, address) for code, address in addresses.items())
    default = ("x-default", addresses[settings.LANGUAGE_CODE])
    for address in addresses.values():
        yield Place(address, changed, (*others, default))


def _countries(releases: tuple[Release, ...]) -> Iterable[str]:
    """The countries with a figure in the newest release."""
    return (entry.code for group in groups(releases[0], "en") for entry in group.places)


BELOW: dict[str, Callable[[tuple[Release, ...]], Iterable[str]]] = {
    "hub:release": lambda releases: (release.id for release in releases),
    "hub:country": _countries,
    "hub:topic": lambda releases: (each.story.slug for each in offered(releases[0], "en")),
    "hub:glossary-column": lambda releases: (column.name for column in releases[0].columns),
}
"""Pages of which there are many, by the names of their addresses, and what there is one for."""

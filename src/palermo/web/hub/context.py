"""What every page shows around its content: where one can go, in which languages, on which release."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from palermo import version
from palermo.errors import UserError
from palermo.release import Release
from palermo.web.hub.language import current_language
from palermo.web.hub.releases import release_for
from palermo.web.ui.languages import Language, language, languages

NAVIGATION = (
    ("hub:explore", _("Explore")),
    ("hub:countries", _("Countries")),
    ("hub:corridors", _("Corridors")),
    ("hub:topics", _("Topics")),
    ("hub:coverage", _("Coverage")),
    ("hub:releases", _("Releases")),
    ("hub:methods", _("Methods")),
)
"""What stands in the head of every page."""

FOOTER = (
    ("hub:glossary", _("Glossary")),
    ("hub:use", _("Use it")),
    ("hub:api-docs", _("API")),
    ("hub:terms", _("Terms")),
)
"""What stands at the foot of every page: what is looked up, and not browsed."""

BELOW = {
    "country": "countries",
    "release": "releases",
    "topic": "topics",
    "glossary-column": "glossary",
    "understand": "explore",
}
"""Pages that belong to an entry of the navigation, by the names of their addresses."""


@dataclass(frozen=True, slots=True)
class Translation:
    """The same page in another language."""

    language: Language
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation. label: translated when it is shown."""

    address: str
    label: object
    is_here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page. release: the one that the page is about; None when there is none to show."""

    language: Language
    release: Release | None
    home: str
    navigation: tuple[Link, ...]
    footer: tuple[Link, ...]
    translations: tuple[Translation, ...]
    version: str

    @property
    def is_demonstration(self) -> bool:
        """Whether the cases are invented."""
        return self.release is not None and self.release.manifest.about.demonstration

    @property
    def is_unreviewed(self) -> bool:
        """Whether fewer than two people approved the release."""
        return self.release is not None and not self.release.manifest.is_reviewed


def hub(request: HttpRequest) -> dict[str, Frame]:
    """Django's context processor of the hub: `hub` in every template."""
    try:
        release = release_for(request)
    except UserError:
        release = None  # the page itself says so, and error pages must stand without one
    match = request.resolver_match
    name = match.url_name or "" if match else ""
    here = f"hub:{BELOW.get(name, name)}"
    links, footer = (
        tuple(Link(reverse(each), label, each == here) for each, label in pages) for pages in (NAVIGATION, FOOTER)
    )
    spoken = language(current_language())
    frame = Frame(spoken, release, reverse("hub:home"), links, footer, translations_of(request), version())
    return {"hub": frame}


def translations_of(request: HttpRequest) -> tuple[Translation, ...]:
    """The addresses of this page in every language; the question stays."""
    now = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    path = request.get_full_path()
    if now != settings.LANGUAGE_CODE:
        path = path.removeprefix(f"/{now}")
    found = []
    for each in languages():
        prefix = "" if each.is_source else f"/{each.code}"
        found.append(Translation(each, prefix + path, each.code == now))
    return tuple(found)

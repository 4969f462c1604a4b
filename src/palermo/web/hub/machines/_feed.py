"""feed.atom: a line for each new release."""

from datetime import UTC, datetime, time

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from palermo.codes import in_language
from palermo.release import Release
from palermo.web.hub.addresses import absolute, english
from palermo.web.hub.errors import refuse_unknown
from palermo.web.hub.figures import number
from palermo.web.hub.language import current_language
from palermo.web.hub.releases import shelf
from palermo.web.ui.languages import language as spoken

MOST = 50
"""Entries: the newest releases."""


def feed(request: HttpRequest) -> HttpResponse:
    """The feed, in the language of its address."""
    refuse_unknown(request, ())
    newest = shelf().current()
    language = current_language()
    found = Atom1Feed(
        title=_("Releases of the Palermo data hub"),
        link=absolute(request, reverse("hub:releases")),
        description=_("A line for each new release of open data on assisted victims of human trafficking."),
        language=spoken(language).tag,
        author_name=newest.manifest.about.publisher,
        feed_url=absolute(request, reverse("hub:feed")),
        feed_guid=absolute(request, english("hub:feed")),
    )
    for release in shelf().look().releases[:MOST]:
        about = release.manifest.about
        published = datetime.combine(about.date, time(), UTC)
        found.add_item(
            title=release.manifest.title(language) or release.id,
            link=absolute(request, reverse("hub:release", args=(release.id,))),
            description=_summary(release, language),
            unique_id=absolute(request, english("hub:release", release.id)),
            author_name=about.publisher,
            pubdate=published,
            updateddate=published,
            item_copyright=about.licence.name,
            categories=[release.id],
        )
    return HttpResponse(found.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _summary(release: Release, language: str) -> str:
    manifest = release.manifest
    said = [in_language(manifest.about.description, language)]
    cases = _("{cases} cases, published as release {id}.")
    said.append(cases.format(cases=number(manifest.rows, language), id=release.id))
    if manifest.changes is not None:
        before = _("It follows release {previous}, which had {cases} cases.")
        count = number(manifest.changes.rows_before, language)
        said.append(before.format(previous=manifest.changes.previous, cases=count))
    if not manifest.is_reviewed:
        said.append(_("Not reviewed by two people yet."))
    return " ".join(filter(None, said))

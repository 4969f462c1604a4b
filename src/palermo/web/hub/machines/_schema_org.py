"""A release as a `Dataset` of schema.org, which search engines read out of its page."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from palermo.codes import in_language
from palermo.release import Release, citation
from palermo.web.hub.addresses import absolute, english
from palermo.web.hub.blocks import in_block
from palermo.web.hub.files import entries, file_address
from palermo.web.hub.machines._signed import countries, years
from palermo.web.hub.releases import shelf
from palermo.web.ui.languages import language as spoken


def dataset(request: HttpRequest, release: Release, language: str) -> SafeString:
    """The release as JSON-LD that can stand in a page. It is data: no policy about scripts forbids it."""
    return in_block(_dataset(request, release, language))


def _dataset(request: HttpRequest, release: Release, language: str) -> dict[str, Any]:
    manifest, about = release.manifest, release.manifest.about
    address = absolute(request, english("hub:release", release.id))
    publisher = {"@type": "Organization", "name": about.publisher}
    limits = [in_language(limit, language) for limit in release.limits]
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": address,
        "url": address,
        "name": manifest.title(language) or release.id,
        "description": " ".join(filter(None, (in_language(about.description, language), *limits))),
        "inLanguage": spoken(language).tag,
        "identifier": release.id,
        "version": release.id,
        "datePublished": about.date.isoformat(),
        "license": about.licence.link or about.licence.name,
        "usageInfo": absolute(request, reverse("hub:terms")),
        "citation": citation(about, language),
        "publisher": publisher,
        "creator": [{"@type": "Organization", "name": part.contributor} for part in about.contributions] or [publisher],
        "isAccessibleForFree": True,
        "keywords": [_("human trafficking"), _("forced labour"), _("victims assisted")],
        "variableMeasured": [in_language(column.label, language) for column in release.columns],
        "includedInDataCatalog": {"@type": "DataCatalog", "url": absolute(request, english("hub:home"))},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": entry.name,
                "contentUrl": absolute(request, file_address(release, entry.name)),
                "encodingFormat": entry.media_type,
                "contentSize": f"{entry.bytes} B",
                "sha256": entry.sha256,
            }
            for entry in entries(release)
        ],
    }
    covered = years(release)
    if covered:
        found["temporalCoverage"] = "/".join(covered)
    places = countries(release)
    if places:
        found["spatialCoverage"] = [{"@type": "Country", "identifier": code} for code in places]
    change = manifest.changes
    if change is not None and any(each.id == change.previous for each in shelf().look().releases):
        found["isBasedOn"] = absolute(request, english("hub:release", change.previous))
    return found

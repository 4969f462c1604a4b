"""Methods: how the release was made and protected, what that cost, and what its figures cannot say."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from palermo.codes import Column, in_language
from palermo.release import DIFFERENTIAL_PRIVACY, K_ANONYMITY, K_SYNTHETIC, REPORT, Manifest
from palermo.web.hub.errors import refuse_unknown
from palermo.web.hub.files import file_address
from palermo.web.hub.language import PROXIES, current_language, proxy_words
from palermo.web.hub.measures import attribute_labels, measures
from palermo.web.hub.releases import release_for


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """Cases by contributor and year. A number that is withheld is None."""

    contributors: tuple[str, ...]
    years: tuple[tuple[int, tuple[int | None, ...]], ...]


def page(request: HttpRequest) -> HttpResponse:
    """The page about methods."""
    refuse_unknown(request, ("release",))
    release = release_for(request)
    manifest = release.manifest
    language = current_language()
    labels = {column.name: in_language(column.label, language) for column in release.columns}
    labels |= attribute_labels(release, manifest.about.utility, language)
    context = {
        "release": release,
        "manifest": manifest,
        "about": manifest.about,
        "is_k_anonymous": manifest.about.method == K_ANONYMITY and (manifest.k or 0) > 1,
        "is_put_together": manifest.about.method == K_SYNTHETIC,
        "is_noisy": manifest.about.method == DIFFERENTIAL_PRIVACY,
        "limits": [in_language(limit, language) for limit in release.limits],
        "risk": measures(manifest.about.risk, labels, language),
        "utility": measures(manifest.about.utility, labels, language),
        "quality": measures(manifest.about.quality, labels, language),
        "coverage": coverage(manifest),
        "reviewers": sorted(manifest.reviewers),
        "missing": [in_language(kind.label, language) for kind in release.missing],
        "proxies": [_proxy(column, language) for column in release.columns if column.proxy],
        "report": file_address(release, REPORT),
    }
    return render(request, "hub/methods.html", context)


def _proxy(column: Column, language: str) -> tuple[str, str, str]:
    """What a column stands in for: its label, the words, and their language: a release may have its own, in English."""
    spoken = language if column.proxy in PROXIES else "en"
    return in_language(column.label, language), proxy_words(column.proxy), spoken


def coverage(manifest: Manifest) -> CoverageTable | None:
    """The cases of each contributor in each year; None where the release does not say."""
    cells = {(cell.contributor, cell.year): cell.cases for cell in manifest.about.coverage}
    if not cells:
        return None
    contributors = tuple(dict.fromkeys(contributor for contributor, _year in cells))
    years = tuple(
        (year, tuple(cells.get((contributor, year), 0) for contributor in contributors))
        for year in sorted({year for _contributor, year in cells})
    )
    return CoverageTable(contributors, years)

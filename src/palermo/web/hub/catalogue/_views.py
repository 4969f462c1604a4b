"""Releases: all of them with what changed; and of each a page with its files, its terms, how to cite and check it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from palermo.codes import in_language
from palermo.errors import UserError
from palermo.release import Release, terms_of
from palermo.web.hub.addresses import absolute, english
from palermo.web.hub.catalogue._files import groups, some
from palermo.web.hub.catalogue._words import changes, method_name, promise
from palermo.web.hub.citing import FORMATS, Reference, as_bibtex, as_ris, as_text, of_release
from palermo.web.hub.errors import refuse_unknown
from palermo.web.hub.files import entries, file_address
from palermo.web.hub.language import current_language
from palermo.web.hub.machines import MACHINES, dataset
from palermo.web.hub.releases import release_for, shelf

MOST = 50
"""Releases on the page of all: the newest. The others are in the catalogue for machines, and keep their own pages."""

OFFERED = ("cases.csv", "cases.parquet", "codebook.csv")
"""The files that most readers come for."""


def index(request: HttpRequest) -> HttpResponse:
    """The page of all releases."""
    refuse_unknown(request, ())
    language = current_language()
    newest = shelf().current()
    releases = shelf().look().releases
    context = {
        "releases": [_entry(release, newest, language) for release in releases[:MOST]],
        "more": len(releases[MOST:]),
        "catalog": reverse("catalog"),
    }
    return render(request, "hub/releases.html", context)


def page(request: HttpRequest, release: str) -> HttpResponse:
    """The page of one release."""
    refuse_unknown(request, ())
    found = shelf().named(release)
    about, language = found.manifest.about, current_language()
    reference = _reference(request, found, language)
    context = {
        **_entry(found, shelf().current(), language),
        "about": about,
        "description": in_language(about.description, language),
        "groups": groups(found),
        "command": _command(request, found),
        "checksums": "\n".join(f"{entry.sha256}  {entry.name}" for entry in entries(found)),
        "citation": as_text(reference),
        "bibtex": as_bibtex(reference),
        "ris": as_ris(reference),
        "citations": [(each.name, file_address(found, f"cite.{ending}")) for ending, each in FORMATS.items()],
        "terms": terms_of(about, language),
        "machines": [(file_address(found, name), name, said) for name, said in MACHINES.items()],
        "dataset": dataset(request, found, language),
    }
    return render(request, "hub/release.html", context)


def cite(request: HttpRequest, id: str, format: str) -> HttpResponse:
    """How to cite a release, as a file."""
    refuse_unknown(request, ())
    release, written = shelf().named(id), FORMATS[format]
    text = written.write(_reference(request, release, current_language()))
    response = HttpResponse(text, content_type=f"{written.media_type}; charset=utf-8")
    if format != "txt":
        response["Content-Disposition"] = f'attachment; filename="{release.id}.{format}"'
    return response


def downloads(request: HttpRequest) -> HttpResponse:
    """Where the page of a release's files was before. Which release is the newest is true for today only."""
    refuse_unknown(request, ("release",))
    named = request.GET.get("release", "")
    address = reverse("hub:release", args=(release_for(request).id,))
    return HttpResponsePermanentRedirect(address) if named else HttpResponseRedirect(address)


def _entry(release: Release, newest: Release, language: str) -> dict[str, object]:
    """What both pages say of a release."""
    manifest = release.manifest
    before = _before(release)
    return {
        "release": release,
        "manifest": manifest,
        "title": manifest.title(language) or release.id,
        "is_newest": release is newest,
        "method": method_name(manifest),
        "promise": promise(manifest, language),
        "reviewers": ", ".join(sorted(manifest.reviewers)),
        "changes": list(changes(release, before, language)),
        "before": before,
        "offered": some(release, *OFFERED),
    }


def _before(release: Release) -> Release | None:
    """The release that another follows; None where the hub does not have it."""
    change = release.manifest.changes
    try:
        return None if change is None else shelf().named(change.previous)
    except UserError:
        return None


def _reference(request: HttpRequest, release: Release, language: str) -> Reference:
    """What a citation names is the release's page in English, which is one step away from every other language."""
    address = absolute(request, english("hub:release", release.id))
    return of_release(release, address, language=language)


def _command(request: HttpRequest, release: Release) -> str:
    """One command that brings the whole release, for readers who want to verify it."""
    folder = request.build_absolute_uri(file_address(release, "x")).removesuffix("/x")
    names = ",".join(entry.name for entry in entries(release))
    return f'mkdir {release.id} && cd {release.id} && curl --remote-name-all "{folder}/{{{names}}}"'

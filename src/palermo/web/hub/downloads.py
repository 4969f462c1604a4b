"""Downloads: the files of a release, how to check them, how to cite them."""

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from palermo.codes import in_language
from palermo.release import FileEntry, Release, citation
from palermo.web.hub.errors import refuse_unknown
from palermo.web.hub.files import entries, file_address
from palermo.web.hub.language import current_language
from palermo.web.hub.releases import release_for, shelf

GROUPS = (
    ("cases", _("Data")),
    ("codebook", _("What the columns and codes mean")),
    ("papers", _("How it was made")),
    ("catalogues", _("For catalogues and tools")),
)
GROUP_OF = {
    "cases": "cases",
    "counts": "cases",
    "codebook": "codebook",
    "report": "papers",
    "manifest": "papers",
}
"""Which group a file belongs to, by its name without the ending; what is not known stands with the last."""

DESCRIPTIONS = {
    "cases.csv": _("Protected cases, one row a case, as text (CSV, UTF-8)"),
    "cases.parquet": _("The same cases for data tools (Parquet)"),
    "counts.parquet": _("How many cases have each combination of attributes, with bounds (Parquet)"),
    "codebook.csv": _("Every column and code with its labels, as one table"),
    "codebook.json": _("The same with definitions and sources, for programs"),
    "report.html": _("How people are protected, what that cost, what a reader must know"),
    "manifest.json": _("What the release says of itself, every checksum, and the signature"),
    "datapackage.json": _("Data Package description"),
    "croissant.json": _("Croissant description, for dataset search and machine learning"),
    "dcat.jsonld": _("DCAT description, for open data portals"),
}
"""What is in a file, in the reader's language; a file that is not listed is described as in the manifest."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file as the page lists it. bytes: its size."""

    name: str
    description: object
    bytes: int
    address: str


def page(request: HttpRequest) -> HttpResponse:
    """The page of downloads."""
    refuse_unknown(request, ("release",))
    release = release_for(request)
    about = release.manifest.about
    language = current_language()
    context = {
        "release": release,
        "about": about,
        "groups": _groups(release),
        "command": _command(request, release),
        "checksums": "\n".join(f"{entry.sha256}  {entry.name}" for entry in entries(release)),
        "citation": citation(about, language),
        "bibtex": bibtex(release, request.build_absolute_uri(reverse("hub:downloads")), language),
        "title": release.manifest.title(language),
        "description": in_language(about.description, language),
        "terms": in_language(about.terms, language),
        "releases": shelf().look().releases,
    }
    return render(request, "hub/downloads.html", context)


def bibtex(release: Release, address: str, language: str) -> str:
    """How to cite a release, as BibTeX. Braces and backslashes are left out of texts: they are commands there."""
    about = release.manifest.about
    key = re.sub(r"[^A-Za-z0-9]+", "-", release.id).strip("-").lower()
    fields = {
        "author": f"{{{_plain(about.publisher)}}}",
        "title": f"{{{_plain(release.manifest.title(language))}}}",
        "year": str(about.date.year),
        "month": str(about.date.month),
        "version": _plain(release.id),
        "url": f"{_plain(address)}?release={release.id}",
        "note": _plain(about.licence.name),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join((f"@misc{{{key},", *lines, "}"))


def _command(request: HttpRequest, release: Release) -> str:
    """One command that brings the whole release, for readers who want to verify it."""
    folder = request.build_absolute_uri(file_address(release, "x")).removesuffix("/x")
    names = ",".join(entry.name for entry in entries(release))
    return f'mkdir {release.id} && cd {release.id} && curl --remote-name-all "{folder}/{{{names}}}"'


def _plain(text: str) -> str:
    return re.sub(r"[\\{}]", "", text)


def _groups(release: Release) -> list[dict[str, object]]:
    """The files by what they are for: none is left out."""
    groups: dict[str, list[Download]] = {name: [] for name, _title in GROUPS}
    for entry in entries(release):
        group = GROUP_OF.get(entry.name.split(".")[0], GROUPS[-1][0])
        groups[group].append(_download(release, entry))
    return [{"title": title, "files": sorted(groups[name], key=_order)} for name, title in GROUPS if groups[name]]


def _download(release: Release, entry: FileEntry) -> Download:
    description = DESCRIPTIONS.get(entry.name, entry.description)
    return Download(entry.name, description, entry.bytes, file_address(release, entry.name))


def _order(each: Download) -> tuple[int, str]:
    names = list(DESCRIPTIONS)
    return (names.index(each.name) if each.name in names else len(names), each.name)

"""Downloads: the files of a release, how to check them, how to cite them; and the files themselves."""

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from palermo.release import FileEntry, Release, citation
from palermo.web.hub.errors import RequestError, refuse_unknown
from palermo.web.hub.releases import MANIFEST, release_for, shelf

YEAR = 365 * 24 * 3600
IN_THE_BROWSER = ("text/html", "application/json", "application/ld+json")
"""Kinds of files that a browser shows; others it saves."""

PAGE_KINDS = "text/html"
STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Download:
    """A file as the page lists it."""

    entry: FileEntry
    address: str


def page(request: HttpRequest) -> HttpResponse:
    """The page of downloads."""
    refuse_unknown(request, ("release",))
    release = release_for(request)
    language = translation.get_language() or "en"
    files = [Download(entry, file_address(release, entry.name)) for entry in release.manifest.files]
    context = {
        "release": release,
        "about": release.manifest.about,
        "groups": _groups(files),
        "manifest": Download(_manifest_entry(release), file_address(release, MANIFEST)),
        "citation": citation(release.manifest.about, language),
        "bibtex": bibtex(release, request.build_absolute_uri(reverse("hub:downloads")), language),
        "title": release.manifest.title(language),
        "description": _in(release.manifest.about.description, language),
        "terms": _in(release.manifest.about.terms, language),
        "releases": shelf().look().releases,
    }
    return render(request, "hub/downloads.html", context)


def file(request: HttpRequest, id: str, file: str) -> FileResponse:  # noqa: A002
    """A file of a release, as it was signed. It never changes, so it may be kept for ever."""
    refuse_unknown(request, ())
    release = shelf().named(id)
    entry = next((each for each in (*release.manifest.files, _manifest_entry(release)) if each.name == file), None)
    if entry is None:
        raise RequestError("hub.not_found", place=f"{release.id}: {file}")
    path = release.path / entry.name
    shown = entry.media_type in IN_THE_BROWSER
    charset = "; charset=utf-8" if entry.media_type.startswith("text/") else ""
    response = FileResponse(path.open("rb"), as_attachment=not shown, filename=f"{release.id}.{entry.name}")
    response["Content-Type"] = entry.media_type + charset
    response["ETag"] = f'"{entry.sha256}"'
    response["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(entry.sha256)).decode()}:"
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    if entry.media_type == PAGE_KINDS:
        response["Content-Security-Policy"] = _policy_of(path, entry.sha256)
    return response


def file_address(release: Release, name: str) -> str:
    """Where a file of a release is: the same in every language."""
    with translation.override("en"):
        return reverse("hub:download-file", args=(release.id, name))


def bibtex(release: Release, address: str, language: str) -> str:
    """How to cite a release, as BibTeX.

    Braces and backslashes are left out: they are commands there.
    """
    about = release.manifest.about
    fields = {
        "title": release.manifest.title(language),
        "author": f"{{{_plain(about.publisher)}}}",
        "year": str(about.date.year),
        "month": str(about.date.month),
        "version": release.id,
        "url": address,
        "note": about.licence.name,
    }
    key = re.sub(r"[^A-Za-z0-9]+", "-", release.id).strip("-").lower()
    lines = [f"  {name} = {{{value if name == 'author' else _plain(value)}}}," for name, value in fields.items()]
    return "\n".join((f"@misc{{{key},", *lines, "}"))


def _plain(text: str) -> str:
    return re.sub(r"[\\{}]", "", text)


def _in(labels: object, language: str) -> str:
    if not isinstance(labels, dict) or not labels:
        return ""
    return str(labels.get(language) or labels.get("en") or next(iter(labels.values())))


def _groups(files: list[Download]) -> dict[str, list[Download]]:
    """The files by what they are for; what is not known stands last, so that no file is left out."""
    groups: dict[str, list[Download]] = {"cases": [], "codebook": [], "report": [], "catalogues": []}
    for each in files:
        stem = each.entry.name.split(".")[0]
        group = {"cases": "cases", "counts": "cases", "codebook": "codebook", "report": "report"}.get(stem)
        groups[group or "catalogues"].append(each)
    return groups


def _manifest_entry(release: Release) -> FileEntry:
    data = _read(release.path / MANIFEST, release.manifest.signature)
    what = "What the release says of itself, the checksums of all other files, the signature"
    return FileEntry(MANIFEST, len(data), hashlib.sha256(data).hexdigest(), "application/json", what)


@lru_cache(maxsize=64)
def _read(path: Path, signature: str) -> bytes:
    return path.read_bytes()


@lru_cache(maxsize=64)
def _policy_of(path: Path, checksum: str) -> str:
    """A page of a release stands alone: its own style sheet, by its digest, and nothing else."""
    digests = [base64.b64encode(hashlib.sha256(style).digest()).decode() for style in STYLE.findall(path.read_bytes())]
    styles = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    return (
        f"default-src 'none'; style-src {styles}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
    )

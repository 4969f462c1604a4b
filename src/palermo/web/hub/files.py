"""The files of a release, as they were signed."""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.utils.cache import get_conditional_response

from palermo.release import MANIFEST, FileEntry, Release
from palermo.web.hub.addresses import english
from palermo.web.hub.errors import RequestError, refuse_unknown
from palermo.web.hub.releases import shelf

YEAR = 365 * 24 * 3600
PAGE, TABLE = "text/html", "text/csv"
IN_THE_BROWSER = (PAGE, "application/json", "application/ld+json")
"""Kinds of files that a browser shows; others it saves."""

STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


def file(request: HttpRequest, id: str, file: str) -> HttpResponseBase:
    """A file of a release. It never changes, so it may be kept for ever."""
    refuse_unknown(request, ())
    release = shelf().named(id)
    entry = next((each for each in entries(release) if each.name == file), None)
    if entry is None:
        raise RequestError("hub.not_found", place=f"{release.id}: {file}")
    etag = f'"{entry.sha256}"'
    response = get_conditional_response(request, etag=etag) or _whole(release.path / entry.name, entry)
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    if entry.media_type == TABLE:  # CSV on the Web: where a table says what its columns are
        response["Link"] = f'<{entry.name}-metadata.json>; rel="describedby"; type="application/csvm+json"'
    return response


def _whole(path: Path, entry: FileEntry) -> FileResponse:
    charset = "; charset=utf-8" if entry.media_type.startswith("text/") else ""
    saved = entry.media_type not in IN_THE_BROWSER
    response = FileResponse(path.open("rb"), as_attachment=saved, filename=entry.name)
    response["Content-Type"] = entry.media_type + charset
    response["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(entry.sha256)).decode()}:"
    if entry.media_type == PAGE:
        response["Content-Security-Policy"] = _policy_of(path, entry.sha256)
    return response


def icon(request: HttpRequest) -> HttpResponseRedirect:
    """Where browsers look for an icon by themselves: beside data, which cannot name one."""
    return HttpResponseRedirect(static("ui/icon.svg"))


def entries(release: Release) -> tuple[FileEntry, ...]:
    """Every file of a release, the manifest as well."""
    return (*release.manifest.files, _manifest_entry(release.path / MANIFEST, release.manifest.signature))


def file_address(release: Release, name: str) -> str:
    """Where a file of a release is: the same in every language."""
    return english("hub:download-file", release.id, name)


@lru_cache(maxsize=64)
def _manifest_entry(path: Path, signature: str) -> FileEntry:
    """The manifest, which cannot list itself. signature: a manifest that was changed is read again."""
    data = path.read_bytes()
    what = "What the release says of itself, the checksums of all other files, the signature"
    return FileEntry(MANIFEST, len(data), hashlib.sha256(data).hexdigest(), "application/json", what)


@lru_cache(maxsize=64)
def _policy_of(path: Path, checksum: str) -> str:
    """A page of a release stands alone: its own style sheet, by its digest, and nothing else."""
    digests = [base64.b64encode(hashlib.sha256(style).digest()).decode() for style in STYLE.findall(path.read_bytes())]
    styles = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    refused = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
    return f"default-src 'none'; style-src {styles}; {refused}"

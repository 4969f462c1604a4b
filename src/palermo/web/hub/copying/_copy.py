"""Walk through the hub as a reader would, and write what is seen."""

import re
import shutil
import tempfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urljoin
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http.response import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation

from palermo.errors import ReleaseError
from palermo.web.hub.copying._links import links_of, stilled, turned
from palermo.web.hub.copying._names import file_of, link_between
from palermo.web.hub.copying._questions import Question, listed
from palermo.web.hub.releases import shelf

Progress = Callable[[str, int, int | None], None]

PAGES = ("home", "explore", "countries", "corridors", "topics", "coverage", "releases", "methods")
FOOT = ("glossary", "use", "api-docs", "terms")
MARK = ".palermo-hub-copy"
"""The file that says of a folder that it is a copy, which may be made anew."""
NOT_HERE = "not-here.html"

_LANGUAGE = re.compile(r"^/(?P<code>[a-z]{2})(?=/)")
_LEFT_OUT = re.compile(r"^/(?:[a-z]{2}/)?(?:api/v1/|embed/|question/|explore/understand|downloads/|explore\.png)")
"""What needs a server, or would make the copy many times as large."""


_IN_STYLE = re.compile(r"url\([\"']?(?!data:)([^)\"']+)[\"']?\)")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a copy is to hold.

    languages: codes. most_questions: questions of Explore in each language, those first to which most pages lead.
    address: where the hub itself is, which citations and code name; it has a host.
    """

    languages: tuple[str, ...]
    most_questions: int = 200
    address: str = "http://localhost"


@dataclass
class Copied:
    """What was written. files: how many; bytes: together; questions: in each language."""

    folder: Path
    files: int = 0
    bytes: int = 0
    questions: dict[str, int] = field(default_factory=dict)


def copy_hub(folder: Path, wish: Wish, *, progress: Progress = lambda *_: None) -> Copied:
    """Write the hub into a folder, which appears whole or not at all.

    A folder that is there is replaced only where it is a copy itself. Raises ReleaseError when it is anything else, or
    when there is no release to show.
    """
    shelf().current()
    if folder.exists() and not (folder / MARK).is_file() and any(folder.iterdir()):
        raise ReleaseError("hub.copy_in_the_way", place=str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=".hub-", dir=folder.parent))
    try:
        copied = _Walk(partial, wish, progress).write()
        (partial / MARK).write_text("A copy of a hub, made by palermo hub export; it may be made anew.\n")
        partial.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    copied.folder = folder
    return copied


class _Walk:
    """One walk through the hub."""

    def __init__(self, folder: Path, wish: Wish, progress: Progress) -> None:
        self._folder, self._wish, self._progress = folder, wish, progress
        self._app = WSGIHandler()
        self._newest = shelf().current().id
        self._pages: dict[str, bytes] = {}
        self._files: dict[str, str] = {}
        self._questions: dict[str, list[Question]] = {code: [] for code in wish.languages}
        self._waiting: deque[str] = deque()
        self._copied = Copied(folder)

    def write(self) -> Copied:
        """Visit every page, then write all of them with their links turned."""
        for address in self._beginnings():
            self._want(address)
        done = 0
        while self._waiting:
            self._visit(self._waiting.popleft())
            done += 1
            self._progress("Visiting", done, done + len(self._waiting))
        self._put(NOT_HERE, self._not_here().encode())
        for number, (address, kept) in enumerate(self._pages.items(), start=1):
            self._put(self._files[address], self._finished(address, zlib.decompress(kept).decode()).encode())
            self._progress("Writing", number, len(self._pages))
        self._copied.questions = {code: len(found) for code, found in self._questions.items()}
        return self._copied

    def _beginnings(self) -> Iterator[str]:
        for code in self._wish.languages:
            with translation.override(code):
                yield from (reverse(f"hub:{name}") for name in (*PAGES, *FOOT))
        yield static("ui/copied.js")

    def _want(self, address: str) -> None:
        """Visit an address later, where it belongs into the copy."""
        if address in self._files or not self._belongs(address):
            return
        self._files[address] = file_of(address)
        self._waiting.append(address)

    def _belongs(self, address: str) -> bool:
        path, _, query = address.partition("?")
        found = _LANGUAGE.match(path)
        code = found["code"] if found else settings.LANGUAGE_CODE
        if code not in self._wish.languages or _LEFT_OUT.match(path):
            return False
        pairs = parse_qsl(query, keep_blank_values=True)
        if any(name == "release" and value != self._newest for name, value in pairs):
            return False
        if any(name in ("theme", "caption") for name, _value in pairs):
            return False
        if path.endswith("/explore/") and query:
            known = self._questions[code]
            if len(known) >= self._wish.most_questions or any(name == "release" for name, _value in pairs):
                return False
            known.append(Question(address, pairs))
        elif query and path.endswith("/"):
            return False  # a page that a form asks for; its data has an address of its own
        return True

    def _visit(self, address: str) -> None:
        response = self._app.get_response(self._request(address))
        kind = response.get("Content-Type", "")
        if response.status_code != 200:
            del self._files[address]
            return
        if kind.startswith("text/html") and address.partition("?")[0].endswith("/"):
            page = stilled(_whole(response).decode())
            self._pages[address] = zlib.compress(page.encode(), 1)
            for link in links_of(page, address):
                self._want(link)
            return
        content = _whole(response)
        if kind.startswith("text/css"):
            for link in _IN_STYLE.findall(content.decode()):
                self._want(urljoin(address, link).partition("#")[0])
        self._put(self._files[address], content)

    def _finished(self, address: str, page: str) -> str:
        here = self._files[address]
        if address.partition("?")[0].endswith("/explore/"):
            found = _LANGUAGE.match(address)
            code = found["code"] if found else settings.LANGUAGE_CODE
            with translation.override(code):
                questions = listed(self._questions[code], self._titles, is_list=not address.partition("?")[2])
            page = page.replace("</main>", f"{questions}</main>", 1)
        return turned(page, address, lambda link: self._link(here, link))

    def _link(self, here: str, link: str) -> str:
        there = self._files.get(link)
        if there is None and link.startswith(settings.STATIC_URL):
            there = link.lstrip("/")
        return link_between(here, there or NOT_HERE)

    def _titles(self, address: str) -> str:
        """The title of a page that was visited; empty for one that was not."""
        kept = self._pages.get(address)
        found = re.search(r"<h1[^>]*>(.*?)</h1>", zlib.decompress(kept).decode(), re.DOTALL) if kept else None
        return unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""

    def _not_here(self) -> str:
        said = []
        for code in self._wish.languages:
            with translation.override(code):
                said.append(render_to_string("hub/copied_not_here.html", {"address": self._wish.address, "code": code}))
        style = link_between(NOT_HERE, static("ui/base.css").lstrip("/"))
        return (
            f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Palermo</title>\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<link rel="stylesheet" href="{style}">\n</head>\n<body><main><div class="page">\n'
            f"{''.join(said)}\n</div></main></body>\n</html>\n"
        )

    def _put(self, name: str, content: bytes) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self._copied.files += 1
        self._copied.bytes += len(content)

    def _request(self, address: str) -> WSGIRequest:
        path, _, query = address.partition("?")
        scheme, _, host = self._wish.address.partition("://")
        environ: dict[str, object] = {"PATH_INFO": path, "QUERY_STRING": query, "wsgi.url_scheme": scheme}
        environ |= {"HTTP_HOST": host, "HTTP_X_FORWARDED_PROTO": "https"}
        setup_testing_defaults(environ)
        return WSGIRequest(environ)


def _whole(response: HttpResponseBase) -> bytes:
    """What a response sends. Files of a release come in parts, everything else at once."""
    if isinstance(response, HttpResponse):
        return bytes(response.content)
    return b"".join(response) if isinstance(response, StreamingHttpResponse) else b""

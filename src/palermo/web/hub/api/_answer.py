"""A question as the API is asked it, and its answer: in any format, page by page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode
from weakref import WeakKeyDictionary

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_sequence

from palermo.release import Release
from palermo.tabulate import Answer, Question, parse_question
from palermo.tabulate.formats import FORMATS, Wanted, document
from palermo.tabulate.formats.sdmx import Structure, structure_of
from palermo.web.hub.addresses import english
from palermo.web.hub.api._asking import Asked, Paged, Questioned
from palermo.web.hub.api._kept import as_json
from palermo.web.hub.figures import ask_in_bounds
from palermo.web.hub.kept import accepts_gzip
from palermo.web.hub.questions import Asked as InExplore

STREAMED_ROWS = 2_000
"""From so many rows on, an answer is sent while it is written: it need not be in memory as a whole."""

INLINE = ("json", "sdmx-json")
"""Formats that a browser shows; others it saves."""

_structures: WeakKeyDictionary[Release, dict[str, Structure]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of an answer. rows: how many it has."""

    offset: int
    limit: int | None
    rows: int

    def around(self, request: HttpRequest) -> dict[str, str | None]:
        """The addresses of the rows after these and before them."""
        limit = self.limit or self.rows
        after = self.offset + limit if self.offset + limit < self.rows else None
        before = max(self.offset - limit, 0) if self.offset > 0 else None
        return {"next": _moved(request, after), "previous": _moved(request, before)}

    def told(self, request: HttpRequest) -> dict[str, Any]:
        """The page as an answer in JSON tells it."""
        return {"offset": self.offset, "limit": self.limit, "rows": self.rows, **self.around(request)}


def question_of(asked: Questioned) -> Question:
    """What is asked. Raises QuestionError when it cannot be read."""
    return parse_question(
        [name for text in asked.by for name in text.split(",") if name.strip()],
        [text for text in asked.where if text.strip()],
        within=asked.within,
        sort=asked.sort,
        top=asked.top,
        change=asked.change,
        schema=asked.vintage,
    )


def found_by(release: Release, question: Question, paged: Paged) -> tuple[Answer, Page]:
    """The rows of an answer that are asked for.

    Raises QuestionError where there is no answer, or where it has more rows than an answer may have.
    """
    found = ask_in_bounds(release, question)
    page = Page(paged.offset, paged.limit, len(found.cells))
    if paged.limit is None and not paged.offset:
        return found, page
    end = None if paged.limit is None else paged.offset + paged.limit
    return replace(found, cells=found.cells[paged.offset : end]), page


def link_of(request: HttpRequest, release: Release, question: Question) -> str:
    """Where an answer is found again: the page of this very question and release."""
    return request.build_absolute_uri(f"{_explore()}?{InExplore(question, release.id).query()}")


@cache
def _explore() -> str:
    """The page that shows answers. It is in English, from where every other language is a step away."""
    return english("hub:explore")


def told(request: HttpRequest, release: Release, answer: Answer, language: str) -> dict[str, Any]:
    """An answer as JSON values, with the address where it is found again."""
    return document(answer, language, link_of(request, release, answer.question))


def written(request: HttpRequest, release: Release, asked: Asked) -> HttpResponseBase:
    """The answer to a question, in the format asked for."""
    answer, page = found_by(release, question_of(asked), asked)
    form = FORMATS[asked.format]
    if asked.format == "json":
        found = told(request, release, answer, asked.language)
        if page.limit is not None or page.offset:
            found["paging"] = page.told(request)
        response: HttpResponseBase = as_json(found)
    else:
        structure = structure_for(release, answer.question.schema) if asked.format.startswith("sdmx") else None
        wanted = Wanted(asked.language, link_of(request, release, answer.question), structure)
        response = _sent(request, form.write(answer, wanted), form.media_type, len(answer.cells))
    if asked.format not in INLINE:
        name = f"{release.id}-{answer.question.id}{form.suffix}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Language"] = asked.language
    response["X-Total-Count"] = str(page.rows)
    around = [f'<{address}>; rel="{name[:4]}"' for name, address in page.around(request).items() if address]
    if around:
        response["Link"] = ", ".join(around)
    return response


def structure_for(release: Release, schema: str = "") -> Structure:
    """The SDMX structure of a release, in a vintage's columns where one is named; made once."""
    made = _structures.setdefault(release, {})
    if schema not in made:
        made[schema] = structure_of(release, schema)
    return made[schema]


def _sent(request: HttpRequest, parts: Iterator[bytes], media_type: str, rows: int) -> HttpResponseBase:
    """The bytes of an answer: at once, or, where they are many, while they are written."""
    if rows < STREAMED_ROWS:
        return HttpResponse(b"".join(parts), content_type=media_type)
    packed = accepts_gzip(request.META)
    content: Iterable[bytes] = compress_sequence(parts) if packed else parts
    response = StreamingHttpResponse(content, content_type=media_type)
    patch_vary_headers(response, ("Accept-Encoding",))
    if packed:
        response["Content-Encoding"] = "gzip"
    return response


def _moved(request: HttpRequest, offset: int | None) -> str | None:
    """The address of a request with another offset."""
    if offset is None:
        return None
    pairs = [(name, value) for name, values in request.GET.lists() for value in values if name != "offset"]
    if offset:
        pairs.append(("offset", str(offset)))
    return request.build_absolute_uri(f"{request.path}?{urlencode(pairs, quote_via=quote)}")

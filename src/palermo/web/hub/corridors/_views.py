"""Corridors: from which country people are, and in which they were exploited; as pictures, a table and data."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from palermo.release import Release
from palermo.web.hub.charts import THEMES, WIDTHS, Caption
from palermo.web.hub.corridors import _data
from palermo.web.hub.corridors._asked import FIELDS, Asked, asked_of
from palermo.web.hub.corridors._draw import PICTURES, draw
from palermo.web.hub.corridors._notes import caption_of
from palermo.web.hub.corridors._page import shown
from palermo.web.hub.countries import ORIGIN, PLACE
from palermo.web.hub.drawings import LOOKS, png, svg
from palermo.web.hub.errors import RequestError, one_of, refuse_unknown
from palermo.web.hub.figures import Figures, ask_in_bounds, read
from palermo.web.hub.language import current_language
from palermo.web.hub.questions import is_canonical, without_blanks
from palermo.web.hub.releases import pin, release_for

SHOWN = (*FIELDS, "page")
DRAWN = (*FIELDS, "picture", *LOOKS)


def page(request: HttpRequest) -> HttpResponse:
    """The page. A release that has only one of the two columns, or none, is said to have no corridors."""
    if not is_canonical(request.GET):
        return HttpResponseRedirect(f"{request.path}?{without_blanks(request.GET)}")
    refuse_unknown(request, SHOWN)
    release = release_for(request)
    asked = asked_of(request.GET, release)
    context: dict[str, Any] = {"release": release, "pin": pin(request), "has_corridors": has_corridors(release)}
    if context["has_corridors"]:
        context |= shown(request, asked, _figures(release, asked), current_language())
    return render(request, "hub/corridors.html", context)


def as_json(request: HttpRequest) -> HttpResponse:
    """The corridors as JSON."""
    _asked, figures, link = _answered(request, FIELDS)
    found = _data.as_document(figures, current_language(), link)
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False})


def as_csv(request: HttpRequest) -> HttpResponse:
    """The corridors as CSV."""
    _asked, figures, link = _answered(request, FIELDS)
    found = _data.as_table(figures, current_language(), link)
    response = HttpResponse(found, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{figures.release.id}-corridors.csv"'
    return response


def as_svg(request: HttpRequest) -> HttpResponse:
    """A picture as a file: `picture` map or streams, `theme` light or dark, `size` wide or narrow. 404 without one."""
    drawn = _drawn(request)
    return svg(request, drawn.picture, drawn.caption, drawn.release, theme=drawn.theme, name=drawn.name)


def as_pixels(request: HttpRequest) -> HttpResponse:
    """The same in pixels, with its words inside."""
    drawn = _drawn(request)
    return png(drawn.picture, drawn.caption, drawn.release, theme=drawn.theme, name=drawn.name)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture with its words. name: of a file with it, without its ending."""

    picture: bytes
    caption: Caption
    release: Release
    theme: str
    name: str


def _drawn(request: HttpRequest) -> Drawn:
    theme, size = one_of(request, "theme", THEMES), one_of(request, "size", tuple(WIDTHS))
    picture = one_of(request, "picture", PICTURES)
    asked, figures, _link = _answered(request, DRAWN)
    found = draw(asked, figures, picture, current_language(), theme=theme, size=size)
    if not found:
        raise RequestError("hub.not_found", place=request.path_info)
    name = f"{figures.release.id}-corridors-{picture}"
    return Drawn(found.encode(), caption_of(asked, figures, picture, current_language()), figures.release, theme, name)


def has_corridors(release: Release) -> bool:
    """Whether a release says of people both where they are from and where they were exploited."""
    return {ORIGIN, PLACE} <= {column.name for column in release.columns}


def _answered(request: HttpRequest, known: tuple[str, ...]) -> tuple[Asked, Figures, str]:
    """What is asked, the answer, and the address of the page that shows it. Raises RequestError where there is none."""
    refuse_unknown(request, known)
    release = release_for(request)
    if not has_corridors(release):
        raise RequestError("hub.not_found", place=request.path_info)
    asked = asked_of(request.GET, release)
    query = asked.query(page=1, release=release.id)
    link = request.build_absolute_uri(f"{reverse('hub:corridors')}?{query}")
    return asked, _figures(release, asked), link


def _figures(release: Release, asked: Asked) -> Figures:
    ask_in_bounds(release, asked.question())
    return read(release, asked.question())

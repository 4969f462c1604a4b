"""Coverage: who recorded the cases of a release, when and where; what is missing, and what changed."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from palermo.web.hub.charts import THEMES, WIDTHS
from palermo.web.hub.coverage import _data
from palermo.web.hub.coverage._draw import draw_matrix
from palermo.web.hub.coverage._page import PICTURES, caption_of, changed, shown
from palermo.web.hub.drawings import LOOKS, png, svg
from palermo.web.hub.errors import RequestError, one_of, refuse_unknown
from palermo.web.hub.language import current_language
from palermo.web.hub.releases import release_for


def page(request: HttpRequest) -> HttpResponse:
    """The page."""
    refuse_unknown(request, ("release",))
    return render(request, "hub/coverage.html", shown(request, release_for(request), current_language()))


def as_json(request: HttpRequest) -> HttpResponse:
    """All of it as JSON."""
    refuse_unknown(request, ("release",))
    release, language = release_for(request), current_language()
    link = request.build_absolute_uri(f"{reverse('hub:coverage')}?release={release.id}")
    found = _data.as_document(release, changed(release, language), language, link)
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False})


def as_csv(request: HttpRequest) -> HttpResponse:
    """Every number as CSV."""
    refuse_unknown(request, ("release",))
    release = release_for(request)
    response = HttpResponse(_data.as_table(release, current_language()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{release.id}-coverage.csv"'
    return response


def as_svg(request: HttpRequest) -> HttpResponse:
    """A matrix as a file: `picture` one of PICTURES, `theme` light or dark, `size` wide or narrow. 404 without one."""
    picture, drawn, theme = _drawn(request)
    release = release_for(request)
    return svg(
        request, drawn, caption_of(release, picture), release, theme=theme, name=f"{release.id}-coverage-{picture}"
    )


def as_pixels(request: HttpRequest) -> HttpResponse:
    """The same in pixels, with its words inside."""
    picture, drawn, theme = _drawn(request)
    release = release_for(request)
    return png(drawn, caption_of(release, picture), release, theme=theme, name=f"{release.id}-coverage-{picture}")


def _drawn(request: HttpRequest) -> tuple[str, bytes, str]:
    """Which matrix is asked for, drawn, and in which theme."""
    refuse_unknown(request, ("release", "picture", *LOOKS))
    theme, size = one_of(request, "theme", THEMES), one_of(request, "size", tuple(WIDTHS))
    picture = one_of(request, "picture", tuple(PICTURES))
    matrix = PICTURES[picture](release_for(request), current_language())
    if matrix is None:
        raise RequestError("hub.not_found", place=request.path_info)
    return picture, draw_matrix(matrix, theme=theme, size=size).encode(), theme

"""The three series of a country as data, and the picture of each."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language_bidi

from palermo.web.hub.charts import THEMES, draw, fonts
from palermo.web.hub.errors import RequestError, one_of, refuse_unknown
from palermo.web.hub.language import current_language
from palermo.web.hub.releases import release_for, shelf
from palermo.web.hub.series._chart import chart
from palermo.web.hub.series._data import as_table, document
from palermo.web.hub.series._side import ASSISTED, KINDS
from palermo.web.hub.series._sides import Sides, side_by_side
from palermo.web.hub.terms import in_svg


def as_json(request: HttpRequest, code: str) -> HttpResponse:
    """The three series of a country as JSON. 404 for what is no country."""
    refuse_unknown(request, ("release",))
    return JsonResponse(document(_sides(request, code)), json_dumps_params={"ensure_ascii": False})


def as_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The three series of a country as CSV. 404 for what is no country."""
    refuse_unknown(request, ("release",))
    sides = _sides(request, code)
    response = HttpResponse(as_table(sides), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="series-{sides.country}.csv"'
    return response


def as_svg(request: HttpRequest, code: str) -> HttpResponse:
    """The picture of one of the series: `kind`, and `theme` light or dark. 404 where there is nothing to draw."""
    refuse_unknown(request, ("release", "kind", "theme"))
    kind, theme = one_of(request, "kind", KINDS), one_of(request, "theme", THEMES)
    sides = _sides(request, code)
    side = next(each for each in sides.sides if each.kind == kind)
    if not side.points or sides.first is None or sides.last is None:
        raise RequestError("hub.not_found", place=request.path_info[:200])
    drawn = draw(
        chart(side, first=sides.first, last=sides.last, rtl=get_language_bidi()),
        language=current_language(), theme=theme, size="narrow",
    )  # fmt: skip
    if kind == ASSISTED:  # others have terms of their own
        drawn = in_svg(drawn, sides.release, current_language())
    # it writes years and numbers alone, which every typeface has: without ours it is a tenth as heavy
    drawn = drawn.replace(fonts(current_language()).encode(), b"", 1)
    return HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")


def _sides(request: HttpRequest, code: str) -> Sides:
    found = side_by_side(release_for(request), shelf().look().others, code, current_language())
    if found is None:
        raise RequestError("hub.not_found", place=request.path_info[:200])
    return found

"""Explore: ask a question of a release, see the answer as a picture and a table, take it along."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from palermo.errors import QuestionError
from palermo.release import Release
from palermo.web.hub.charts import THEMES, WIDTHS, draw
from palermo.web.hub.errors import SHAPED, RequestError, refuse_unknown
from palermo.web.hub.explore import _data
from palermo.web.hub.explore._page import begin, refused, shown
from palermo.web.hub.figures import Figures, ask_in_bounds, read
from palermo.web.hub.language import current_language
from palermo.web.hub.maps import classed, draw_world
from palermo.web.hub.pictures import drawing, is_map
from palermo.web.hub.questions import Asked, asked_of, is_canonical, without_blanks
from palermo.web.hub.releases import release_for
from palermo.web.hub.terms import in_svg

QUESTION = ("by", "where", "within", "top", "sort", "change", "schema", "release")
SHOWN = (*QUESTION, "view", "measure", "page")
DRAWN = (*SHOWN, "theme", "size")


def page(request: HttpRequest) -> HttpResponse:
    """The page: the form, and the answer to what the address asks. A question that has none is answered 422."""
    if not is_canonical(request.GET):
        return HttpResponseRedirect(f"{request.path}?{without_blanks(request.GET)}")
    release = release_for(request)
    language = current_language()
    if not request.GET:
        return render(request, "hub/explore.html", begin(release, language))
    try:
        refuse_unknown(request, SHOWN)
        asked, figures = _answered(request, release)
    except QuestionError as error:
        if error.http_status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise  # the question may be as good as any: it is not the form that has to be corrected
        context = refused(request.GET, release, error, language)
        response = render(request, "hub/explore.html", context, status=error.http_status)
        setattr(response, SHAPED, True)  # the page says what is wrong beside the form: no other page has to
        return response
    return render(request, "hub/explore.html", shown(request, asked, figures, language))


def as_json(request: HttpRequest) -> HttpResponse:
    """The answer as JSON."""
    refuse_unknown(request, SHOWN)
    _asked, figures = _answered(request, release_for(request))
    return JsonResponse(_data.document(figures, current_language()), json_dumps_params={"ensure_ascii": False})


def as_csv(request: HttpRequest) -> HttpResponse:
    """The answer as CSV."""
    refuse_unknown(request, SHOWN)
    asked, figures = _answered(request, release_for(request))
    response = HttpResponse(_data.csv(figures, current_language()), content_type="text/csv; charset=utf-8")
    name = "-".join((figures.release.id, *asked.question.by)) or figures.release.id
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def as_svg(request: HttpRequest) -> HttpResponse:
    """The picture as a file: `theme` light or dark, `size` wide or narrow. 404 where there is nothing to draw."""
    refuse_unknown(request, DRAWN)
    theme, size = _one_of(request, "theme", THEMES), _one_of(request, "size", tuple(WIDTHS))
    asked, figures = _answered(request, release_for(request))
    drawn = _drawn(asked, figures, theme, size)
    if not drawn:
        raise RequestError("hub.not_found", place=request.path_info)
    carried = in_svg(drawn, figures.release, current_language())
    return HttpResponse(carried, content_type="image/svg+xml; charset=utf-8")


def _drawn(asked: Asked, figures: Figures, theme: str, size: str) -> bytes:
    language = current_language()
    if is_map(asked, figures):
        countries = classed(figures, language=language)
        no_data = _("No figure published")
        return draw_world(countries, no_data=no_data, theme=theme, size=size).encode() if countries else b""
    chart = drawing(asked, figures, language, narrow=size == "narrow")
    return draw(chart, language=language, theme=theme, size=size) if chart is not None else b""


def _answered(request: HttpRequest, release: Release) -> tuple[Asked, Figures]:
    """What is asked, and the answer. Raises QuestionError where there is none, or where it is too large to be read."""
    asked = asked_of(request.GET)
    ask_in_bounds(release, asked.question)
    return asked, read(release, asked.question)


def _one_of(request: HttpRequest, name: str, known: tuple[str, ...]) -> str:
    value = request.GET.get(name, known[0])
    if value not in known:
        reason = _("there are: {known}.").format(known=", ".join(known))
        raise RequestError("hub.value_unusable", place=name, name=name, reason=reason)
    return value

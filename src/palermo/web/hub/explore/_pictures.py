"""The picture of an answer as a file: drawing, pixels, specification."""

import json
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.translation import gettext as _

from palermo.web.hub import drawings
from palermo.web.hub.charts import ATLAS, THEMES, WIDTHS, Caption, draw, whole_spec
from palermo.web.hub.errors import RequestError, one_of, refuse_unknown
from palermo.web.hub.explore._page import said_beside
from palermo.web.hub.explore._parameters import DRAWN, answered, file_name
from palermo.web.hub.figures import Figures, number
from palermo.web.hub.language import current_language
from palermo.web.hub.maps import classed, draw_world
from palermo.web.hub.pictures import drawing, is_map, left_to_table, subtitle_of
from palermo.web.hub.questions import Asked, sentence
from palermo.web.hub.releases import release_for
from palermo.web.hub.terms import in_spec


def as_svg(request: HttpRequest) -> HttpResponse:
    """The picture as a drawing: `theme` light or dark, `size` wide or narrow, `caption=true` with its words inside.

    404 where there is nothing to draw.
    """
    theme, asked, figures, drawn, notes = _drawn(request)
    caption, name = _caption(asked, figures, notes), file_name(asked, figures)
    return drawings.svg(request, drawn, caption, figures.release, theme=theme, name=name)


def as_pixels(request: HttpRequest) -> HttpResponse:
    """The picture as PNG, with its words inside: it is made to leave the page. 404 where there is nothing to draw."""
    theme, asked, figures, drawn, notes = _drawn(request)
    one_of(request, "caption", ("", "true"))  # it has its words either way
    caption, name = _caption(asked, figures, notes), file_name(asked, figures)
    return drawings.png(drawn, caption, figures.release, theme=theme, name=name)


def as_spec(request: HttpRequest) -> HttpResponse:
    """The Vega-Lite specification of the picture, whole: data, colours, source. 404 where there is nothing to draw."""
    refuse_unknown(request, DRAWN)
    theme, size = one_of(request, "theme", THEMES), one_of(request, "size", tuple(WIDTHS))
    asked, figures = answered(request, release_for(request))
    language = current_language()
    chart = drawing(asked, figures, language, narrow=size == "narrow")
    if chart is None:
        raise RequestError("hub.not_found", place=request.path_info)
    whole = whole_spec(chart, language=language, theme=theme, size=size)
    titled = {**whole, "title": {"text": sentence(figures.release, asked.question, language), "anchor": "start"}}
    text = json.dumps(in_spec(titled, figures.release, language), ensure_ascii=False)
    shapes = static(ATLAS)  # of a map: whoever draws it elsewhere has to find them
    text = text.replace(json.dumps(shapes), json.dumps(request.build_absolute_uri(shapes)))
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{file_name(asked, figures)}.vl.json"'
    return response


def _drawn(request: HttpRequest) -> tuple[str, Asked, Figures, bytes, tuple[str, ...]]:
    """The theme asked for, the question, its answer, the picture without its words, and what it leaves to the table."""
    refuse_unknown(request, DRAWN)
    theme, size = one_of(request, "theme", THEMES), one_of(request, "size", tuple(WIDTHS))
    asked, figures = answered(request, release_for(request))
    picture, notes = _picture(asked, figures, theme, size)
    if not picture:
        raise RequestError("hub.not_found", place=request.path_info)
    return theme, asked, figures, picture, notes


def _picture(asked: Asked, figures: Figures, theme: str, size: str) -> tuple[bytes, tuple[str, ...]]:
    language = current_language()
    if is_map(asked, figures):
        countries = classed(figures, language=language)
        no_data = _("No figure published")
        return draw_world(countries, no_data=no_data, theme=theme, size=size).encode() if countries else b"", ()
    chart = drawing(asked, figures, language, narrow=size == "narrow")
    if chart is None:
        return b"", ()
    return draw(chart, language=language, theme=theme, size=size), left_to_table(asked, figures, chart)


def _caption(asked: Asked, figures: Figures, notes: Sequence[str]) -> Caption:
    """What stands around a picture on the page, in short: title, measure, cautions, source, how many cases."""
    language, answer = current_language(), figures.answer
    cases = _("Of the {total} people who match, {known} have an answer in every column asked by.").format(
        known=number(answer.denominator, language), total=number(answer.total, language)
    )
    return drawings.caption(
        figures.release,
        sentence(figures.release, asked.question, language),
        subtitle_of(asked, figures, language),
        cautions=said_beside(answer, language),
        notes=[cases, *notes],
    )

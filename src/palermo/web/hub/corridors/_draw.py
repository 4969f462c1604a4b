"""The two pictures of an answer, in the words of the page's language."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from palermo.codes import code_list
from palermo.web.hub.corridors._asked import Asked, Group
from palermo.web.hub.corridors._flow_map import Line, draw_flows, lines_of
from palermo.web.hub.corridors._flows import (
    OTHER,
    Flows,
    Stream,
    by_largest,
    by_region,
    flows,
    is_sure,
    place_of,
)
from palermo.web.hub.corridors._streams import ENDS, SERIES, Words, draw_streams
from palermo.web.hub.countries import ORIGIN, PLACE
from palermo.web.hub.figures import Figures, number, span

REGIONS = "un-region"
MAP, STREAMS = "map", "streams"
PICTURES = (MAP, STREAMS)
COLUMNS = (ORIGIN, PLACE)


def lines(figures: Figures, language: str) -> list[Line]:
    """The corridors that may be drawn on a map, as lines."""
    release = figures.release
    names = _names(figures, language)
    streams = [Stream(row.codes[0], row.codes[1], row.n, row.low, row.high) for row in flows(figures).drawn]
    return lines_of(
        streams, lambda side, code: place_of(release, COLUMNS[side], code), lambda each: _said(each, names, language)
    )


def streams(figures: Figures, asked: Asked) -> list[Stream]:
    """The bands that may be drawn, by the largest places or by regions of the world."""
    found: Flows = flows(figures)
    if asked.group is Group.REGIONS:
        together = by_region(figures, found.rows)
    else:
        together = by_largest(figures, found.rows, SERIES, ENDS)
    return [stream for stream in together if is_sure(stream, found.least)]


def draw(asked: Asked, figures: Figures, picture: str, language: str, *, theme: str, size: str) -> str:
    """A picture as an SVG document; empty where there is nothing to draw."""
    if picture == MAP:
        found = lines(figures, language)
        names = _names(figures, language)
        return draw_flows(found, names, language=language, theme=theme, size=size) if found else ""
    bands: Sequence[Stream] = streams(figures, asked)
    named = _stream_names(asked, figures, language)
    words = Words(
        names=named,
        sides=(_("From"), _("Exploited in")),
        said=lambda each: _said(each, named, language),
        language=language,
    )
    return draw_streams(bands, words, theme=theme, size=size) if bands else ""


def _said(stream: Stream, names: Callable[[int, str], str], language: str) -> str:
    """A corridor with its figure and its interval, in words."""
    people, limits = number(stream.n, language), span(stream.low, stream.high, language)
    return _("From {origin}, exploited in {place}: {people}").format(
        origin=names(0, stream.origin),
        place=names(1, stream.place),
        people=f"{people} ({limits})" if limits else people,
    )


def _names(figures: Figures, language: str) -> Callable[[int, str], str]:
    return lambda side, code: str(figures.answer.label(COLUMNS[side], code, language))


def _stream_names(asked: Asked, figures: Figures, language: str) -> Callable[[int, str], str]:
    if asked.group is Group.REGIONS:
        regions = code_list(REGIONS)
        return lambda side, code: str(regions.label(code, language)) if code in regions else _("Other")
    names = _names(figures, language)
    return lambda side, code: _("Other") if code == OTHER else names(side, code)

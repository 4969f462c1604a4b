"""What the page of corridors shows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.tabulate import Condition, Question
from palermo.web.hub.charts import WIDTHS
from palermo.web.hub.corridors._asked import Asked, Group
from palermo.web.hub.corridors._draw import MAP, PICTURES, STREAMS, lines, streams
from palermo.web.hub.corridors._flow_map import KEY
from palermo.web.hub.corridors._flows import Flows, flows
from palermo.web.hub.corridors._form import groups, pickers
from palermo.web.hub.corridors._notes import notes_of, subtitle_of, title_of
from palermo.web.hub.corridors._streams import tall
from palermo.web.hub.countries import ORIGIN, PLACE
from palermo.web.hub.drawings import has_pixels
from palermo.web.hub.explore import File, Take, said_beside, take
from palermo.web.hub.figures import Figures, Row, TableRow, between, missing_rows, number, percent, span, table_rows
from palermo.web.hub.maps import RATIO
from palermo.web.hub.questions import Asked as Explored
from palermo.web.hub.questions import sentence

ROWS_A_PAGE = 50
MOST_UNSURE = 50
"""How many corridors that are too unsure to be drawn the page lists; the CSV file has all."""
CAUTIONS = 3
NEXT = "gender"
"""What the people of a corridor are counted by where its row leads, if the release has it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the page. address: where the server draws it. Widths and heights are in pixels.

    query: what is drawn, of an address. alt: what it shows, in words.
    """

    kind: str
    title: str
    alt: str
    query: str
    address: str
    width: int
    height: int
    narrow_width: int
    narrow_height: int


@dataclass(frozen=True, slots=True)
class Corridor:
    """A row of the table. limits: between which numbers its people are. query: the same people in Explore."""

    rank: str
    row: TableRow
    limits: str
    query: str


@dataclass(frozen=True, slots=True)
class Line:
    """The answer in one line: the largest corridor."""

    origin: str
    place: str
    n: str
    limits: str
    share: str
    share_limits: str
    of: str
    missing: str


def shown(request: HttpRequest, asked: Asked, figures: Figures, language: str) -> dict[str, Any]:
    """The page of a release that has both columns."""
    release, found = figures.release, flows(figures)
    sure, unsure = found.drawn, found.unsure
    pages = max((len(sure) + ROWS_A_PAGE - 1) // ROWS_A_PAGE, 1)
    page = min(asked.page, pages)
    first = (page - 1) * ROWS_A_PAGE
    rows = sure[first : first + ROWS_A_PAGE]
    cautions = said_beside(figures.answer, language, "proxy")
    pictures = {kind: _picture(asked, figures, kind, language) for kind in PICTURES}
    return {
        "release": release,
        "asked": asked,
        "answer": figures.answer,
        "sentence": sentence(release, figures.answer.question, language),
        "pickers": pickers(release, asked, language),
        "groups": groups(asked),
        "line": line(figures, found, language),
        "map": pictures[MAP],
        "map_subtitle": subtitle_of(MAP),
        "map_notes": notes_of(asked, figures, MAP, language),
        "streams": pictures[STREAMS],
        "streams_subtitle": subtitle_of(STREAMS),
        "stream_notes": notes_of(asked, figures, STREAMS, language),
        "is_regions": any(column.list != "country" for column in figures.answer.columns),
        "rows": _corridors(figures, rows, asked, language, first + 1),
        "unsure": _corridors(figures, unsure[:MOST_UNSURE], asked, language, len(sure) + 1),
        "unsure_count": len(unsure),
        "least": found.least,
        "within": _corridors(figures, found.within[:ROWS_A_PAGE], asked, language, 1),
        "missing": missing_rows(figures, language),
        "first_row": first + 1,
        "last_row": first + len(rows),
        "row_count": len(sure),
        "previous": asked.query(page=page - 1) if page > 1 else "",
        "next": asked.query(page=page + 1) if page < pages else "",
        "proxy": _proxy(figures),
        "cautions": cautions[:CAUTIONS],
        "more_cautions": cautions[CAUTIONS:],
        "take": _take(request, asked, figures, [each for each in pictures.values() if each], language),
    }


def line(figures: Figures, found: Flows, language: str) -> Line | None:
    """The largest corridor with its figures; None where there is none."""
    if not found.rows:
        return None
    row, answer = found.rows[0], figures.answer
    missing = ""
    if answer.missing:
        missing = _("Not known or withheld for {missing} of {total} ({share}).").format(
            missing=number(answer.missing, language),
            total=number(answer.total, language),
            share=percent(answer.missing_share, language),
        )
    return Line(
        origin=answer.label(ORIGIN, row.codes[0], language),
        place=answer.label(PLACE, row.codes[1], language),
        n=number(row.n, language),
        limits=span(row.low, row.high, language),
        share=percent(row.share, language),
        share_limits=between(row.share_low, row.share_high, language),
        of=number(row.denominator, language),
        missing=missing,
    )


def _proxy(figures: Figures) -> str:
    """What the place of exploitation stands in for, where the release says that it does."""
    if all(not column.proxy for column in figures.answer.columns):
        return ""
    return _(
        "The country of exploitation is a proxy: often it is where the person was first assisted, identified or "
        "referred, and not where the exploitation took place."
    )


def _corridors(figures: Figures, rows: Sequence[Row], asked: Asked, language: str, first: int) -> list[Corridor]:
    """These rows of the answer, with a link to the same people in Explore. first: the rank of the first one."""
    by = (NEXT,) if any(column.name == NEXT for column in figures.release.columns) else ()
    rest = tuple(each for each in asked.conditions() if each.column not in (ORIGIN, PLACE))
    built = []
    for rank, (row, table) in enumerate(zip(rows, table_rows(figures, rows, language), strict=True), first):
        here = tuple(Condition(column, "=", (code,)) for column, code in zip((ORIGIN, PLACE), row.codes, strict=True))
        query = Explored(Question(by, (*here, *rest)), asked.release).query()
        limits = span(row.low, row.high, language)
        built.append(Corridor(number(rank, language), table, limits, query))
    return built


def _picture(asked: Asked, figures: Figures, kind: str, language: str) -> Picture | None:
    """A picture, if there is anything to draw. Its address names the release, so that it can be taken along."""
    if kind == MAP:
        if not lines(figures, language):
            return None
        heights = [round(width * RATIO) + KEY for width in WIDTHS.values()]
    else:
        bands = streams(figures, asked)
        if not bands:
            return None
        heights = [tall(bands, size) for size in WIDTHS]
    wide, narrow = WIDTHS.values()
    query = f"picture={kind}&{asked.query(page=1, release=figures.release.id)}"
    address = f"{reverse('hub:corridors-svg')}?{query}"
    alt = sentence(figures.release, figures.answer.question, language)
    return Picture(kind, title_of(kind), alt, query, address, wide, heights[0], narrow, heights[1])


def _take(request: HttpRequest, asked: Asked, figures: Figures, drawn: Sequence[Picture], language: str) -> Take:
    """What one can take along: what Explore has of the same question, and the pictures and the data of this page.

    Every address names the release, so that it leads to the same figures for ever.
    """
    release = figures.release.id
    data = asked.query(page=1, release=release, group=Group.LARGEST)
    csv, json = (f"{reverse(f'hub:corridors-{form}')}?{data}" for form in ("csv", "json"))
    pictures = [
        File(f"{form.upper()}: {picture.title}", f"{reverse(f'hub:corridors-{form}')}?{picture.query}{more}")
        for picture in drawn
        for form, more in (*((("png", ""),) if has_pixels() else ()), ("svg", "&caption=true"))
    ]
    of_answer = take(request, Explored(figures.answer.question, release), figures, language)
    files = (File("CSV", csv), File("JSON", json, is_saved=False))
    return replace(of_answer, csv=csv, json=json, files=files, pictures=tuple(pictures))

"""Which figures a picture shows: folded to few series and panels, and made into the points that are drawn."""

from collections.abc import Sequence
from dataclasses import replace

from palermo.codes import Column, ColumnKind
from palermo.tabulate import Answer
from palermo.web.hub.charts._parts import Keys, Look, Point
from palermo.web.hub.figures import Figures, Row, between, number, percent, span, together
from palermo.web.hub.questions import Measure, picture_word

MOST_BARS = 15
MOST_SERIES = 6
"""More cannot be told apart by colour (look: at most six series, then other)."""
MOST_PANELS = 6
OTHER = "*"
"""Stands for all series that are not among the largest: no code of a list is written so."""


def fold(figures: Figures) -> list[Row]:
    """The figures that a picture shows, with their codes in the order in which it uses the columns.

    The largest codes of each column; the rest of a second column as *other*, where cases are in one of its codes only.
    """
    answer = figures.answer
    rows = list(figures.broad)
    columns = _in_drawing_order(figures)
    first, second, third = (*columns, None, None)[:3]
    if first is not None and not answer.columns[first].is_number:
        rows = _only(rows, first, MOST_BARS)
    if second is not None:
        rows = _with_other(rows, second, figures)
    if third is not None:
        rows = _only(rows, third, MOST_PANELS)
    return [replace(row, codes=tuple(row.codes[place] for place in columns)) for row in rows]


def keys_of(rows: Sequence[Row], figures: Figures, language: str) -> Keys:
    """What the series and panels of these figures are called."""
    answer = figures.answer
    columns = drawn_columns(figures)
    names = [
        tuple(name_of(answer, column, code, language) for code in _codes(rows, place))
        for place, column in enumerate(columns)
    ]
    has_other = any(OTHER in row.codes for row in rows)
    return Keys(
        series=names[1] if len(columns) > 1 else (),
        panels=names[2] if columns[2:] else (),
        domain=_domain(rows, columns[1], answer, language) if len(columns) > 1 else (),
        hidden=0 if has_other else len(figures.broad) - len(rows),
    )


def drawn_columns(figures: Figures) -> tuple[Column, ...]:
    """The columns as a picture uses them: along the axis, as series, as panels."""
    return tuple(figures.answer.columns[place] for place in _in_drawing_order(figures))


def _in_drawing_order(figures: Figures) -> list[int]:
    """Time, where there is one, goes along the axis; else that of the first two with too many codes for colours."""
    columns = figures.answer.columns
    order = sorted(range(len(columns)), key=lambda place: not columns[place].is_number)
    if len(order) > 1 and not columns[order[0]].is_number:
        first, second = (len({row.codes[place] for row in figures.broad}) for place in order[:2])
        if second > MOST_SERIES >= first:
            order[:2] = order[1], order[0]
    return order


def _only(rows: Sequence[Row], place: int, most: int) -> list[Row]:
    """The figures of the codes with the most cases, one code after the other."""
    order = {code: number for number, code in enumerate(_largest(rows, place, most))}
    return sorted((row for row in rows if row.codes[place] in order), key=lambda row: order[row.codes[place]])


def _largest(rows: Sequence[Row], place: int, most: int) -> list[str]:
    """The codes with the most cases, in the order in which they are read."""
    sizes: dict[str, int] = {}
    for row in rows:
        sizes[row.codes[place]] = sizes.get(row.codes[place], 0) + row.n
    chosen = set(sorted(sizes, key=lambda code: -sizes[code])[:most])
    return [code for code in sizes if code in chosen]


def _with_other(rows: Sequence[Row], place: int, figures: Figures) -> list[Row]:
    if len({row.codes[place] for row in rows}) <= MOST_SERIES:
        return list(rows)
    if figures.answer.columns[place].kind is ColumnKind.CODES:  # a case may be in several of them: they have no sum
        return _only(rows, place, MOST_SERIES)
    kept = set(_largest(rows, place, MOST_SERIES - 1))
    rest = list(dict.fromkeys(row.codes[place] for row in rows if row.codes[place] not in kept))
    along = {tuple(code for number, code in enumerate(row.codes) if number != place) for row in rows}
    others = [
        row
        for row in together(figures, place, rest, OTHER)
        if tuple(code for number, code in enumerate(row.codes) if number != place) in along
    ]
    return [*(row for row in rows if row.codes[place] in kept), *others]


def _codes(rows: Sequence[Row], place: int) -> tuple[str, ...]:
    found = dict.fromkeys(row.codes[place] for row in rows if len(row.codes) > place)
    return tuple(sorted(found, key=lambda code: code == OTHER))


def _domain(rows: Sequence[Row], column: Column, answer: Answer, language: str) -> tuple[str, ...]:
    """The names that have a colour: all broad codes of a short list, so that a colour keeps its meaning."""
    shown = _codes(rows, 1)
    listed = answer.lists.get(column.name)
    top = [code.code for code in listed if code.parent is None] if listed is not None else []
    codes = top if len(top) <= MOST_SERIES and set(shown) <= set(top) else shown
    return tuple(name_of(answer, column, code, language) for code in codes)


def points_of(rows: Sequence[Row], figures: Figures, look: Look) -> list[Point]:
    """The points that are drawn: each with its value, its bounds and what is said of it."""
    columns = drawn_columns(figures)
    found = []
    for row in rows:
        pairs = zip(columns, row.codes, strict=True)
        names = [name_of(figures.answer, column, code, look.language) for column, code in pairs]
        point: Point = {**_measured(row, look), "said": said(row, look.language)}
        point["state"] = "hollow" if row.is_hollow else "solid"
        point.update(zip(("label", "series", "panel"), names, strict=False))
        if columns[0].is_number:
            point["year"] = int(row.codes[0])
        found.append(point)
    return found


def name_of(answer: Answer, column: Column, code: str, language: str) -> str:
    """What a code is called in a picture."""
    return picture_word("other", language) if code == OTHER else answer.label(column.name, code, language)


def missing_bar(figures: Figures, look: Look) -> list[Point]:
    """What is missing as a bar of its own; over all cases that match, not over those where the answer is known."""
    answer = figures.answer
    if not answer.missing:
        return []
    language = look.language
    share, value = answer.missing_share, float(answer.missing)
    text = number(answer.missing, language)
    if look.measure is Measure.SHARE:
        # Inside a picture, which runs from left to right, words of a right-to-left script need their direction said.
        words = f"{percent(share, language)} {picture_word('of_all', language)}"
        value, text = share or 0.0, f"\u2067{words}\u2069" if look.rtl else words
    edges = {"value": value, "low": value, "high": value, "edge": value}
    said_of_it = f"{number(answer.missing, language)} / {number(answer.total, language)}"
    label = picture_word("missing", language)
    return [{"label": label, **edges, "text": text, "said": said_of_it, "state": "missing"}]


def said(row: Row, language: str) -> str:
    """A figure with all that belongs to it, in one line."""
    parts = [f"{number(row.n, language)} / {number(row.denominator, language)}"]
    if row.share is not None:
        parts.append(percent(row.share, language))
    limits = between(row.share_low, row.share_high, language) or span(row.low, row.high, language)
    return " · ".join([*parts, *([limits] if limits else [])])


def _measured(row: Row, look: Look) -> Point:
    if look.measure is Measure.CASES:
        value, low, high = float(row.n), float(row.low), float(row.high)
        text = number(row.n, look.language)
    else:
        value, low, high = row.share or 0.0, row.share_low or 0.0, row.share_high or 0.0
        text = percent(row.share, look.language)
    return {"value": value, "low": low, "high": high, "edge": max(value, high), "text": text}

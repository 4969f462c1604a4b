"""A specification drawn on the server, as an SVG that needs nothing beside it: for readers without JavaScript."""

import hashlib
import json
from collections import OrderedDict

from palermo.web.hub.charts._engine import LETTERS, engine
from palermo.web.hub.charts._parts import Chart, Spec
from palermo.web.hub.charts._theme import BACKGROUND, FAMILY, WIDTHS, fonts, locale_of, themes
from palermo.web.hub.manners import Places
from palermo.web.ui.languages import language as spoken

PANEL_EDGES = {"lines": 50, "dots": 150}
"""What the names along the axis take of the width of all panels together, in pixels."""
PANEL_GAP = 24
"""Between two panels, in pixels."""
KEPT_BYTES = 24_000_000
"""Pictures kept in memory, together."""
GRAMMAR = "6.4"

one_at_a_time = Places(1, patience=10)
"""The engine that draws is one. Whoever waits longer is told to come back: pictures must not keep every hand busy."""
_kept: OrderedDict[str, bytes] = OrderedDict()


def draw(chart: Chart, *, language: str, theme: str = "light", size: str = "wide") -> bytes:
    """The picture as an SVG document. Drawn once, then kept as long as there is room.

    theme: light or dark. size: wide or narrow; the chart must have been laid out for it.
    """
    spec = _sized(chart, WIDTHS[size])
    text = json.dumps([spec, language, theme], ensure_ascii=False, sort_keys=True)
    key = hashlib.sha256(text.encode()).hexdigest()
    with one_at_a_time:
        found = _kept.pop(key, None)
        if found is None:
            found = _draw(spec, language, theme).encode()
        _kept[key] = found
        while sum(map(len, _kept.values())) > KEPT_BYTES and len(_kept) > 1:
            _kept.popitem(last=False)
    return found


def warm() -> None:
    """Start the engine, which takes most of a second, before a reader waits for it."""
    nothing = {"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {"x": {"field": "a", "type": "quantitative"}}}
    draw(Chart("bars", nothing), language="en")


def _draw(spec: Spec, language: str, theme: str) -> str:
    vl_convert = engine()
    config = {**themes()[theme], "background": BACKGROUND[theme], "font": LETTERS}
    drawn: str = vl_convert.vegalite_to_svg(
        spec, config=config, vl_version=GRAMMAR, allowed_base_urls=[], format_locale=locale_of(language)
    )
    drawn = drawn.replace(f' font-family="{LETTERS}"', "")  # said once, for all of it
    about = f'<svg lang="{spoken(language).tag}" font-family="{FAMILY}"'
    head, body = drawn.removeprefix("<svg").split(">", 1)
    return f"{about}{head}>{fonts(language)}{body}"


def whole_spec(chart: Chart, *, language: str, theme: str = "light", size: str = "wide") -> Spec:
    """The specification of a picture with all that it is drawn with, for other programs that read the grammar."""
    config = {**themes()[theme], "background": BACKGROUND[theme], "locale": {"number": locale_of(language)}}
    return {**_sized(chart, WIDTHS[size]), "config": config}


def _sized(chart: Chart, width: int) -> Spec:
    if not chart.panels:
        return {**chart.spec, "width": width}
    columns = chart.spec["columns"]
    inner = {**chart.spec["spec"], "width": (width - PANEL_EDGES[chart.kind]) // columns - PANEL_GAP}
    return {**chart.spec, "spec": inner}

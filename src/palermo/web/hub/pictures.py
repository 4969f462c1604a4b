"""A picture in a page: drawn by the server for everybody, and drawn again by the browser where it can."""

from dataclasses import dataclass

from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from palermo.web.hub.blocks import in_block
from palermo.web.hub.charts import ATLAS, PANEL_EDGES, WIDTHS, Chart, chart, kind_of, measure_of
from palermo.web.hub.figures import Figures, number, percent
from palermo.web.hub.language import stopped
from palermo.web.hub.maps import classed, country_column, world_map
from palermo.web.hub.questions import Asked, Measure, View, sentence


@dataclass(frozen=True, slots=True)
class Picture:
    """What the template needs: words, where the server draws it, in which sizes, and what the browser draws it from.

    notes: what it leaves to the table. classes: of a map, the lowest first; empty for every other picture.
    """

    title: str
    subtitle: str
    kind: str
    address: str
    width: int
    height: int
    narrow_width: int
    narrow_height: int
    spec: SafeString
    narrow_spec: SafeString
    notes: tuple[str, ...]
    classes: tuple[str, ...]
    panels: int
    edges: int
    ratio: str

    @property
    def alt(self) -> str:
        """What stands for it where it is not seen."""
        return self.title


def picture(asked: Asked, figures: Figures, language: str) -> Picture | None:
    """The picture of an answer; None where there is nothing to draw.

    The address is that of the same question: what is shown can be taken along.
    """
    classes = classed(figures, language=language) if is_map(asked, figures) else None
    wide, narrow = (
        drawing(asked, figures, language, narrow=narrow, has_key=classes is None) for narrow in (False, True)
    )
    if wide is None or narrow is None:
        return None
    return Picture(
        title=sentence(figures.release, asked.question, language),
        subtitle=subtitle_of(asked, figures, language),
        kind=wide.kind,
        address=f"{reverse('hub:explore-svg')}?{asked.query(page=1, release=figures.release.id)}",
        width=WIDTHS["wide"],
        height=wide.height,
        narrow_width=WIDTHS["narrow"],
        narrow_height=round(WIDTHS["narrow"] * wide.ratio) + 56 if wide.ratio else narrow.height,
        spec=in_block(wide.spec),
        narrow_spec=in_block(narrow.spec),
        notes=left_to_table(asked, figures, wide),
        classes=classes.names if classes else (),
        panels=wide.panels,
        edges=PANEL_EDGES.get(wide.kind, 0),
        ratio=f"{wide.ratio:.2f}" if wide.ratio else "",
    )


def drawing(
    asked: Asked, figures: Figures, language: str, *, narrow: bool = False, has_key: bool = True
) -> Chart | None:
    """The specification of what an address asks to see.

    has_key: whether a map says itself what its colours mean; a page says it in words beside it, which run either way.
    """
    if is_map(asked, figures):
        countries = classed(figures, language=language)
        return world_map(countries, atlas=static(ATLAS), narrow=narrow, has_key=has_key) if countries else None
    return chart(figures, language=language, measure=asked.measure, narrow=narrow, rtl=get_language_bidi())


def left_to_table(asked: Asked, figures: Figures, drawn: Chart) -> tuple[str, ...]:
    """What a picture does not show of its answer, in whole sentences: nobody is to miss a figure without being told."""
    found = []
    if drawn.hidden:
        text = ngettext("{count} figure is only in the table.", "{count} figures are only in the table.", drawn.hidden)
        found.append(text.format(count=drawn.hidden))
    again = 0 if is_map(asked, figures) else len(figures.rows) - len(figures.broad)
    if again:
        text = ngettext(
            "{count} figure of a broader or narrower code is only in the table: its people are drawn already.",
            "{count} figures of broader or narrower codes are only in the table: their people are drawn already.",
            again,
        )
        found.append(text.format(count=again))
    return tuple(found)


def is_map(asked: Asked, figures: Figures) -> bool:
    """Whether a map is asked for, and can be drawn."""
    return asked.view is View.MAP and country_column(figures.answer) is not None


def subtitle_of(asked: Asked, figures: Figures, language: str) -> str:
    """What a picture measures, over whom, and how many are missing."""
    answer, kind = figures.answer, "map" if is_map(asked, figures) else ""
    known, total = number(answer.denominator, language), number(answer.total, language)
    if kind == "map" or (kind_of(figures) and measure_of(figures, asked.measure) is Measure.CASES):
        text = _("Number of people, of the {known} for whom this is known").format(known=known)
    elif asked.question.within:
        text = _("Share of the people in each group, of the {known} for whom this is known").format(known=known)
    else:
        text = _("Share of the {known} people for whom this is known").format(known=known)
    if answer.missing:
        missing = _("not known or withheld for {missing} of {total} ({share})").format(
            missing=number(answer.missing, language), total=total, share=percent(answer.missing_share, language)
        )
        text = _("{before}; {after}").format(before=text, after=missing)
    return stopped(text)

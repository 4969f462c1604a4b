"""What stands around the pictures of corridors: what they show, and what they leave out and why."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.web.hub.charts import Caption
from palermo.web.hub.corridors._asked import Asked, Group
from palermo.web.hub.corridors._draw import MAP, lines, streams
from palermo.web.hub.corridors._flow_map import MOST
from palermo.web.hub.corridors._flows import Flows, flows
from palermo.web.hub.drawings import caption
from palermo.web.hub.explore import said_beside
from palermo.web.hub.figures import Figures, number
from palermo.web.hub.questions import sentence


def title_of(picture: str) -> str:
    """What a picture is called on the page."""
    return _("On the map") if picture == MAP else _("As streams")


def subtitle_of(picture: str) -> str:
    """How a picture is read."""
    if picture == MAP:
        first = _(
            "Each line is thick where people are from and thin where they were exploited; the more people, the wider."
        )
        second = _(
            "Its pale edge goes up to the upper end of the interval; a hollow line is one whose interval is wider than "
            "the figure."
        )
        return f"{first} {second}"
    return _(
        "The wider a band, the more people. Its strong part is sure, its pale part reaches up to the figure; a hollow "
        "band is one whose interval is wider than the figure."
    )


def notes_of(asked: Asked, figures: Figures, picture: str, language: str) -> list[str]:
    """What a picture leaves out, and why."""
    found = flows(figures)
    if picture == MAP:
        return list(_of_map(figures, found, language))
    return list(_of_streams(figures, asked, found, language))


def caption_of(asked: Asked, figures: Figures, picture: str, language: str) -> Caption:
    """The words that go along inside a picture."""
    return caption(
        figures.release,
        sentence(figures.release, figures.answer.question, language),
        subtitle_of(picture),
        cautions=said_beside(figures.answer, language),
        notes=notes_of(asked, figures, picture, language),
    )


def _of_map(figures: Figures, found: Flows, language: str) -> Iterator[str]:
    """How many corridors are not on the map, and why."""
    drawn = lines(figures, language)
    hidden, nowhere = len(drawn) - MOST["wide"], len(found.drawn) - len(drawn)
    yield from _not_drawn(found, language)
    if hidden > 0:
        text = ngettext(
            "{count} smaller one is only in the table.", "{count} smaller ones are only in the table.", hidden
        )
        yield text.format(count=number(hidden, language))
    if nowhere > 0:
        text = ngettext(
            "{count} has no place on the map and is only in the table.",
            "{count} have no place on the map and are only in the table.",
            nowhere,
        )
        yield text.format(count=number(nowhere, language))


def _of_streams(figures: Figures, asked: Asked, found: Flows, language: str) -> Iterator[str]:
    """Over how many people the diagram is."""
    people, known = sum(stream.n for stream in streams(figures, asked)), figures.answer.denominator
    yield _("The bands are {people} of the {known} people for whom both places are known.").format(
        people=number(people, language), known=number(known, language)
    )
    if found.within:
        yield _("Who was exploited in the place that she is from is not among them.")
    if asked.group is Group.LARGEST:
        yield _("A band whose interval includes fewer people than may be shown, or nobody, is left out.")


def _not_drawn(found: Flows, language: str) -> Iterator[str]:
    unsure = len(found.unsure)
    if unsure and found.least > 1:
        text = ngettext(
            "{count} corridor is not drawn: its interval includes fewer than {least} people.",
            "{count} corridors are not drawn: their intervals include fewer than {least} people.",
            unsure,
        )
        yield text.format(count=number(unsure, language), least=number(found.least, language))
    elif unsure:
        text = ngettext(
            "{count} corridor is not drawn: its interval includes nobody at all.",
            "{count} corridors are not drawn: their intervals include nobody at all.",
            unsure,
        )
        yield text.format(count=number(unsure, language))
    if found.withheld:
        text = ngettext(
            "{count} corridor has no number: so few people are withheld to protect them.",
            "{count} corridors have no number: so few people are withheld to protect them.",
            found.withheld,
        )
        yield text.format(count=number(found.withheld, language))

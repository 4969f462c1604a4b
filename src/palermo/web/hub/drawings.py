"""A picture that the server drew, as an answer: with its words inside where it leaves the page, and its terms."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from palermo.release import Release
from palermo.web.hub.charts import Caption, as_png, captioned
from palermo.web.hub.errors import RequestError, one_of
from palermo.web.hub.language import current_language
from palermo.web.hub.terms import in_png, in_svg

LOOKS = ("theme", "size", "caption")
"""What the address of a picture may have besides what is drawn."""


CAUTIONS = 3
"""How many cautions go along inside a picture; all of them are with the figures."""


def caption(
    release: Release, title: str, subtitle: str, *, cautions: Sequence[str] = (), notes: Sequence[str] = ()
) -> Caption:
    """The words that go along inside a picture, with where its figures are from.

    notes: whole sentences about this picture, which follow the source.
    """
    about = release.manifest.about
    source = _("Source: {publisher}, release {id}.").format(publisher=about.publisher, id=release.id)
    invented = [_("The cases are invented, to try the software with. They say nothing about the world.")]
    said = [*(invented if about.demonstration else []), *cautions[:CAUTIONS]]
    return Caption(title, subtitle, [*said, " ".join((source, *notes))])


def svg(
    request: HttpRequest, picture: bytes, words: Caption, release: Release, *, theme: str, name: str
) -> HttpResponse:
    """The picture as a drawing; `caption=true` puts its words inside. name: of the file, without its ending."""
    with_words = one_of(request, "caption", ("", "true")) == "true"
    drawn = captioned(picture, words, theme=theme, rtl=get_language_bidi()) if with_words else picture
    carried = in_svg(drawn, release, current_language())
    response = HttpResponse(carried, content_type="image/svg+xml; charset=utf-8")
    if with_words:
        response["Content-Disposition"] = f'attachment; filename="{name}.svg"'
    return response


def has_pixels() -> bool:
    """Whether pictures of pixels are offered in the language that is spoken now."""
    return not get_language_bidi()


def png(picture: bytes, words: Caption, release: Release, *, theme: str, name: str) -> HttpResponse:
    """The picture in pixels, with its words inside: it is made to leave the page.

    Raises RequestError in languages that are written from right to left: what draws pixels here cannot mix scripts.
    """
    if not has_pixels():
        reason = _("in this script only browsers draw well: take the SVG.")
        raise RequestError("hub.value_unusable", place="png", name="png", reason=reason)
    drawn = captioned(picture, words, theme=theme, rtl=get_language_bidi())
    response = HttpResponse(in_png(as_png(drawn), release, current_language()), content_type="image/png")
    response["Content-Disposition"] = f'inline; filename="{name}.png"'
    return response

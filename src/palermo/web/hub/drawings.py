"""A picture that the server drew, as an answer: with its words inside where it leaves the page, and its terms."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_bidi

from palermo.release import Release
from palermo.web.hub.charts import Caption, as_png, captioned
from palermo.web.hub.errors import one_of
from palermo.web.hub.language import current_language
from palermo.web.hub.terms import in_png, in_svg

LOOKS = ("theme", "size", "caption")
"""What the address of a picture may have besides what is drawn."""


def svg(
    request: HttpRequest, picture: bytes, caption: Caption, release: Release, *, theme: str, name: str
) -> HttpResponse:
    """The picture as a drawing; `caption=true` puts its words inside. name: of the file, without its ending."""
    with_words = one_of(request, "caption", ("", "true")) == "true"
    drawn = captioned(picture, caption, theme=theme, rtl=get_language_bidi()) if with_words else picture
    carried = in_svg(drawn, release, current_language())
    response = HttpResponse(carried, content_type="image/svg+xml; charset=utf-8")
    if with_words:
        response["Content-Disposition"] = f'attachment; filename="{name}.svg"'
    return response


def png(picture: bytes, caption: Caption, release: Release, *, theme: str, name: str) -> HttpResponse:
    """The picture in pixels, with its words inside: it is made to leave the page."""
    drawn = captioned(picture, caption, theme=theme, rtl=get_language_bidi())
    response = HttpResponse(in_png(as_png(drawn), release, current_language()), content_type="image/png")
    response["Content-Disposition"] = f'inline; filename="{name}.png"'
    return response

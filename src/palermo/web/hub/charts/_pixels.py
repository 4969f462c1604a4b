"""A picture of pixels, for what cannot hold drawings."""

SCALE = 2
"""Pixels of the picture a pixel of the drawing: letters stay sharp in print."""


def as_png(picture: bytes) -> bytes:
    """An SVG document as PNG, with the typefaces that the server has.

    Letters of the Latin and Cyrillic scripts are always there; Arabic and Chinese ones need fonts on the server.
    """
    import vl_convert

    from palermo.web.hub.charts._draw import one_at_a_time

    with one_at_a_time:
        made: bytes = vl_convert.svg_to_png(picture.decode(), scale=SCALE)
    return made

"""The source and the terms inside what is drawn: a picture outlives the page and the headers that it came with.

Tables and answers carry them by themselves, as `palermo.tabulate.formats` writes them: in a column and a field of their
own, in every row. Comments are no part of CSV, and what reads it takes them for data; and a row that is copied alone
still says where it comes from and what it is not for.
"""

import struct
import zlib
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from palermo.release import Release, source_of

PNG_HEAD = 33
"""Bytes of a PNG file before its second chunk: the signature, and the chunk that tells its size."""

NAME = b"Copyright"
"""What the standard of PNG calls a notice like this."""


def in_spec(spec: Mapping[str, Any], release: Release, language: str) -> dict[str, Any]:
    """The specification of a chart, with what its grammar lets everybody add: `usermeta`."""
    said = {"source": source_of(release.manifest.about, language)}
    return {**spec, "usermeta": {**spec.get("usermeta", {}), **said}}


def in_svg(picture: bytes, release: Release, language: str) -> bytes:
    """A picture with a block of metadata, which nobody sees and every program keeps."""
    start = picture.index(b">", picture.index(b"<svg")) + 1
    text = escape(source_of(release.manifest.about, language))
    return picture[:start] + f"<metadata>{text}</metadata>".encode() + picture[start:]


def in_png(picture: bytes, release: Release, language: str) -> bytes:
    """A picture with a piece of text in UTF-8, not compressed, before the picture itself."""
    text = source_of(release.manifest.about, language).encode()
    body = b"iTXt" + NAME + b"\0\0\0" + language.encode() + b"\0\0" + text
    piece = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return picture[:PNG_HEAD] + piece + picture[PNG_HEAD:]

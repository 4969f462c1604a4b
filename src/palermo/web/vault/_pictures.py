"""Pictures: whether they are what they seem, and themselves without what they tell of where and when.

A photograph says in its metadata where it was taken, to a few metres, when, and with whose telephone. All of that is
left out while it is kept, without touching the picture: JPEG keeps its colours (ICC, Adobe) and which way up it is.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap

Bytes = bytes | mmap

MOST_PIXELS = 200_000_000
"""More would fill the memory of whoever opens it; the largest cameras have half as many."""


class Unsound(Exception):
    """What cannot be taken for the kind that it begins like. It says why, in a few words."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a file that is kept: from start to before end; or bytes that stand there in its place."""

    start: int = 0
    end: int = 0
    instead: bytes = b""


Plan = list[Span]
"""The parts of a file that are kept, in order."""


def written(data: Bytes, plan: Plan, piece_bytes: int = 1 << 16) -> Iterator[bytes]:
    """The bytes that a plan keeps, in pieces."""
    for span in plan:
        if span.instead:
            yield span.instead
        for at in range(span.start, span.end, piece_bytes):
            yield data[at : min(at + piece_bytes, span.end)]


def jpeg(data: Bytes) -> Plan:
    """What is kept of a JPEG. Raises Unsound."""
    plan, at, shape, turned = [Span(0, 2)], 2, False, b""
    while True:
        marker, length = _marker(data, at)
        if marker == 0xD9:
            break
        end = at + 2 + length
        if end > len(data):
            raise Unsound("it is cut off")
        body = data[at + 4 : min(end, at + 4 + 16)]
        if marker == 0xE1 and body.startswith(b"Exif\0\0"):
            turned = turned or _turned(data[at + 10 : end])
        elif not _left_out(marker, body):
            if marker in {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}:
                height, width = struct.unpack(">HH", data[at + 5 : at + 9])
                _check_size(width, height or 1)
                shape = True
            plan.append(Span(at, end))
        at = end
        if marker == 0xDA:
            at = _after_scan(data, end)
            plan.append(Span(end, at))
    if not shape:
        raise Unsound("there is no picture in it")
    if turned:
        plan.insert(1, Span(instead=turned))
    plan.append(Span(at, at + 2))
    return plan


def _marker(data: Bytes, at: int) -> tuple[int, int]:
    """The marker that stands there, and the length of what it begins."""
    if data[at : at + 1] != b"\xff" or at + 2 > len(data):
        raise Unsound("it is cut off, or holds what belongs in no picture")
    marker = data[at + 1]
    if marker == 0xD9:
        return marker, 0
    length = int.from_bytes(data[at + 2 : at + 4], "big")
    if marker < 0xC0 or 0xD0 <= marker <= 0xD8 or length < 2:
        raise Unsound("it holds what belongs in no picture")
    return marker, length


def _left_out(marker: int, body: bytes) -> bool:
    """Comments and metadata: all APPn but JFIF, the colour profile and Adobe's, without which colours are wrong."""
    if marker == 0xFE:
        return True
    kept = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
    return 0xE0 <= marker <= 0xEF and not (marker in kept and body.startswith(kept[marker]))


def _after_scan(data: Bytes, at: int) -> int:
    """Where the next marker is behind compressed data: an FF that is no data and no restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise Unsound("it is cut off")
        following = data[at + 1]
        if following == 0xFF:
            at += 1
        elif following == 0 or 0xD0 <= following <= 0xD7:
            at += 2
        else:
            return at


def _turned(tiff: bytes) -> bytes:
    """A segment that says which way up the picture is, and nothing else; nothing where it stands as it is."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return b""
    first = struct.unpack(order + "I", tiff[4:8])[0]
    count = struct.unpack(order + "H", tiff[first : first + 2])[0] if first + 2 <= len(tiff) else 0
    for at in range(first + 2, min(first + 2 + 12 * count, len(tiff) - 11), 12):
        tag, kind = struct.unpack(order + "HH", tiff[at : at + 4])
        if (tag, kind) == (0x0112, 3):
            way = struct.unpack(order + "H", tiff[at + 8 : at + 10])[0]
            if 2 <= way <= 8:
                entry = struct.pack(">HHIHH", 0x0112, 3, 1, way, 0)
                body = b"Exif\0\0MM\0\x2a" + struct.pack(">IH", 8, 1) + entry + bytes(4)
                return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    return b""


PNG_KEPT = {
    *(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST sPLT acTL fcTL fdAT cICP mDCV cLLI".split())
}
"""Parts of a PNG that make the picture. All others are texts, times, EXIF or somebody's own."""


def png(data: Bytes) -> Plan:
    """What is kept of a PNG. Raises Unsound."""
    plan, at = [Span(0, 8)], 8
    while True:
        head = data[at : at + 8]
        end = at + 12 + int.from_bytes(head[:4], "big")
        if len(head) < 8 or end > len(data):
            raise Unsound("it is cut off")
        name = head[4:]
        if zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            raise Unsound("it is damaged")
        if (at == 8) != (name == b"IHDR"):
            raise Unsound("it holds what belongs in no picture")
        if name == b"IHDR":
            _check_size(*struct.unpack(">II", data[at + 8 : at + 16]))
        if name in PNG_KEPT:
            plan.append(Span(at, end))
        at = end
        if name == b"IEND":
            return plan


WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP"}
WEBP_METADATA = 0x0C
"""The bits of VP8X that say that EXIF and XMP follow."""


def webp(data: Bytes) -> Plan:
    """What is kept of a WebP. Raises Unsound."""
    size = int.from_bytes(data[4:8], "little") + 8
    if size > len(data):
        raise Unsound("it is cut off")
    plan, at, picture = [], 12, False
    while at < size:
        name, end = data[at : at + 4], at + 8 + int.from_bytes(data[at + 4 : at + 8], "little")
        end += end % 2
        if end > size:
            raise Unsound("it is cut off")
        picture = picture or name in {b"VP8 ", b"VP8L", b"ANMF"}
        if name == b"VP8X":
            width, height = (int.from_bytes(data[at + of : at + of + 3], "little") + 1 for of in (12, 15))
            _check_size(width, height)
            plan += [Span(instead=data[at : at + 8] + bytes([data[at + 8] & ~WEBP_METADATA])), Span(at + 9, end)]
        elif name in WEBP_KEPT:
            plan.append(Span(at, end))
        at = end
    if not picture:
        raise Unsound("there is no picture in it")
    kept = sum(len(span.instead) or span.end - span.start for span in plan)
    return [Span(instead=b"RIFF" + (kept + 4).to_bytes(4, "little") + b"WEBP"), *plan]


def _check_size(width: int, height: int) -> None:
    if not 0 < width * height <= MOST_PIXELS:
        raise Unsound("it would be larger than any screen when it is opened")

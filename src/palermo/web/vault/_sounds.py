"""Recordings: whether they are what they seem, and themselves without what they tell of where and when.

A telephone writes into a recording where it was made. Of MP3 and MP4 that is left out; of Ogg it is not, for its
comments stand inside of what is played.
"""

from palermo.web.vault._pictures import Bytes, Plan, Span, Unsound

MP4_LEFT_OUT = {b"udta", b"meta", b"uuid", b"free", b"skip"}
"""Parts of an MP4 that describe it (places, names, times, programs) or are empty. They are written over, so that all
else stays where it is."""

MP4_WITHIN = {b"moov", b"trak", b"mdia", b"minf", b"moof", b"traf"}

MP4_TOP = {
    *b"ftyp moov mdat free skip wide pdin moof mfra sidx styp ssix emsg prft meta uuid udta".split(),
}

MP3_RATES = {
    3: ((44_100, 48_000, 32_000), (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320), 144_000),
    2: ((22_050, 24_000, 16_000), (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160), 72_000),
    0: ((11_025, 12_000, 8_000), (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160), 72_000),
}
"""By MPEG version of layer III: samples a second, kilobits a second, and what makes a frame's bytes of them."""

LEAST_FRAMES = 3


def mp4(data: Bytes) -> Plan:
    """What is kept of an MP4 or M4A: all, with its descriptions written over. Raises Unsound."""
    holes: list[tuple[int, int]] = []
    names = _boxes(data, 0, len(data), holes, top=True)
    if names[:1] != [b"ftyp"] or b"moov" not in names:
        raise Unsound("it is no recording")
    plan, at = [], 0
    for start, end in sorted(holes):
        plan += [Span(at, start + 4), Span(instead=b"free" + bytes(end - start - 8))]
        at = end
    return [*plan, Span(at, len(data))]


def _boxes(data: Bytes, at: int, end: int, holes: list[tuple[int, int]], *, top: bool = False) -> list[bytes]:
    names = []
    while at < end:
        size, name, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0 and top:
            size = end - at
        if size < head or at + size > end:
            raise Unsound("it is cut off, or something stands behind it")
        if top and name not in MP4_TOP:
            raise Unsound("it holds what belongs in no recording")
        if name in MP4_LEFT_OUT:
            if head == 16:
                raise Unsound("it describes itself at a length that no recording needs")
            holes.append((at, at + size))
        elif name in MP4_WITHIN:
            _boxes(data, at + head, at + size, holes)
        names.append(name)
        at += size
    return names


def mp3(data: Bytes) -> Plan:
    """What is kept of an MP3: its frames. Raises Unsound."""
    start = 0
    if data[:3] == b"ID3":
        start = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
        start += 10 if data[5] & 0x10 else 0
    while data[start : start + 1] == b"\0":
        start += 1
    at, frames = start, 0
    while (length := is_frame(data[at : at + 4])) and at + length <= len(data):
        at, frames = at + length, frames + 1
    rest = data[at : at + 8]
    tags = (b"TAG", b"APETAGEX", b"LYRICSBE", b"3DI", b"ID3")
    last = 0 < len(data) - at <= 1500 and is_frame(data[at : at + 4]) > 0  # a frame that was cut off with the recording
    if frames < LEAST_FRAMES or not (not rest or rest.startswith(tags) or last or not any(data[at:])):
        raise Unsound("it holds what belongs in no recording")
    return [Span(start, at)]


def is_frame(head: bytes) -> int:
    """The bytes of a frame of layer III by its head; 0 where it is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0 or head[1] & 0x06 != 0x02:
        return 0
    known = MP3_RATES.get(head[1] >> 3 & 3)
    bits, rate = head[2] >> 4, head[2] >> 2 & 3
    if known is None or not 0 < bits < 15 or rate == 3:
        return 0
    rates, kilobits, factor = known
    return factor * kilobits[bits] // rates[rate] + (head[2] >> 1 & 1)


def ogg(data: Bytes) -> Plan:
    """What is kept of an Ogg: all of it. Raises Unsound."""
    at = 0
    while at < len(data):
        head = data[at : at + 27]
        if len(head) < 27 or not head.startswith(b"OggS\0"):
            raise Unsound("it is cut off, or something stands behind it")
        table = data[at + 27 : at + 27 + head[26]]
        at += 27 + len(table) + sum(table)
    first = data[27 : 27 + 64]
    if at != len(data) or not any(name in first for name in (b"\x01vorbis", b"OpusHead", b"Speex   ", b"\x7fFLAC")):
        raise Unsound("it is no sound")
    return [Span(0, at)]

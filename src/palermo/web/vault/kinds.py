"""What a file really is, by what is in it: an allow-list. What is on it is kept without what it tells of its maker.

Refused are programs, pages, scripts, archives, files that are two things at once, files whose name says something else
than their content, documents with macros or that fetch something, and what would be too large when it is opened.
"""

import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from mmap import ACCESS_READ, mmap
from typing import BinaryIO

from palermo.errors import InputError
from palermo.web.vault import _papers, _pictures, _sounds
from palermo.web.vault._pictures import Bytes, Plan, Unsound, written


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is kept. code: its name here. tells: whether it may say still who made it, where and when."""

    code: str
    media_type: str
    suffixes: tuple[str, ...]
    tells: bool = True


KINDS = {
    kind.code: kind
    for kind in (
        Kind("jpeg", "image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"), tells=False),
        Kind("png", "image/png", (".png",), tells=False),
        Kind("webp", "image/webp", (".webp",), tells=False),
        Kind("pdf", "application/pdf", (".pdf",)),
        Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",)),
        Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",)),
        Kind("odt", "application/vnd.oasis.opendocument.text", (".odt",)),
        Kind("ods", "application/vnd.oasis.opendocument.spreadsheet", (".ods",)),
        Kind("text", "text/plain", (".txt", ".csv", ".tsv"), tells=False),
        Kind("mp3", "audio/mpeg", (".mp3",), tells=False),
        Kind("m4a", "audio/mp4", (".m4a", ".mp4"), tells=False),
        Kind("mp4", "video/mp4", (".mp4", ".m4v"), tells=False),
        Kind("ogg", "audio/ogg", (".ogg", ".oga", ".opus")),
    )
}
"""Every kind that is kept, by its code."""

MOST_NAME = 150
"""Characters of a file's name."""

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
"""Kinds of signs that are not seen, such as those that turn the order of letters around."""

JOINERS = "\u200c\u200d"
"""Signs that are not seen and that some scripts are written with."""

RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)

BEHIND = re.compile(
    rb"<\s*(script|html|iframe|svg|body|!doctype|\?php)|PK\x03\x04|PK\x05\x06|%PDF-|\x7fELF|Rar!|7z\xbc\xaf|MZ.{60,200}PE\0\0",
    re.IGNORECASE | re.DOTALL,
)
"""What makes two things of one file where it stands behind a picture or a recording."""

TAGS = re.compile(rb"<\s*(script|html|iframe|svg|body|!doctype|\?php)[\s>]", re.IGNORECASE)
HEAD_LOOKED_AT = 4096


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that may be kept. name: a safe one, that ends as its kind does. plan: what is kept of it."""

    kind: Kind
    name: str
    data: Bytes = field(repr=False)
    plan: Plan = field(repr=False)

    def whole(self) -> Iterator[bytes]:
        """All of it as it came, for a scanner."""
        return written(self.data, [_pictures.Span(0, len(self.data))])

    def pieces(self) -> Iterator[bytes]:
        """What is kept of it."""
        return written(self.data, self.plan)


@contextmanager
def looked_at(file: BinaryIO, name: str) -> Iterator[Looked]:
    """Look into a file. Raises InputError where it must not be kept, with a reason that tells nothing of its content.

    file: on the disk, or BytesIO. It is looked at as it lies on the disk, and not read into the memory.
    """
    file.seek(0, 2)
    if not file.tell():
        raise InputError("file.nothing_in_it")
    file.seek(0)
    if isinstance(file, BytesIO):
        yield _looked(file.getvalue(), file, name)
        return
    yield _looked(mmap(file.fileno(), 0, access=ACCESS_READ), file, name)


def safe_name(name: str) -> str:
    """A file's name, composed. Raises InputError for one that leads elsewhere or shows itself as another.

    >>> safe_name("Zeugnis 2026.pdf")
    'Zeugnis 2026.pdf'
    """
    name = unicodedata.normalize("NFC", name).strip()
    hidden = any(unicodedata.category(letter) in HIDDEN and letter not in JOINERS for letter in name)
    bad = hidden or set(name) & set('/\\:*?"<>|') or RESERVED.match(name) or name[:1] == "." or name[-1:] == "."
    if bad or not name or len(name) > MOST_NAME:
        raise InputError("file.name_unusable", most=MOST_NAME)
    return name


def _looked(data: Bytes, file: BinaryIO, name: str) -> Looked:
    name = safe_name(name)
    try:
        code, plan = _kind_and_plan(data, file)
    except Unsound as error:
        raise InputError("file.unsound", reason=f"{error}.") from None
    kind = KINDS[code]
    if not name.lower().endswith(kind.suffixes):
        raise InputError("file.not_as_its_name", kinds=", ".join(kind.suffixes))
    return Looked(kind, name, data, plan)


def _kind_and_plan(data: Bytes, file: BinaryIO) -> tuple[str, Plan]:
    head = data[:16]
    if head.startswith(b"PK\x03\x04"):
        return _papers.packed(data, file)
    code, plan_of = _begins(head, data)
    plan = plan_of(data)
    if code != "text":
        _check_one_thing(data, file, plan, code)
    return code, plan


def _begins(head: bytes, data: Bytes) -> tuple[str, Callable[[Bytes], Plan]]:
    """The kind that a file begins like, and what looks through it."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg", _pictures.jpeg
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png", _pictures.png
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp", _pictures.webp
    if head.startswith(b"%PDF-"):
        return "pdf", _papers.pdf
    if head.startswith(b"OggS"):
        return "ogg", _sounds.ogg
    if head[4:8] == b"ftyp" and head[8:12] not in {b"heic", b"heix", b"mif1", b"msf1", b"avif"}:
        return "mp4" if data.find(b"vide", 0) >= 0 and head[8:11] != b"M4A" else "m4a", _sounds.mp4
    if head.startswith(b"ID3") or _sounds.is_frame(head):
        return "mp3", _sounds.mp3
    return "text", _papers.text


def _check_one_thing(data: Bytes, file: BinaryIO, plan: Plan, code: str) -> None:
    """A file is one thing: no archive, page or program stands in front of, in or behind it."""
    if TAGS.search(data[:HEAD_LOOKED_AT]):
        raise Unsound("it holds a program or a page")
    if code == "pdf" and TAGS.search(data):
        raise Unsound("it holds a program or a page")
    end = max(span.end for span in plan)
    if BEHIND.search(data[end:]):
        raise Unsound("something stands behind it")
    file.seek(0)
    if zipfile.is_zipfile(file):
        raise Unsound("it is an archive as well")

"""Papers: PDF, texts and office documents, whether they are what they seem, and without programs inside."""

import re
import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Any

from palermo.web.vault._pictures import Bytes, Plan, Span, Unsound

PDF_REFUSED = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/EmbeddedFiles", b"/RichMedia", b"/XFA")
"""What a PDF can run, start or carry. Where such a name is itself compressed it is not seen: see docs."""

PDF_END_BYTES = 2048

MOST_MEMBERS = 4_000
MOST_UNPACKED = 300_000_000
"""Bytes of a document when it is unpacked."""

MOST_RATIO = 250
"""How many times smaller a part may be packed than it is. Plain XML comes to 30, a part of zeros to 1,000."""

RATIO_FROM = 1_000_000
"""Bytes below which a part may be packed as it likes."""

MEMBER_REFUSED = re.compile(
    r"(vbaproject|vbadata|activex|/macrosheets/|^basic/|^scripts/|oleobject|/embeddings/.*\.bin$"
    r"|\.(exe|dll|com|scr|msi|js|jse|vbs|vbe|wsf|bat|cmd|ps1|jar|class|hta|html?|lnk|sh|py|docm|xlsm|pptm|xlam|dotm)$)",
    re.IGNORECASE,
)
"""Parts of an office document that are programs, or that carry them."""

OUTSIDE = re.compile(rb"<relationship[^>]*(attachedtemplate|oleobject|frame|externallink)[^>]*external", re.IGNORECASE)
"""What a document fetches from elsewhere when it is opened, which tells somebody that it was."""

KINDS_OF_ZIP = {
    "docx": ("[Content_Types].xml", b"wordprocessingml.document.main+xml"),
    "xlsx": ("[Content_Types].xml", b"spreadsheetml.sheet.main+xml"),
    "odt": ("mimetype", b"application/vnd.oasis.opendocument.text"),
    "ods": ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
}
"""What says which document an archive is: the part, and what stands in it."""

MACROS_SAID = (b"macroEnabled", b"vbaProject")

CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
ACTIVE = re.compile(
    rb"<\s*(script|iframe|html|svg|body|object|embed|!doctype|\?xml|\?php|%)|^\s*(#!|\{\\rtf)", re.IGNORECASE
)
"""What a browser or a program would run where it takes a text for something else."""


def pdf(data: Bytes) -> Plan:
    """What is kept of a PDF: all of it. Raises Unsound."""
    end = data[max(0, len(data) - PDF_END_BYTES) :]
    last = end.rfind(b"%%EOF")
    if last < 0:
        raise Unsound("it is cut off")
    if end[last + 5 :].strip(b"\r\n\t \0"):
        raise Unsound("something stands behind it")
    for found in re.finditer(rb"/[A-Za-z#][A-Za-z0-9#]{1,30}", data):
        name = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes.fromhex(code[1].decode()), found[0])
        if name in PDF_REFUSED:
            raise Unsound("it holds a program or another file")
    return [Span(0, len(data))]


def text(data: Bytes) -> Plan:
    """What is kept of a text: all of it. Raises Unsound."""
    plain: Any = data
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            plain = data[:].decode("utf-16").encode()
        except UnicodeError:
            raise Unsound("it is no text") from None
    if CONTROL.search(plain):
        raise Unsound("it is no text")
    if ACTIVE.search(plain):
        raise Unsound("it holds a program or a page")
    return [Span(0, len(data))]


def packed(data: Bytes, file: Any) -> tuple[str, Plan]:
    """Which office document an archive is, and what is kept of it: all. Raises Unsound."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_members(data, archive, members)
            kind = _kind_of(archive, {member.filename for member in members})
            for member in members:
                _check_content(archive, member)
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, ValueError, RuntimeError):
        raise Unsound("it is damaged") from None
    return kind, [Span(0, len(data))]


def _check_members(data: Bytes, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Nothing before, behind or between, no part twice, none outside of it, and not too much of it."""
    if not members or min(member.header_offset for member in members) != 0:
        raise Unsound("something stands before it")
    if data.rfind(b"PK\x05\x06") != len(data) - 22 - len(archive.comment) or archive.comment:
        raise Unsound("something stands behind it")
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Unsound("unpacked, it would be too large")
    if len({member.filename.lower() for member in members}) != len(members):
        raise Unsound("it has two parts of one name")
    for member in members:
        name = member.filename
        if name.startswith("/") or "\\" in name or ":" in name or ".." in PurePosixPath(name).parts or "\0" in name:
            raise Unsound("a part of it would be put outside of it")
        if member.flag_bits & 1:
            raise Unsound("it is locked with a password, and cannot be looked into")
        if member.file_size > RATIO_FROM and member.file_size > MOST_RATIO * max(1, member.compress_size):
            raise Unsound("unpacked, it would be too large")
        if MEMBER_REFUSED.search(name):
            raise Unsound("it holds a program or another file")


def _kind_of(archive: zipfile.ZipFile, names: set[str]) -> str:
    for kind, (part, said) in KINDS_OF_ZIP.items():
        if part not in names:
            continue
        told = _part(archive, part)
        if any(word in told for word in MACROS_SAID):
            raise Unsound("it holds a program or another file")
        if told.strip() == said if part == "mimetype" else said in told:
            return kind
    raise Unsound("it is an archive")


def _check_content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """A part is as long as it says, however it is packed, and fetches nothing."""
    if member.filename.endswith(".rels"):
        if OUTSIDE.search(_part(archive, member.filename)):
            raise Unsound("it would fetch something from elsewhere when it is opened")
        return
    left = member.file_size
    with archive.open(member) as part:
        while piece := part.read(1 << 16):
            left -= len(piece)
            if left < 0:
                raise Unsound("unpacked, it would be too large")


def _part(archive: zipfile.ZipFile, name: str, most: int = 5_000_000) -> bytes:
    with archive.open(name) as part:
        found = part.read(most + 1)
    if len(found) > most:
        raise Unsound("unpacked, it would be too large")
    return found

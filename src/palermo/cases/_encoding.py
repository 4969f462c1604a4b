"""From the bytes of a declared encoding to UTF-8, with the exact place of what does not fit."""

import codecs
from pathlib import Path

from palermo.cases._file import looks_like, refuse_other
from palermo.errors import InputError

PIECE = 1 << 24
"""Bytes that are decoded at once."""

USUAL = ("utf-8", "cp1252")
"""What is tried to say what a file looks like. Detection only proposes."""


ASK = "Ask whoever exported it."


def to_utf8(data: bytes, encoding: str, *, path: Path) -> bytes:
    """The same text in UTF-8, without a byte order mark.

    Raises InputError at the first byte that is no character of the encoding; for a file that is said to be in an
    older encoding and is UTF-8 from beginning to end; and for NUL bytes, which no text holds.
    """
    is_utf8 = codecs.lookup(encoding).name in ("utf-8", "utf-8-sig")
    if is_utf8:
        data = data.removeprefix(codecs.BOM_UTF8)
        _decode(data, "utf-8", path=path, keep=False)
    else:
        if _one_byte(encoding) and not data.isascii() and fits(data, "utf-8"):
            raise InputError(
                "file.encoding", place=str(path), reason=f"it is said to be {encoding}, and all of it is UTF-8.",
                hint="Declare `encoding: utf-8`.",
            )  # fmt: skip
        data = _decode(data, encoding, path=path, keep=True).removeprefix(codecs.BOM_UTF8)
    nul = data.find(b"\0")
    if nul >= 0:
        found = looks_like(data[:4]) or f"something with a zero byte in row {row_of(data, nul)}"
        raise refuse_other(path, "a text file", found)
    return data


def row_of(data: bytes, offset: int) -> int:
    """The line in which a byte stands, counted from 1. Lines end in a line feed, a carriage return, or both."""
    pairs = data.count(b"\r\n", 0, offset)
    return 1 + data.count(b"\n", 0, offset) + data.count(b"\r", 0, offset) - pairs


def fits(data: bytes, encoding: str) -> bool:
    """Whether all the bytes are text in an encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), PIECE):
            decoder.decode(data[start : start + PIECE], final=start + PIECE >= len(data))
    except UnicodeError:
        return False
    return True


def _decode(data: bytes, encoding: str, *, path: Path, keep: bool) -> bytes:
    """Decode piece by piece. keep: return the text as UTF-8; else only look."""
    if data.isascii() and (not keep or _one_byte(encoding)):
        return data
    decoder = codecs.getincrementaldecoder(encoding)()
    found: list[bytes] = []
    for start in range(0, len(data), PIECE):
        pending = len(decoder.getstate()[0])
        try:
            text = decoder.decode(data[start : start + PIECE], final=start + PIECE >= len(data))
        except UnicodeDecodeError as error:
            raise _misfit(data, start - pending + error.start, encoding, path) from error
        except UnicodeError as error:  # UTF-16 and UTF-32 without their mark say no more than that
            reason = f"it does not begin as {encoding} does."
            raise InputError("file.encoding", place=str(path), reason=reason, hint=ASK) from error
        if keep:
            found.append(text.encode("utf-8", "surrogatepass"))
    return b"".join(found) if keep else data


def _misfit(data: bytes, offset: int, encoding: str, path: Path) -> InputError:
    row = row_of(data, offset)
    others = [name for name in USUAL if name != encoding and fits(data, name)]
    hint = f"It could be {' or '.join(others)}: look at it before you declare that." if others else ASK
    return InputError(
        "file.encoding", place=f"{path}, row {row}", hint=hint,
        reason=f"byte {data[offset]:#04x} at position {offset:,} is no character in {encoding}.",
    )  # fmt: skip


def _one_byte(encoding: str) -> bool:
    """Whether an encoding has one byte a character, and the ASCII characters where ASCII has them."""
    name = codecs.lookup(encoding).name
    return name.startswith(("cp125", "iso8859", "latin", "koi8", "mac")) or name in ("ascii", "cp437", "cp850", "cp866")

"""From the bytes of a declared encoding to UTF-8, with the exact place of what does not fit."""

import codecs
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np

from palermo.cases._file import looks_like, refuse_other
from palermo.errors import InputError

ASCII = 127
"""The last of its characters."""

PIECE = 1 << 24
"""Bytes that are decoded at once."""

SCRIPTS = {"cp1256": "ARABIC", "cp1251": "CYRILLIC"}
"""Encodings of one byte whose letters are not Latin, the one that fails more easily first: nearly every byte above 191
is a letter in cp1251, while cp1256 has French letters between the Arabic ones."""

MOSTLY = 0.9
"""The share of letters beyond ASCII that must be of the script, and of those that have another beside them."""

LOOKED_AT = 1 << 20
"""Bytes from which an encoding is guessed."""


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


def likely(data: bytes) -> str:
    """The encoding of one byte a character that text seems to be in; empty where none reads it. It only proposes.

    Accented letters of Latin scripts stand among ASCII letters; those of other scripts make up whole words.

    >>> [likely(text.encode(name)) for text, name in (("Наталья", "cp1251"), ("Zoé", "cp1252"), ("نور", "cp1256"))]
    ['cp1251', 'cp1252', 'cp1256']
    """
    beyond = np.frombuffer(data[:LOOKED_AT], np.uint8) > ASCII
    beside = beyond & (np.append(beyond[1:], False) | np.insert(beyond[:-1], 0, False))
    if beyond.any() and beside.sum() >= MOSTLY * beyond.sum():
        for name, script in SCRIPTS.items():
            text = data[:LOOKED_AT].decode(name, "replace")
            letters = Counter(each for each in text if ord(each) > ASCII and each.isalpha())
            of_it = sum(many for each, many in letters.items() if unicodedata.name(each, "").startswith(script))
            if letters and of_it >= MOSTLY * letters.total() and fits(data, name):
                return name
    return "cp1252" if fits(data, "cp1252") else ""


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
    others = [name for name in ("utf-8", likely(data)) if name not in ("", encoding) and fits(data, name)]
    hint = f"It could be {' or '.join(others)}: look at it before you declare that." if others else ASK
    return InputError(
        "file.encoding", place=f"{path}, row {row}", hint=hint,
        reason=f"byte {data[offset]:#04x} at position {offset:,} is no character in {encoding}.",
    )  # fmt: skip


def _one_byte(encoding: str) -> bool:
    """Whether an encoding has one byte a character, and the ASCII characters where ASCII has them."""
    name = codecs.lookup(encoding).name
    return name.startswith(("cp125", "iso8859", "latin", "koi8", "mac")) or name in ("ascii", "cp437", "cp850", "cp866")

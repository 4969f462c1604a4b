"""Bytes of a file, unpacked; and what a file looks like, whatever its name says."""

import codecs
import zlib
from pathlib import Path

from palermo.cases._dialect import Format
from palermo.cases._limits import Limits
from palermo.errors import InputError

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
MAGIC = {
    ZIP: "a zip archive, such as a workbook",
    b"PK\x05\x06": "an empty zip archive",
    GZIP: "packed with gzip",
    b"PAR1": "a Parquet file",
    b"\xd0\xcf\x11\xe0": "a workbook of the old kind (.xls), or one that is locked with a password",
    b"%PDF": "a PDF document",
    codecs.BOM_UTF16_LE: "text in UTF-16",
    codecs.BOM_UTF16_BE: "text in UTF-16",
    b"{\\rtf": "a formatted text (RTF)",
    b"SQLite format 3": "a database (SQLite)",
}
"""How files of a kind begin."""

_NAME_IT = (
    "Give the file the ending of what it is, declare its format or encoding, or save it again in the right format."
)

CHUNK = 1 << 20


def looks_like(head: bytes) -> str:
    """What the first bytes of a file say it is; empty when they say nothing."""
    return next((what for begin, what in MAGIC.items() if head.startswith(begin)), "")


def refuse_other(path: Path, expected: str, found: str) -> InputError:
    """The error for a file that is not what its name, or what is declared of it, says."""
    return InputError("file.not_as_named", place=str(path), expected=expected, found=found, hint=_NAME_IT)


def refuse_declared(error: InputError, declared: str) -> InputError:
    """The same for a file whose name may well be right, and of which another format is declared."""
    hint = (
        f"What is declared is `format: {declared}`: change it where the file is declared (in a mapping: under "
        f"`source`), or save the file again as {declared}."
    )
    return InputError(error.key, place=error.place, **{**error.details, "hint": hint})


def check_file(path: Path) -> bytes:
    """Raise InputError for what is no file, or an empty one; its first bytes."""
    try:
        if path.is_dir():
            raise refuse_other(path, "a file", "a folder")
        if path.exists() and not path.is_file():
            raise refuse_other(path, "a file", "a device or a pipe")
        with path.open("rb") as file:
            head = file.read(64)
    except OSError as error:
        raise InputError("file.not_found", place=str(path)) from error
    if not head:
        raise InputError("file.empty", place=str(path))
    return head


def read_text_bytes(path: Path, form: Format, *, limits: Limits) -> bytes:
    """The bytes of a text file, unpacked when its name ends in .gz, and no more of them than the limits allow."""
    head = check_file(path)
    most = limits.text_bytes if form is Format.CSV else limits.json_bytes
    if path.suffix.lower() == ".gz":
        if not head.startswith(GZIP):
            raise refuse_other(path, "packed with gzip", looks_like(head) or "not packed at all")
        data = _unpack(path, most, limits)
        head = data[:64]
        if not data:
            raise InputError("file.empty", place=str(path))
    else:
        _check_size(path, path.stat().st_size, most)
        data = path.read_bytes()
    found = looks_like(head)
    if found and "UTF-16" not in found:
        raise refuse_other(path, f"a text file ({form.value})", found)
    return data


def _check_size(path: Path, size: int, most: int) -> None:
    if size > most:
        raise InputError("file.too_large", place=str(path), reason=f"it holds more than {most:,} bytes.")


def check_ratio(path: Path, size: int, packed: int, *, limits: Limits) -> None:
    """Raise InputError for what is packed better than any table: an archive made to fill the memory."""
    if size > limits.free_bytes and size > limits.ratio * max(packed, 1):
        reason = f"unpacked it is more than {limits.ratio} times as large as packed, as no table is."
        raise InputError("file.too_large", place=str(path), reason=reason)


def _unpack(path: Path, most: int, limits: Limits) -> bytes:
    found = bytearray()
    packed = 0
    unpacker = zlib.decompressobj(wbits=31)
    try:
        with path.open("rb") as file:
            while piece := file.read(CHUNK):
                packed += len(piece)
                while piece:
                    if unpacker.eof:
                        if not piece.strip(b"\0"):  # padding of tapes
                            break
                        unpacker = zlib.decompressobj(wbits=31)
                    found += unpacker.decompress(piece, 8 * CHUNK)
                    _check_size(path, len(found), most)
                    check_ratio(path, len(found), packed, limits=limits)
                    piece = unpacker.unconsumed_tail or unpacker.unused_data
    except zlib.error as error:
        raise InputError("file.damaged", place=str(path), reason="its packing is broken.") from error
    if not unpacker.eof:
        raise InputError("file.damaged", place=str(path), reason="it ends before its packing does: it was cut off.")
    return bytes(found)

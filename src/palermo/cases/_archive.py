"""Look through a workbook's zip archive before anything else opens it."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from palermo.cases._file import CHUNK, ZIP, check_file, check_ratio, looks_like, refuse_other
from palermo.cases._limits import Limits
from palermo.errors import InputError

END_RECORD = b"PK\x05\x06"
LARGEST_END = 22 + 65_535
"""Bytes: how far from its end an archive's directory may be announced."""

LOCAL_HEADER = 30
"""Bytes before the name of a part, where its data begin."""

ENCRYPTED = 0x1
XML = (".xml", ".rels")
FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
"""What no part of a workbook has, and with which a few bytes of XML can become very many."""

LONGEST_MARK = max(map(len, FORBIDDEN)) - 1


@dataclass(frozen=True)
class Archive:
    """A workbook's archive. Its directory has been checked; `read` checks a part while it is unpacked."""

    path: Path
    parts: dict[str, zipfile.ZipInfo]
    limits: Limits

    def __contains__(self, name: object) -> bool:
        return name in self.parts

    def damaged(self, reason: str) -> InputError:
        """The error for an archive that is not whole."""
        return InputError("file.damaged", place=str(self.path), reason=reason)

    def read(self, name: str) -> Iterator[bytes]:
        """A part, piece by piece.

        Raises InputError when it is larger than the directory says, or not what its checksum says: a directory can
        lie, and other readers unpack whatever is there.
        """
        info = self.parts[name]
        size, checksum, tail = 0, 0, b""
        for piece in self._unpacked(info):
            size += len(piece)
            if size > info.file_size:
                raise InputError(
                    "file.too_large", place=str(self.path), reason=f"its part {name} is larger than it says."
                )
            checksum = zlib.crc32(piece, checksum)
            if name.endswith(XML):
                self._check_xml(tail + piece)
                tail = piece[-LONGEST_MARK:]
            yield piece
        if size != info.file_size or checksum != info.CRC:
            raise self.damaged(f"its part {name} is not whole.")

    def _check_xml(self, piece: bytes) -> None:
        if any(mark in piece for mark in FORBIDDEN) or b"\0" in piece:
            raise self.damaged("it has a part that is not written as workbooks are (a DOCTYPE, or not UTF-8).")

    def _unpacked(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        left = info.compress_size
        with self.path.open("rb") as file:
            file.seek(info.header_offset)
            header = file.read(LOCAL_HEADER)
            if len(header) < LOCAL_HEADER or not header.startswith(ZIP):
                raise self.damaged(f"its part {info.filename} is not where it should be.")
            file.seek(sum(struct.unpack("<HH", header[26:30])), 1)
            while left and (packed := file.read(min(left, CHUNK))):
                left -= len(packed)
                if info.compress_type == zipfile.ZIP_STORED:
                    yield packed
                    continue
                try:
                    while packed:
                        yield unpacker.decompress(packed, CHUNK)
                        packed = unpacker.unconsumed_tail
                except zlib.error as error:
                    raise self.damaged(f"its part {info.filename} is broken.") from error
        if left or not (info.compress_type == zipfile.ZIP_STORED or unpacker.eof):
            raise self.damaged(f"its part {info.filename} was cut off.")


def open_archive(path: Path, expected: str, *, limits: Limits) -> Archive:
    """An archive whose directory asks for no more than is allowed. expected: what the file should be, for messages.

    Raises InputError for what is no zip archive, for one that is cut off, locked, or larger than any workbook.
    """
    head = check_file(path)
    if not head.startswith(ZIP):
        raise refuse_other(path, expected, looks_like(head) or "something else")
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise InputError("file.damaged", place=str(path), reason="its end is missing: it was cut off.") from error
    found = Archive(path, {info.filename: info for info in infos}, limits)
    _check_directory(found, infos)
    return found


def _check_directory(archive: Archive, infos: list[zipfile.ZipInfo]) -> None:
    path, limits = archive.path, archive.limits
    if len(infos) > limits.members:
        raise InputError("file.too_large", place=str(path), reason=f"it has {len(infos):,} parts.")
    if len({info.filename for info in infos}) != len(infos):
        raise archive.damaged("it has two parts of one name.")
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - LARGEST_END))
        if file.read().count(END_RECORD) != 1:
            raise archive.damaged("it is two archives in one.")
    for info in infos:
        if info.header_offset < 0:
            raise archive.damaged(f"its part {info.filename} is not where it should be.")
        if info.flag_bits & ENCRYPTED:
            raise refuse_other(path, "a workbook that can be opened", "locked with a password")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise archive.damaged("it is packed in a way in which workbooks are not.")
        check_ratio(path, info.file_size, info.compress_size, limits=limits)
    total = sum(info.file_size for info in infos)
    if total > limits.workbook_bytes:
        reason = f"unpacked it has {total:,} bytes; at most {limits.workbook_bytes:,} are read."
        raise InputError("file.too_large", place=str(path), reason=reason)
    packed = sum(info.compress_size for info in infos)
    check_ratio(path, total, min(packed, path.stat().st_size), limits=limits)

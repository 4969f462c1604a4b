"""Look through the parts of an XLSX workbook: how large its sheets are, and which cells hold no value of their own."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

import numpy as np

from palermo.cases._archive import Archive
from palermo.errors import InputError

_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})([0-9]{1,7})["']""")
_CELL = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])")
_SUSPECT = re.compile(rb"""<(?:\w+:)?f[\s/>]|\bt\s*=\s*["']e["']""")
_SIGNS = (b"<f", b":f", b"'e'", b'"e"')
"""Without one of these a piece needs no closer look."""

_STRING = re.compile(rb"<(?:\w+:)?si[\s/>]")
_INDEX = re.compile(rb"<(?:\w+:)?v>([0-9]{1,9})")

StartTag = Callable[[str, dict[str, str]], None]
OnText = Callable[[str], None]

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

LONGEST_TEXT = 1 << 24
"""Bytes without a tag: no part of a workbook has so many."""


@dataclass(slots=True)
class Extent:
    """How far a part's cells reach.

    suspect: a row at or above which the last cell stands that may hold a formula or an error; 0 for none.
    strings: where shared texts begin. implied: the most cells of a row that do not say where they are.
    """

    rows: int = 0
    columns: int = 0
    cells: int = 0
    suspect: int = 0
    strings: list[int] = field(default_factory=list)
    implied: int = 0

    def area(self) -> int:
        """Cells from A1 to the last one: what a reader makes room for."""
        return self.rows * (self.columns + self.implied)


def measure(archive: Archive) -> dict[str, Extent]:
    """Look through every part. Raises InputError for what is damaged, and for sheets that reach too far."""
    found = {name: _measure(archive, name) for name in archive.parts}
    for extent in found.values():
        if extent.area() > archive.limits.cells:
            reason = f"a sheet reaches to row {extent.rows:,} and column {extent.columns + extent.implied:,}."
            raise InputError("file.too_large", place=str(archive.path), reason=reason)
    return found


def _tags(archive: Archive, name: str) -> Iterator[bytes]:
    """A part in pieces that end where a tag begins."""
    rest = b""
    for piece in archive.read(name):
        rest += piece
        cut = rest.rfind(b"<")
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        if len(rest) > LONGEST_TEXT and name.endswith(".xml"):
            most = f"{archive.limits.cell_bytes:,}"
            raise InputError("table.cell_too_long", place=f"{archive.path}, part {name}", most=most)
    yield rest


def _measure(archive: Archive, name: str) -> Extent:
    extent = Extent()
    if not name.endswith(".xml"):
        for _ in archive.read(name):
            pass  # only its size and its checksum matter
        return extent
    offset, row_cells, last_row = 0, 0, 0
    for piece in _tags(archive, name):
        references = _REFERENCE.findall(piece)
        extent.rows = max(extent.rows, max((int(row) for _, row in references), default=0))
        extent.columns = max(extent.columns, max(map(_column, {letters for letters, _ in references}), default=0))
        if _is_regular(piece, len(references)):
            extent.cells += piece.count(b"<c ")
        else:
            kinds = [match[1] for match in _CELL.finditer(piece)]
            extent.cells += kinds.count(b"c")
            for kind in kinds if len(kinds) != len(references) else ():  # some do not say where they are
                row_cells = row_cells + 1 if kind == b"c" else 0
                extent.rows += kind == b"row"
                extent.implied = max(extent.implied, row_cells)
        suspects = [match.start() for match in _SUSPECT.finditer(piece)] if any(m in piece for m in _SIGNS) else []
        if suspects:
            until = _REFERENCE.findall(piece[: piece.find(b">", suspects[-1]) + 1 or None])
            extent.suspect = max(extent.suspect, last_row, max((int(row) for _, row in until), default=0), 1)
        last_row = max(last_row, extent.rows)
        if b"si>" in piece:
            extent.strings += [offset + match.start() for match in _STRING.finditer(piece)]
        offset += len(piece)
    extent.strings.append(offset)
    return extent


def _is_regular(piece: bytes, references: int) -> bool:
    """Whether it is plain, without a closer look, that every row and cell says where it is."""
    cells, rows = piece.count(b"<c "), piece.count(b"<row ")
    others = piece.count(b"<c") - cells - piece.count(b"<col"), piece.count(b"<row") - rows
    return others == (0, 0) and references == cells + rows and b":c" not in piece and b":row" not in piece


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def check_repeats(archive: Archive, sheet: str, extents: dict[str, Extent]) -> None:
    """Raise InputError when the sheet's cells say the same long texts so often that memory would not hold them."""
    ends = [extent.strings for name, extent in extents.items() if name.endswith("sharedStrings.xml")]
    lengths = np.diff(np.array(ends[0] if ends else [0], np.int64))
    if not len(lengths) or int(lengths.max()) * extents[sheet].cells <= archive.limits.workbook_bytes:
        return
    total = 0
    for piece in _tags(archive, sheet):
        numbers = np.array(_INDEX.findall(piece), dtype=np.int64)
        total += int(lengths[numbers[numbers < len(lengths)]].sum())
        if total > archive.limits.workbook_bytes:
            reason = "its cells repeat long texts very often."
            raise InputError("file.too_large", place=str(archive.path), reason=reason)


@dataclass(slots=True)
class Odd:
    """Cells of one odd kind: how many, and the first."""

    count: int = 0
    first: str = ""

    def add(self, place: str) -> None:
        """Count a cell."""
        self.first = self.first or place
        self.count += 1


def odd_cells(archive: Archive, sheet: str, first_row: int) -> tuple[Odd, Odd, Odd]:
    """The cells with formulas, those of them without a computed value, and those that hold an error such as #N/A.

    first_row: rows above it are titles, whose cells do not matter.
    """
    formulas, blank, errors = Odd(), Odd(), Odd()
    place, has_formula, has_value, matters = "", False, False, False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal place, has_formula, has_value, matters
        kind = tag.rpartition(":")[2]
        if kind == "c":
            place, has_formula, has_value = attributes.get("r", "?"), False, False
            matters = int(place.lstrip(_LETTERS) or first_row) >= first_row if place != "?" else True
            if matters and attributes.get("t") == "e":
                errors.add(place)
        elif kind == "f":
            has_formula = True
        elif kind in ("v", "is"):
            has_value = True

    def end(tag: str) -> None:
        if tag.rpartition(":")[2] == "c" and has_formula and matters:
            formulas.add(place)
            if not has_value:
                blank.add(place)

    parse(archive, sheet, start, end)
    return formulas, blank, errors


def parse(archive: Archive, name: str, start: StartTag, end: OnText | None = None, text: OnText | None = None) -> None:
    """Go through a part's tags. Raises InputError where it is no XML."""
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.buffer_text = True
    try:
        for piece in archive.read(name):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise archive.damaged(f"its part {name} is no XML.") from error

"""How much of a file is read before it is refused."""

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What a contributor's file may ask of this machine. A file that asks for more is refused, never cut short.

    text_bytes: a text file once it is unpacked, in bytes.
    json_bytes: a JSON or JSON lines file once it is unpacked, in bytes: its objects take many times that in memory.
    workbook_bytes: all parts of a workbook once they are unpacked, in bytes.
    ratio: how many times larger than its packed form anything may be that is larger than `free_bytes`.
    free_bytes: up to here the ratio does not matter: short files of blanks are packed very well.
    members: parts of a workbook.
    columns: columns of a table.
    cell_bytes: one cell, in bytes of UTF-8.
    cells: the area of a sheet, from A1 to its last cell.
    depth: how deep the objects of a JSON file may be nested.
    """

    text_bytes: int = 2048 * MEBIBYTE
    json_bytes: int = 256 * MEBIBYTE
    workbook_bytes: int = 512 * MEBIBYTE
    ratio: int = 250
    free_bytes: int = 32 * MEBIBYTE
    members: int = 2_000
    columns: int = 5_000
    cell_bytes: int = MEBIBYTE
    cells: int = 20_000_000
    depth: int = 32


DEFAULT_LIMITS = Limits()
"""The limits unless a caller says otherwise."""

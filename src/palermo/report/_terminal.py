"""A report on a terminal."""

from typing import TYPE_CHECKING

from palermo.report._blocks import Facts, Note, Paragraph, Table, show, show_share
from palermo.report._document import Document
from palermo.report._intervals import Intervals
from palermo.report._words import words_used

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable

PADDING = 3
"""Columns of the terminal between two columns of a table."""

NOTE_STYLES = {"information": "dim", "caution": "yellow", "problem": "bold red"}


def print_document(document: Document, console: "Console") -> None:
    """Print a document to a rich console."""
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    console.print(Text(document.title, style="bold"))
    console.print(Text(document.lead))
    for section in document.sections:
        console.print()
        console.print(Text(section.title, style="bold underline"))
        for block in section.blocks:
            if isinstance(block, Paragraph):
                console.print(Text(block.text))
            elif isinstance(block, Note):
                console.print(Text(block.text, style=NOTE_STYLES[block.level]))
            elif isinstance(block, Facts):
                grid = RichTable.grid(padding=(0, 2))
                grid.add_column(overflow="fold")
                grid.add_column(overflow="fold")
                for name, value in block.pairs:
                    grid.add_row(Text(name, style="dim"), Text(show(value)))
                console.print(grid)
            else:
                table = block if isinstance(block, Table) else block.table()
                if isinstance(block, Intervals) and block.told_below:
                    continue
                if _fits(table, console.width):
                    console.print(_table(table, RichTable(box=box.SIMPLE_HEAD, title_justify="left")))
                else:
                    _print_rows(table, console)
                if not isinstance(block, Table) and block.note:
                    console.print(Text(block.note, style="dim"))

    words = words_used(document)
    if words:
        console.print()
        console.print(Text("Words", style="bold underline"))
        for word, meaning in words.items():
            console.print(Text(f"{word}: {meaning}", style="dim"))


def _cell(block: Table, name: str, value: object) -> str:
    is_share = name == block.bars or name in block.shares
    return show_share(value) if is_share and isinstance(value, int | float) else show(value)


def _split(text: str) -> list[str]:
    """The words of a text, a number with its unit as one; one empty word where there is none."""
    return text.split(" ") if text else [""]


def _longest(block: Table) -> list[int]:
    """The length of the longest word of each column."""
    return [
        max(len(word) for text in (name, *(_cell(block, name, row[at]) for row in block.rows)) for word in _split(text))
        for at, name in enumerate(block.columns)
    ]


def _fits(block: Table, width: int) -> bool:
    """Whether the longest words of all columns fit beside each other."""
    longest = _longest(block)
    return sum(longest) + PADDING * len(longest) <= width


def _print_rows(block: Table, console: "Console") -> None:
    """A table too wide for the terminal: each row by its first cell, and then each value with its column's name."""
    from rich.padding import Padding
    from rich.text import Text

    console.print()
    if block.caption:
        console.print(Text(block.caption, style="italic"))
    for row in block.rows:
        first, *others = ((name, _cell(block, name, value)) for name, value in zip(block.columns, row, strict=True))
        console.print(Text(first[1] or first[0], style="bold"))
        told = "; ".join(f"{name} {text}".strip() for name, text in others if text)
        console.print(Padding(Text(told), (0, 0, 0, 2)))


def _table(block: Table, table: "RichTable") -> "RichTable":
    """The table, in which no word is broken."""
    from rich.text import Text

    table.title = block.caption or None
    longest = _longest(block)
    for index, name in enumerate(block.columns):
        numeric = any(isinstance(row[index], int | float) for row in block.rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold", min_width=longest[index])
    for row in block.rows:
        cells = zip(block.columns, row, strict=True)
        table.add_row(*(Text(_cell(block, name, value)) for name, value in cells))
    return table

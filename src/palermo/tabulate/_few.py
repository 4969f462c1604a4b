"""Numbers of fewer than k cases: never shown, however they came about."""

from dataclasses import replace

from palermo.tabulate._answer import Answer, Cell
from palermo.tabulate._index import Ints, Mask

WITHHELD = "withheld: fewer than k cases"
"""The interval of a cell whose number is not shown."""


def few(numbers: Ints, k: int | None) -> Mask:
    """Which numbers are those of fewer than k cases, and not 0."""
    return (numbers > 0) & (numbers < (k or 1))


def without_few(answer: Answer, *, apart: bool) -> Answer:
    """The answer without numbers of fewer than k cases, of the total and of what it consists of among them.

    What is protected are combinations of attributes that are there. Questions can ask for more attributes than that,
    and for what is not there, and so come down to a few cases.

    apart: whether each case is in one cell. Then a single number that is withheld would be what the others leave of
    the denominator, and the next smallest is withheld too. Other differences between numbers, within an answer or
    between answers, can still be small: the cases are there to be counted by anybody.
    """
    k = answer.about.k or 1
    cells = [_cell(cell, k) for cell in answer.cells]
    gone = [cell for cell in cells if cell.n is None]
    others = [(cell.n, place) for place, cell in enumerate(cells) if cell.n is not None]
    if apart and len(gone) == 1 and others:
        _, place = min(others)
        cells[place] = _withheld(cells[place], cells[place].high)
    cells = _without_telling_changes(answer, cells)
    return replace(
        answer,
        cells=tuple(cells),
        total=_number(answer.total, k),
        denominator=_number(answer.denominator, k),
        missing=_number(answer.missing, k),
        none=_number(answer.none, k),
        spans={name: _span(ends, k) for name, ends in answer.spans.items()},
    )


def _without_telling_changes(answer: Answer, cells: list[Cell]) -> list[Cell]:
    """The cells without changes against a figure that is withheld: beside the figure of now, they would tell it."""
    if not answer.question.change:
        return cells
    place = next(at for at, column in enumerate(answer.columns) if column.is_number)
    gone = {cell.codes for cell in cells if cell.n is None}
    return [
        replace(cell, change=None)
        if cell.change and (*cell.codes[:place], cell.change.base, *cell.codes[place + 1 :]) in gone
        else cell
        for cell in cells
    ]


def _span(ends: tuple[int, int], k: int) -> tuple[int, int]:
    """The ends of an interval, of which none tells a number of fewer than k."""
    low, high = ends
    return (0 if 0 < low < k else low), (k - 1 if 0 < high < k else high)


def _number(number: int | None, k: int) -> int | None:
    return None if number is not None and 0 < number < k else number


def _cell(cell: Cell, k: int) -> Cell:
    low = 0 if 0 < cell.low < k else cell.low
    denominator = _number(cell.denominator, k)
    if (denominator, low) != (cell.denominator, cell.low):
        cell = replace(cell, denominator=denominator, low=low)
    return cell if _number(cell.n, k) is not None else _withheld(cell, max(cell.high, k - 1))


def _withheld(cell: Cell, high: int) -> Cell:
    """The cell without its number. Its upper bound stays: it is what may have been, and holds what is."""
    nothing = dict.fromkeys(("n", "share", "share_low", "share_high", "change"))
    return replace(cell, **nothing, low=0, high=high, interval=WITHHELD)  # type: ignore[arg-type]

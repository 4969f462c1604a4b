"""Numbers of fewer than k cases: never shown, however they came about, and not told by others of the same answer."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from palermo.tabulate._answer import Answer
from palermo.tabulate._arrays import Ints, Mask
from palermo.tabulate._cell import Cell

WITHHELD = "withheld: fewer than k cases"
"""The interval of a cell whose number is not shown."""

Span = tuple[int, int]


def few(numbers: Ints, k: int | None) -> Mask:
    """Which numbers are those of fewer than k cases, and not 0."""
    return (numbers > 0) & (numbers < (k or 1))


def without_few(answer: Answer, single: Sequence[bool]) -> Answer:
    """The answer without numbers of fewer than k cases, and without what others would tell of them by a difference.

    What is protected are combinations of attributes that are there. Questions can ask for more attributes than that,
    and for what is not there, and so come down to a few cases.

    single: of each column asked by, whether a case has one code in it. Where each case is in one cell, cells add up to
    their denominator: then the next smallest goes too, until what is left for those that are withheld does not tell
    one of them. The total is those with an answer and those without: it goes where one of these is withheld. Bounds of
    what is withheld are as wide as they are for any number that it may be.

    Codes that include each other, and differences between answers, can still tell small numbers: the cases are there to
    be counted by anybody (docs/explanation/protection.md).
    """
    k = answer.about.k or 1
    if k == 1:
        return answer
    gone = _gone(answer, single, k)
    cells = [_cell(cell, k, gone.get(place)) for place, cell in enumerate(answer.cells)]
    parts = {name: getattr(answer, name) or 0 for name in ("denominator", "missing", "none")}
    shown = {name: _number(number, k) for name, number in parts.items()}
    spans = {name: _span(ends, parts[name], k) for name, ends in answer.spans.items() if name in parts}
    is_within = answer.question.within and bool(answer.columns)
    within = {cell.codes[0]: (cell.denominator or 0) for cell in answer.cells} if is_within else {}
    if answer.columns and single[0] and any(_is_few(number, k) for number in within.values()):
        shown["denominator"] = None
        spans["denominator"] = _around(answer.spans["denominator"], parts["denominator"], within.values(), k)
    total = answer.total or 0
    spans["total"] = _span(answer.spans["total"], total, k)
    is_told = None not in shown.values()
    if not is_told and not _is_few(total, k):
        rest = [number for name, number in parts.items() if name != "denominator"]
        whole = within.values() if shown["denominator"] is None and within else (parts["denominator"],)
        spans["total"] = _around(answer.spans["total"], total, [*whole, *rest], k)
        cells = [cell if answer.question.within else replace(cell, missing_share=None) for cell in cells]
    return replace(
        answer,
        cells=tuple(_without_telling_changes(answer, cells)),
        total=_number(total, k) if is_told else None,
        spans={name: spans[name] for name in answer.spans},
        **shown,  # type: ignore[arg-type]
    )


def _gone(answer: Answer, single: Sequence[bool], k: int) -> dict[int, int]:
    """The places of cells that are withheld, and of each the most that it may have been made of."""
    groups: dict[str, list[int]] = {"": list(range(len(answer.cells)))}
    if answer.question.within and answer.columns:
        groups = {}
        for place, cell in enumerate(answer.cells):
            groups.setdefault(cell.codes[0], []).append(place)
    apart = all(single[1:] if answer.question.within else single)
    found: dict[int, int] = {}
    for places in groups.values():
        counts = sorted((answer.cells[place].n or 0, place) for place in places)
        ordered, numbers = [place for _, place in counts], [number for number, _ in counts]
        least = sum(_is_few(number, k) for number in numbers)
        size = _withheld_together(numbers, least, k) if apart and least else least
        most = sum(numbers[:size]) - size + 1 if size > least else k - 1
        found |= dict.fromkeys(ordered[:size], max(most, k - 1))
    return found


def _withheld_together(numbers: Sequence[int], least: int, k: int) -> int:
    """How many of the smallest numbers are withheld, so that their sum, which the others tell, tells none of them.

    numbers: ascending, without 0. least: how many of them are of fewer than k.

    >>> [_withheld_together(numbers, 1, 10) for numbers in ([4, 14, 30], [4], [9, 12])]
    [2, 1, 2]
    >>> _withheld_together([2, 3, 40], 2, 10), _withheld_together([9, 9, 40], 2, 10), _withheld_together([7, 8], 2, 10)
    (3, 3, 2)
    """
    for size in range(least, len(numbers)):
        together = sum(numbers[:size])
        # the last: all of them are 1, or all k − 1
        if size > 1 and together >= k and (size > least or together not in (size, size * (k - 1))):
            return size
    return len(numbers)


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


def _is_few(number: int, k: int) -> bool:
    return 0 < number < k


def _number(number: int, k: int) -> int | None:
    return None if _is_few(number, k) else number


def _span(ends: Span, number: int, k: int) -> Span:
    """The interval of a number; where that is withheld, one that any number of fewer than k could have."""
    low, high = ends
    return (0, high - number + k - 1) if _is_few(number, k) else (0 if low < k else low, high)


def _around(ends: Span, number: int, parts: Collection[int], k: int) -> Span:
    """The interval of a number that is withheld because of its parts: as it could be whatever these are."""
    known = sum(part for part in parts if not _is_few(part, k))
    most = known + (k - 1) * sum(_is_few(part, k) for part in parts)
    low, high = ends
    return min(low, known), high - number + most


def _cell(cell: Cell, k: int, most: int | None) -> Cell:
    """A cell as it is shown. most: the most cases that it may be made of, where it is withheld."""
    low = 0 if cell.low < k else cell.low
    denominator = _number(cell.denominator or 0, k)
    if most is None and (denominator, low) == (cell.denominator, cell.low):
        return cell
    if most is None:
        return replace(cell, denominator=denominator, low=low)
    return Cell(
        codes=cell.codes,
        n=None,
        denominator=denominator,
        share=None,
        low=0,
        high=cell.high - (cell.n or 0) + most,
        interval=WITHHELD,
        missing_share=cell.missing_share,
        cautions=cell.cautions,
    )

"""One figure of an answer, with all that travels with it."""

from dataclasses import dataclass

from palermo.tabulate._change import Change


@dataclass(frozen=True, slots=True)
class Cell:
    """The cases with one code in each column.

    n: how many; None where they are fewer than k, for what is not counted as an attribute (`!=`, more attributes than
    are protected) can single somebody out. denominator: the cases the share is over; None where they are fewer than k.
    share: n over denominator; None when that is 0 or either is None. low, high: between which numbers n lay before
    values were withheld, or the true number lies where records were put together, or does so nominally at 95 % where
    cases were made from noisy counts. interval: which kind of bounds these are. share_low, share_high: between which
    shares it lay then; None where there is no share. missing_share: of the cases that the share could be over, those
    with no answer. change: against another year, where that is asked. cautions: the rules that this figure breaks.
    """

    codes: tuple[str, ...]
    n: int | None
    denominator: int | None
    share: float | None
    low: int
    high: int
    interval: str
    share_low: float | None = None
    share_high: float | None = None
    missing_share: float | None = None
    change: Change | None = None
    cautions: tuple[str, ...] = ()

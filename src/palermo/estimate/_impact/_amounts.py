"""Sizes of effects as sentences have them: points, units, per cent, with a sign and an interval."""

import math

from palermo.estimate._impact._results import RATIO, SHARE, Effect, said_number

MINUS = "\N{MINUS SIGN}"


def size_of(effect: Effect) -> str:
    """An effect with its sign."""
    return "an unknown amount" if effect.estimate is None else told_amount(effect.scale, effect.estimate)


def interval_of(effect: Effect) -> str:
    """Its interval in brackets, or that there is none."""
    if effect.low is None or effect.high is None:
        return ", without an interval"
    level = "" if effect.level is None else f"{100 * effect.level:g}\N{NO-BREAK SPACE}% interval "
    low, high = told_amount(effect.scale, effect.low), told_amount(effect.scale, effect.high)
    unit = high.partition("\N{NO-BREAK SPACE}")[2]
    if unit and low.endswith(unit):
        low = low.removesuffix(f"\N{NO-BREAK SPACE}{unit}")
    return f" ({level}{low} to {high})"


def told_amount(scale: str, value: float) -> str:
    r"""An effect as a sentence has it: points of per cent, units, or per cent more or fewer, with its sign.

    >>> told_amount("share", -0.051), told_amount("units", 2.5), told_amount("ratio", 1.234)
    ('−5.1\xa0points', '+2.5', '+23\xa0%')
    """
    if math.isinf(value):
        return "no limit"
    if scale == SHARE:
        points = round(100 * value, 1)
        sign = "+" if points > 0 else MINUS if points < 0 else ""
        return f"{sign}{abs(points):.1f}\N{NO-BREAK SPACE}points"
    if scale == RATIO:
        return f"{_signed(float(f'{100 * (value - 1):.2g}'))}\N{NO-BREAK SPACE}%"
    return _signed(value)


def plain_amount(effect: Effect, value: float) -> str:
    """A size without a sign, such as one that would matter."""
    if effect.scale == SHARE:
        return f"{100 * value:g}\N{NO-BREAK SPACE}points"
    if effect.scale == RATIO:
        return f"{100 * value:g}\N{NO-BREAK SPACE}%"
    return f"{value:g}"


def _signed(value: float) -> str:
    text = said_number(abs(value))
    return text if float(value) == 0 else f"{'+' if value > 0 else MINUS}{text}"

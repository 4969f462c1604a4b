"""Numbers in templates, written as the page's language writes them."""

from django import template

from palermo.web.hub import figures
from palermo.web.hub.language import current_language

register = template.Library()

UNITS = ("B", "kB", "MB", "GB")
OCTETS = ("o", "ko", "Mo", "Go")
STEP = 1_000


@register.filter
def number(value: object) -> str:
    """A whole number with its thousands apart; an ellipsis where it is withheld; anything else as it is.

    >>> number(12034), number(None), number("PHL")
    ('12,034', '…', 'PHL')
    """
    if value is None:
        return "…"
    return figures.number(value, current_language()) if isinstance(value, int) else str(value)


@register.filter
def percent(value: float | None) -> str:
    """A share from 0 to 1 as a percentage."""
    return figures.percent(value, current_language())


@register.filter
def size(value: int) -> str:
    """A size in bytes, in the unit in which it is read, with powers of a thousand.

    >>> size(512).split(), size(1_234_567).split()
    (['512', 'B'], ['1.2', 'MB'])
    """
    amount, step = float(value), 0
    while amount >= STEP and step < len(UNITS) - 1:
        amount, step = amount / STEP, step + 1
    language = current_language()
    units = OCTETS if language == "fr" else UNITS
    shown = f"{amount:.1f}" if step and amount < 10 else f"{amount:.0f}"
    return f"{shown.replace('.', figures.DECIMALS.get(language, '.'))}{figures.NO_BREAK}{units[step]}"

"""Numbers in templates, written as the page's language writes them."""

import json

from django import template
from django.utils.safestring import SafeString, mark_safe

from palermo.web.hub import figures
from palermo.web.hub.charts import locale_of
from palermo.web.hub.language import current_language

register = template.Library()

UNITS = {
    "en": ("B", "kB", "MB", "GB"),
    "fr": ("o", "ko", "Mo", "Go"),
    "ar": ("بايت", "كيلوبايت", "ميغابايت", "غيغابايت"),
    "ru": ("Б", "кБ", "МБ", "ГБ"),
}
"""Units of size; languages that are not here write them as in English."""
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
    language = current_language()
    units = UNITS.get(language, UNITS["en"])
    amount, step = float(value), 0
    while amount >= STEP and step < len(units) - 1:
        amount, step = amount / STEP, step + 1
    return f"{figures.decimal(amount, 1 if step and amount < 10 else 0, language)}{figures.NO_BREAK}{units[step]}"


@register.simple_tag
def number_locale() -> SafeString:
    """How the page's language writes numbers, for charts that the browser draws: as the server's are."""
    return mark_safe(json.dumps(locale_of(current_language())))  # noqa: S308

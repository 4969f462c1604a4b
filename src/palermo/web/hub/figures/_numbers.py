"""Numbers as they are written: the same figure in the same words on every page, chart and map."""

THIN_SPACE = "\u202f"
NO_BREAK = "\u00a0"
DASH = "–"
FINE = 0.1
"""Shares below this are written with one decimal: 3.2 %, but 32 %."""

GROUPS = {"en": ",", "fr": THIN_SPACE}
DECIMALS = {"en": ".", "fr": ","}


def number(value: int | None, language: str = "en") -> str:
    r"""A whole number with its thousands apart; an ellipsis where it is withheld.

    >>> number(12034), number(12034, "fr") == "12\u202f034", number(None)
    ('12,034', True, '…')
    """
    if value is None:
        return "…"
    return f"{value:,}".replace(",", GROUPS.get(language, ","))


def percent(share: float | None, language: str = "en") -> str:
    r"""A share from 0 to 1 as a percentage; a dash where there is none.

    >>> percent(0.6249), percent(0.032), percent(0.0001), percent(None)
    ('62\xa0%', '3.2\xa0%', '<\u202f0.1\xa0%', '–')
    """
    return DASH if share is None else f"{_plain(share, language)}{NO_BREAK}%"


def between(low: float | None, high: float | None, language: str = "en") -> str:
    r"""Two shares as an interval; empty where they read the same, for then there is nothing to say.

    >>> between(0.58, 0.66), between(0.5, 0.5)
    ('58–66\xa0%', '')
    """
    if low is None or high is None:
        return ""
    texts = _plain(low, language), _plain(high, language)
    return "" if texts[0] == texts[1] else f"{texts[0]}{DASH}{texts[1]}{NO_BREAK}%"


def span(low: int, high: int, language: str = "en") -> str:
    """Two whole numbers as an interval; empty where they are the same.

    >>> span(990, 1204), span(7, 7)
    ('990–1,204', '')
    """
    return "" if low == high else f"{number(low, language)}{DASH}{number(high, language)}"


def _plain(share: float, language: str) -> str:
    hundredths = 100 * share
    if 0 < hundredths < FINE / 2:
        return f"<{THIN_SPACE}0{DECIMALS.get(language, '.')}1"
    fine = 0 < share < FINE and round(hundredths, 1) != round(hundredths)
    return f"{hundredths:.1f}".replace(".", DECIMALS.get(language, ".")) if fine else f"{hundredths:.0f}"

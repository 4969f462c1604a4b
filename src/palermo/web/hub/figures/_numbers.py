"""Numbers as they are written: the same figure in the same words on every page, chart and map.

Digits are the same in all languages: 0 to 9, as the United Nations write them in Arabic too. What stands between them
and behind them differs.
"""

from dataclasses import dataclass

THIN_SPACE = "\u202f"
NO_BREAK = "\u00a0"
DASH = "–"
LEFT_TO_RIGHT = "\u200e"
"""A mark without width that keeps what stands beside it in the order of numbers, where letters run from the right."""
FINE = 0.1
"""Shares below this are written with one decimal: 3.2 %, but 32 %."""
FOUR_DIGITS = 9_999


@dataclass(frozen=True, slots=True)
class Marks:
    """What a language writes in numbers.

    group: between thousands. decimal: before decimals. percent: behind a share. dash: between the ends of an interval.
    below: before a number that is too small to be written. start: before a share, where the sign would else be read on
    the wrong side. is_four_whole: whether four digits are not set apart.
    """

    group: str = ","
    decimal: str = "."
    percent: str = f"{NO_BREAK}%"
    dash: str = DASH
    below: str = f"<{THIN_SPACE}"
    start: str = ""
    is_four_whole: bool = False


MARKS = {
    "en": Marks(),
    "fr": Marks(group=THIN_SPACE, decimal=","),
    # the Real Academia Española, and the United Nations: thin spaces, but not in numbers of four digits
    "es": Marks(group=THIN_SPACE, decimal=",", is_four_whole=True),
    # of the CLDR, with Latin digits: the sign is set close, so that digits and sign stay together from right to left
    "ar": Marks(
        percent="%",
        dash=f"{LEFT_TO_RIGHT}{DASH}{LEFT_TO_RIGHT}",
        below=f"{LEFT_TO_RIGHT}<{THIN_SPACE}",
        start=LEFT_TO_RIGHT,
    ),
    "ru": Marks(group=NO_BREAK, decimal=","),
    "zh": Marks(percent="%"),
}
DECIMALS = {language: marks.decimal for language, marks in MARKS.items()}


def marks_of(language: str) -> Marks:
    """What a language writes in numbers; as in English where it is none of ours."""
    return MARKS.get(language, MARKS["en"])


def number(value: int | None, language: str = "en") -> str:
    r"""A whole number with its thousands apart; an ellipsis where it is withheld.

    >>> number(12034), number(12034, "fr") == "12\u202f034", number(None)
    ('12,034', True, '…')
    >>> number(1234, "es"), number(1234, "ar")
    ('1234', '1,234')
    """
    if value is None:
        return "…"
    marks = marks_of(language)
    return str(value) if marks.is_four_whole and abs(value) <= FOUR_DIGITS else f"{value:,}".replace(",", marks.group)


def decimal(value: float, digits: int, language: str = "en") -> str:
    """A number with decimals.

    >>> decimal(0.25, 1, "ru"), decimal(1234.5, 1)
    ('0,2', '1234.5')
    """
    return f"{value:.{digits}f}".replace(".", marks_of(language).decimal)


def significant(value: float, language: str = "en") -> str:
    """A number by its four first digits.

    >>> significant(0.123456, "fr"), significant(12345678.0)
    ('0,1235', '1.235e+07')
    """
    return f"{value:.4g}".replace(".", marks_of(language).decimal)


def percent(share: float | None, language: str = "en") -> str:
    r"""A share from 0 to 1 as a percentage; a dash where there is none.

    >>> percent(0.6249), percent(0.032), percent(0.0001), percent(None), percent(0.6249, "zh")
    ('62\xa0%', '3.2\xa0%', '<\u202f0.1\xa0%', '–', '62%')
    """
    return DASH if share is None else f"{marks_of(language).start}{_plain(share, language)}{marks_of(language).percent}"


def between(low: float | None, high: float | None, language: str = "en") -> str:
    r"""Two shares as an interval; empty where they read the same, for then there is nothing to say.

    Where whole numbers would read the same, a decimal tells them apart.

    >>> between(0.58, 0.66), between(0.5, 0.5), between(0.628, 0.633)
    ('58–66\xa0%', '', '62.8–63.3\xa0%')
    """
    if low is None or high is None:
        return ""
    texts = _plain(low, language), _plain(high, language)
    if texts[0] == texts[1]:
        texts = decimal(100 * low, 1, language), decimal(100 * high, 1, language)
    marks = marks_of(language)
    return "" if texts[0] == texts[1] else f"{marks.start}{texts[0]}{marks.dash}{texts[1]}{marks.percent}"


def span(low: int, high: int, language: str = "en") -> str:
    """Two whole numbers as an interval; empty where they are the same.

    >>> span(990, 1204), span(7, 7)
    ('990–1,204', '')
    """
    return "" if low == high else f"{number(low, language)}{marks_of(language).dash}{number(high, language)}"


def signed(text: str, value: float) -> str:
    r"""A number that was written without its sign, with it: kept together and in order in any script.

    >>> signed("12", -12), signed("3.2 %", 0.032), signed("0", 0)
    ('‎−12', '‎+3.2 %', '0')
    """
    if not value:
        return text
    return f"{LEFT_TO_RIGHT}{'−' if value < 0 else '+'}{text}"


def _plain(share: float, language: str) -> str:
    hundredths = 100 * share
    if 0 < hundredths < FINE / 2:
        return f"{marks_of(language).below}{decimal(FINE, 1, language)}"
    fine = 0 < share < FINE and round(hundredths, 1) != round(hundredths)
    return decimal(hundredths, 1 if fine else 0, language)

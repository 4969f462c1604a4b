"""The text of a number, as the interval that it says."""

import re

SHORTENED = re.compile(r"<\s?([1-9]\d{0,2})")
PLAIN = re.compile(r"\d{1,12}|\d{1,3}(,\d{3}){1,3}")


def interval_of(text: str) -> tuple[int, int] | None:
    """Between which numbers a number lies: `<5` between 1 and 4, `1,192` is itself. None for anything else.

    Nothing is guessed: a point between digits may be a decimal or stand for thousands, and is neither.

    >>> [interval_of(text) for text in ("<5", "12", "1,192", "1.192", "1 192", "12,5", "", "<1")]
    [(1, 4), (12, 12), (1192, 1192), None, None, None, None, None]
    """
    text = text.strip()
    if not text.isascii():
        return None
    if found := SHORTENED.fullmatch(text):
        high = int(found[1]) - 1
        return (1, high) if high else None
    number = number_of(text)
    return None if number is None else (number, number)


def number_of(text: str) -> int | None:
    """A whole number without or with commas between its thousands; None for anything else.

    >>> number_of("10,000"), number_of("10,00"), number_of("about 10")
    (10000, None, None)
    """
    text = text.strip()
    return int(text.replace(",", "")) if text.isascii() and PLAIN.fullmatch(text) else None

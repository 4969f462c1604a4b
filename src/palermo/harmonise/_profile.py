"""What stands in a column of a file whose mapping is still to be written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from palermo.cases import Missing
from palermo.harmonise._dates import formats_fault, read_date
from palermo.harmonise._headers import missing_texts, no_texts, yes_texts
from palermo.harmonise._outcome import encode
from palermo.harmonise._private import is_identifying

MOST_TEXTS = 1000
"""Different texts of a column that are looked at, the most frequent first."""

FLAG_SHARE = 0.95
"""From this share of rows that say yes or no on, the others are slips."""

MOST_FLAG_TEXTS = 6
"""A yes-or-no column has few different texts."""

LONGEST_TEXT = 200
"""Characters. Longer texts are no codes: they are cut, and count as not understood."""

MANY_ROWS = 30
"""Fewer rows say little about whether a column repeats itself."""

MOST_CODES = 40
"""Different texts of a column that holds codes nobody knows here."""

FEWEST_ROWS_A_CODE = 10
"""Rows that each of them has on average."""

DATE_SHARE = 0.6
"""From this share of readable texts on, a column holds dates."""

Texts = Sequence[tuple[str, int]]
"""Different texts, each with how many rows have it."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One column of a file.

    texts: its different texts without those that often stand for a missing value, the most frequent first.
    missing: those texts → the kind of missing they often stand for. filled: rows that are not blank.
    distinct: how many different texts there are.
    """

    name: str
    texts: Texts
    missing: dict[str, Missing]
    filled: int
    distinct: int

    @property
    def is_identifying(self) -> bool:
        """Whether the header says that names, contacts, dates of birth or free text stand here."""
        return is_identifying(self.name)

    @property
    def is_free(self) -> bool:
        """Whether hardly a text stands here twice, as with identifiers and free text."""
        return self.filled >= MANY_ROWS and self.distinct > self.filled / 2

    @property
    def is_coded(self) -> bool:
        """Whether a few texts stand here again and again, as no name and no free text does."""
        return self.filled >= MANY_ROWS and self.distinct <= min(MOST_CODES, self.filled / FEWEST_ROWS_A_CODE)

    @property
    def is_flag(self) -> bool:
        """Whether the texts say yes or no, but for a few slips."""
        if not 0 < len(self.texts) <= MOST_FLAG_TEXTS:
            return False
        known = yes_texts() | no_texts()
        said = sum(rows for text, rows in self.texts if text.casefold() in known)
        return said >= FLAG_SHARE * sum(rows for _, rows in self.texts)

    def share(self, reads: Callable[[str], bool]) -> tuple[float, Texts]:
        """How much of the column is read by a function: the mean of its share of texts and of rows; and what is not."""
        return share_of(self.texts, reads)


def share_of(texts: Texts, reads: Callable[[str], bool]) -> tuple[float, Texts]:
    """The mean of the shares of different texts and of rows that a function reads, and the texts that it does not."""
    if not texts:
        return 0.0, ()
    unread = [(text, rows) for text, rows in texts if not reads(text)]
    total = sum(rows for _, rows in texts)
    by_text, by_row = 1 - len(unread) / len(texts), 1 - sum(rows for _, rows in unread) / total
    return (by_text + by_row) / 2, unread


def profile(name: str, values: pa.ChunkedArray) -> Profile:
    """Look at a column."""
    encoded = encode(values)
    counts = np.bincount(encoded.index, minlength=len(encoded.entries)).tolist()
    known = missing_texts()
    rows: dict[str, int] = {}
    for text, count in zip(encoded.entries, counts, strict=True):
        if text is not None:
            text = text[:LONGEST_TEXT]
            rows[text] = rows.get(text, 0) + count
    missing = {text: known[text.casefold()] for text in rows if text.casefold() in known}
    texts = sorted(((t, n) for t, n in rows.items() if t not in missing), key=lambda item: (-item[1], item[0]))
    return Profile(name, texts[:MOST_TEXTS], missing, sum(rows.values()), len(rows))


@dataclass(frozen=True, slots=True)
class Dates:
    """How a column writes dates. ambiguous: nothing in it tells the day from the month."""

    formats: tuple[str, ...]
    share: float
    ambiguous: bool


def dates_of(texts: Texts) -> Dates | None:
    """The formats in which a column's dates are written, or None when it holds none."""
    whole: list[tuple[str, ...]] = [("iso",)]
    for mark in "/.-":
        whole += [
            (f"day{mark}month{mark}year",),
            (f"month{mark}day{mark}year",),
            (f"year{mark}month{mark}day",),
        ]
    shares = {formats: share_of(texts, _reader(formats))[0] for formats in whole}
    best = max(shares, key=lambda formats: shares[formats])  # day first where both fit alike: it stands first
    if shares[best] == 0.0:
        return None
    twin = tuple(name.replace("day", "•").replace("month", "day").replace("•", "month") for name in best)
    ambiguous = best != ("iso",) and not best[0].startswith("year") and shares.get(twin, 0.0) == shares[best]
    formats = best
    mark = next((char for char in best[0] if char in "/.-"), "/")
    for more in ("year", f"month{mark}year"):
        if share_of(texts, _reader((*formats, more)))[0] > share_of(texts, _reader(formats))[0]:
            formats = (*formats, more)
    share = share_of(texts, _reader(formats))[0]
    if share < DATE_SHARE or formats_fault(formats):
        return None
    return Dates(formats, share, ambiguous)


def _reader(formats: Iterable[str]) -> Callable[[str], bool]:
    given = tuple(formats)
    return lambda text: read_date(text, given) is not None

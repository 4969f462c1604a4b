"""Who is on a list, by the words of its column: pairs of yes and no, or one mark and blanks. Nothing is guessed."""

import numpy as np
import pyarrow as pa

from palermo.errors import InputError
from palermo.estimate._lists._transforms import Bools

PLAIN_YES = frozenset(("1", "1.0", "true"))
PLAIN_NO = frozenset(("0", "0.0", "false"))

PAIRS = (
    (PLAIN_YES, PLAIN_NO),
    (frozenset(("yes", "y")), frozenset(("no", "n"))),
    (frozenset(("oui", "o")), frozenset(("non", "n"))),
    (frozenset(("sí", "si", "s")), frozenset(("no", "n"))),
    (frozenset(("да", "д")), frozenset(("нет", "н"))),
    (frozenset(("نعم",)), frozenset(("لا",))),
    (frozenset(("是",)), frozenset(("否", "不是"))),
)
"""Yes and no, in small letters: those of one column are all of one pair."""

MARKS = frozenset(("x", "✓", "✔", "☑", "•", "*", "+")).union(*(yes for yes, _ in PAIRS))
"""What stands for being on the list in a column that has nothing else but blanks."""

WORDS = MARKS.union(*(no for _, no in PAIRS))
"""All that a column of a list may hold."""

BLANK = frozenset(("", "nan"))


def said(column: pa.ChunkedArray) -> frozenset[str]:
    """The different values of a column, in small letters; empty for what is missing.

    >>> sorted(said(pa.chunked_array([["Yes", " no", None, "yes"]])))
    ['', 'no', 'yes']
    """
    return frozenset("" if value is None else str(value).strip().casefold() for value in column.unique().to_pylist())


def who_is_on(column: pa.ChunkedArray, place: str) -> tuple[Bools, str]:
    """Who is on a list, and how that was read where it is not by 1 and 0.

    A blank is no only where the column holds one mark and blanks; beside a word for no it is neither yes nor no. Raises
    InputError at the first cell that is neither.

    >>> import pyarrow as pa
    >>> who_is_on(pa.chunked_array([["x", "", None, "X"]]), "police")[0].tolist()
    [True, False, False, True]
    >>> who_is_on(pa.chunked_array([["oui", "non"]]), "police")[1]
    'oui is on the list, non is not'
    """
    encoded = column.combine_chunks().dictionary_encode()
    texts = [str(value).strip().casefold() for value in encoded.dictionary.to_pylist()] + [""]
    index = encoded.indices.fill_null(len(texts) - 1).to_numpy()
    there = [text for at, text in enumerate(texts) if at < len(texts) - 1 or encoded.null_count]
    words = dict.fromkeys(text for text in there if text not in BLANK)
    pair = next(((yes, no) for yes, no in PAIRS if words and words.keys() <= yes | no), None)
    marked = len(words) == 1 and words.keys() <= MARKS and len(there) > 1
    if marked and words.keys() <= PLAIN_YES:  # a gap among numbers is a gap, an empty cell of a file is blank
        marked = not encoded.null_count and "nan" not in there
    if marked:
        yes, no = frozenset(words), BLANK
    else:
        yes, no = pair or PAIRS[0]
    wrong = np.array([text not in yes and text not in no for text in texts], dtype=bool)
    if wrong[index].any():
        row = int(np.argmax(wrong[index]))
        text = texts[index[row]]
        shown = "nothing" if text in BLANK else f"“{text[:20]}”"
        raise InputError("estimate.not_yes_or_no", place=f"{place}, record {row + 1}", value=shown)
    found: Bools = np.array([text in yes for text in texts], dtype=bool)[index]
    if yes is PLAIN_YES:
        return found, ""
    named = [" or ".join(text for text in words if text in side) for side in (yes, no)]
    told = f"{named[0]} is on the list" if named[0] else ""
    other = "a blank is not" if marked else f"{named[1]} is not" if named[1] else ""
    return found, ", ".join(filter(None, (told, other)))

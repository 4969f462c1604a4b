"""How one text becomes one outcome, decided once for each different text of a column."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from palermo.cases import Missing
from palermo.codes import CodeList, Column, ColumnKind, code_list, fold
from palermo.harmonise._mapping import Meaning, Reading
from palermo.harmonise._outcome import Outcome

LONGEST_RUN = 3
"""Parts of one label that holds the delimiter: the longest of HTCDS 2.0 have one semicolon."""

Reader = Callable[[str | None], Outcome]

LONGEST_NUMBER = 9
"""Digits. Longer ones do not fit the case table's whole numbers, and none of its columns needs them."""


def loose(text: str) -> str:
    """A text with case and doubled spaces aside, for comparing what a mapping declares with what a file holds."""
    return " ".join(text.split()).casefold()


@dataclass(frozen=True, slots=True)
class Lookup:
    """Declared texts, found as written first and with case and spaces aside second."""

    exact: Mapping[str, Meaning]
    similar: Mapping[str, Meaning]

    @classmethod
    def of(cls, declared: Mapping[str, Meaning]) -> "Lookup":
        """From what a mapping declares. Texts that differ by case alone and mean different things count as written."""
        similar: dict[str, Meaning] = {}
        clashing = set()
        for text, meaning in declared.items():
            if similar.setdefault(loose(text), meaning) != meaning:
                clashing.add(loose(text))
        return cls(
            {text.strip(): meaning for text, meaning in declared.items()},
            {text: meaning for text, meaning in similar.items() if text not in clashing},
        )

    def get(self, text: str) -> Meaning | None:
        """What a text means, or None."""
        if not self.exact:  # files may have a million different texts
            return None
        found = self.exact.get(text)
        return self.similar.get(loose(text)) if found is None else found


@dataclass(frozen=True, slots=True)
class Words:
    """What the mapping says of every cell that fills one column: the file-wide missing texts and the blank."""

    column: Column
    missing: Lookup
    blank: Missing
    today: date

    def absent(self, text: str | None) -> Outcome | None:
        """The outcome of a blank or of a text that stands for a kind of missing; None for any other."""
        if text is None:
            return Outcome(missing=self.blank)
        meaning = self.missing.get(text)
        return Outcome(missing=meaning) if isinstance(meaning, Missing) else None


def value_outcome(column: Column, meaning: Meaning, *, unknown: tuple[str, ...] = ()) -> Outcome:
    """What a declared meaning is in a column."""
    if isinstance(meaning, Missing):
        return Outcome(missing=meaning, unknown=unknown)
    if column.kind is ColumnKind.CODES:
        return Outcome(value=meaning, unknown=unknown)
    return Outcome(value=int(meaning[0]) if column.is_number else meaning[0], unknown=unknown)


def meanings(words: Words, reading: Reading) -> Callable[[str], Meaning | None]:
    """How a text is looked up: the column's values, the file's texts for missing, the code list; None: none knows it.

    What the mapping declares goes before what the list knows: where `dk` stands for unknown, it is not Denmark.
    """
    column = words.column
    declared = Lookup.of(reading.values)
    if column.list is None:
        return declared.get
    known = code_list(column.list)
    if reading.attribute:
        by_attribute = {c.attributes[reading.attribute]: c.code for c in known if reading.attribute in c.attributes}
        resolve: Callable[[str], str | None] = by_attribute.get
    elif reading.strict:
        return declared.get
    elif reading.languages:
        resolve = _in_languages(known, reading.languages)
    else:
        resolve = known.resolve

    def find(text: str) -> Meaning | None:
        meaning = declared.get(text)
        if meaning is None:
            meaning = words.missing.get(text)
        if meaning is None and (code := resolve(text)) is not None:
            return (code,)
        return meaning

    return find


def _in_languages(known: CodeList, languages: tuple[str, ...]) -> Callable[[str], str | None]:
    names: dict[str, str] = {}
    for code in known:
        for text in (code.code, *code.aliases, *(code.label[name] for name in languages if name in code.label)):
            names.setdefault(fold(text), code.code)
    return lambda text: names.get(fold(text))


def reader(words: Words, reading: Reading, source: str) -> Reader:
    """How a cell becomes a value of the column. source: the file's column, for faults."""
    find = meanings(words, reading)
    column = words.column

    def read(text: str | None) -> Outcome:
        if text is not None and (meaning := find(text)) is not None:
            return value_outcome(column, meaning)
        if (absent := words.absent(text)) is not None or text is None:
            return absent or Outcome(missing=words.blank)
        if column.list is not None:
            return _unknown(column, reading, text, source)
        if column.is_number:
            return _whole(words, reading, text, source)
        return Outcome(value=text)

    return read


def _unknown(column: Column, reading: Reading, text: str, source: str) -> Outcome:
    if reading.otherwise is None:
        return Outcome(fault="value_unknown", column=source, unknown=(text,))
    return value_outcome(column, reading.otherwise, unknown=(text,))


def _whole(words: Words, reading: Reading, text: str, source: str) -> Outcome:
    if not (text.isascii() and text.removeprefix("-").isdecimal()) or len(text) > LONGEST_NUMBER:
        if reading.otherwise is not None:
            return value_outcome(words.column, reading.otherwise)
        return Outcome(fault="number_unreadable", column=source)
    return number_outcome(words, int(text), source)


def number_outcome(words: Words, number: int, source: str) -> Outcome:
    """A whole number within the column's bounds; a year that lies in the future is refused."""
    column = words.column
    if column.name.startswith("year") and number > words.today.year:
        return Outcome(fault="date_in_future", column=source)
    low, high = column.minimum, column.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        return Outcome(fault="number_out_of_range", column=source)
    return Outcome(value=number)


def country_reader(words: Words, reading: Reading, source: str, delimiter: str) -> Reader:
    """How a cell with one country, or several of which the first counts, becomes a code."""
    read = reader(words, reading, source)
    if not delimiter:
        return read

    def first(text: str | None) -> Outcome:
        names = [name.strip() for name in text.split(delimiter) if name.strip()] if text is not None else []
        if len(names) < 2:
            return read(names[0] if names else None)
        found = read(names[0])
        return found._replace(noted="several_countries") if not found.fault else found

    return first


Item = tuple[str, Meaning | None]
"""One answer of a cell, and what it means; None where nothing knows it."""


def split_items(
    words: Words, reading: Reading, delimiter: str, none: tuple[str, ...]
) -> Callable[[str], Iterator[Item]]:
    """How a cell is split into its answers. What the mapping takes unknown ones for is their meaning."""
    known = _knows(words, reading, none)

    def items(text: str) -> Iterator[Item]:
        for item, meaning in _items(text, delimiter, known):
            yield item, reading.otherwise if meaning is None else meaning

    return items


def _knows(words: Words, reading: Reading, none: tuple[str, ...]) -> Callable[[str], Meaning | None]:
    find = meanings(words, reading)
    nothing = {loose(text) for text in none}

    def known(item: str) -> Meaning | None:
        if nothing and loose(item) in nothing:
            return ()
        meaning = find(item)
        return words.missing.get(item) if meaning is None else meaning

    return known


def split_reader(words: Words, reading: Reading, source: str, delimiter: str, none: tuple[str, ...]) -> Reader:
    """How a cell with several answers becomes a set of codes, in the order of the code list."""
    known = _knows(words, reading, none)
    order = {code.code: n for n, code in enumerate(code_list(str(words.column.list)))}

    def read(text: str | None) -> Outcome:
        if (absent := words.absent(text)) is not None or text is None:
            return absent or Outcome(missing=words.blank)
        codes: set[str] = set()
        kinds: list[Missing] = []
        unknown: list[str] = []
        is_none = False
        for item, meaning in _items(text, delimiter, known):
            if meaning is None:
                unknown.append(item)
                meaning = reading.otherwise
                if meaning is None:
                    continue
            if isinstance(meaning, Missing):
                kinds.append(meaning)
            elif meaning:
                codes.update(meaning)
            else:
                is_none = True
        if unknown and reading.otherwise is None:
            return Outcome(fault="value_unknown", column=source, unknown=tuple(unknown))
        return _set_outcome(words, codes, kinds, is_none, order)._replace(unknown=tuple(unknown))

    return read


def _items(text: str, delimiter: str, known: Callable[[str], Meaning | None]) -> Iterator[Item]:
    """The answers in a cell. A label may hold the delimiter itself: the longest run of parts that is known counts."""
    parts = [part.strip() for part in text.split(delimiter) if part.strip()]
    start = 0
    while start < len(parts):
        for end in range(min(len(parts), start + LONGEST_RUN), start, -1):
            item = f"{delimiter.strip()} ".join(parts[start:end])
            meaning = known(item)
            if meaning is not None or end == start + 1:
                yield item, meaning
                start = end
                break


def _set_outcome(
    words: Words, codes: set[str], kinds: list[Missing], is_none: bool, order: Mapping[str, int]
) -> Outcome:
    said = (bool(codes), bool(kinds), is_none)
    noted = "answers_contradict" if sum(said) > 1 else ""
    if codes:
        return Outcome(value=tuple(sorted(codes, key=order.__getitem__)), noted=noted)
    if kinds:
        return Outcome(missing=kinds[0], noted=noted)
    return Outcome(value=()) if is_none else Outcome(missing=words.blank)

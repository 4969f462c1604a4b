"""What keys a mapping of a data file has, and what stands behind them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from palermo.codes._marked import Fields, Items, malformed
from palermo.codes._model import LANGUAGES, ORIGINS
from palermo.errors import CodesError

Check = Callable[[Fields, str], None]
"""Raises CodesError when what stands behind a key is not of the kind it should be."""

CODE_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
"""What a code is made of: nothing that separates codes in a cell (`;`), a condition (`|`, `=`, `<`) or an address."""

NO_CODES = "none"
"""How an empty set is written in a cell: no code may be spelt so."""


def text(fields: Fields, key: str) -> None:
    """Text, with something in it."""
    if not isinstance(fields[key], str) or not fields[key].strip():
        raise malformed(fields.at(key), f"{key} has to be text.")


def text_or_nothing(fields: Fields, key: str) -> None:
    """Text, or null."""
    if fields[key] is not None:
        text(fields, key)


def truth(fields: Fields, key: str) -> None:
    """Written as true or false."""
    if not isinstance(fields[key], bool):
        raise malformed(fields.at(key), f"{key} has to be true or false.")


def whole_number(fields: Fields, key: str) -> None:
    """A whole number."""
    if not isinstance(fields[key], int) or isinstance(fields[key], bool):
        raise malformed(fields.at(key), f"{key} has to be a whole number.")


def texts(fields: Fields, key: str) -> None:
    """A sequence of texts."""
    value = fields[key]
    if not isinstance(value, Items):
        raise malformed(fields.at(key), f"{key} has to be a list.")
    for index, item in enumerate(value):
        if not isinstance(item, str) or not item.strip():
            raise malformed(value.at(index), f"{key} holds something that is not text; write it in quotes.")


def mapping(fields: Fields, key: str) -> None:
    """A mapping of texts to texts."""
    value = fields[key]
    if not isinstance(value, Fields):
        raise malformed(fields.at(key), f"{key} has to be a mapping.")
    for name, item in value.items():
        if not isinstance(item, str) or not item:
            raise malformed(value.at(name), f"{key}: what stands behind {name!r} is not text; write it in quotes.")


def labels(fields: Fields, key: str) -> None:
    """A text by language, English among them."""
    mapping(fields, key)
    value = fields[key]
    for language in value:
        if language not in LANGUAGES:
            raise malformed(value.at(language), f"{language!r} is not a language of ours: {', '.join(LANGUAGES)}.")
    if "en" not in value:
        raise CodesError("codes.incomplete", place=fields.at(key), what=f"The English text of {key}")


def code(fields: Fields, key: str) -> None:
    """A code."""
    text(fields, key)
    if not CODE_PATTERN.fullmatch(fields[key]) or fields[key] == NO_CODES:
        raise malformed(
            fields.at(key),
            f"{fields[key]!r} cannot be a code: a code is letters, digits and . _ + - alone, and is not {NO_CODES!r}.",
        )


def entries(fields: Fields, key: str) -> None:
    """A sequence of mappings, at least one."""
    value = fields[key]
    if not isinstance(value, Items) or not value:
        raise malformed(fields.at(key), f"{key} has to be a list with something in it.")
    for index, item in enumerate(value):
        if not isinstance(item, Fields):
            raise malformed(value.at(index), f"an entry of {key} has to be a mapping.")


def translations(fields: Fields, key: str) -> None:
    """Where labels are from, by language."""
    value = fields[key]
    if not isinstance(value, Fields):
        raise malformed(fields.at(key), f"{key} has to be a mapping.")
    for language, entry in value.items():
        if language not in LANGUAGES[1:]:
            known = ", ".join(LANGUAGES[1:])
            raise malformed(value.at(language), f"{language!r} is not a language to translate to: {known}.")
        if not isinstance(entry, Fields):
            raise malformed(value.at(language), f"{key}: what stands behind {language} has to be a mapping.")
        TRANSLATION.check(entry)


def one_of(*choices: str) -> Check:
    """One of these words."""

    def check(fields: Fields, key: str) -> None:
        if fields[key] not in choices:
            raise malformed(fields.at(key), f"{key} is {fields[key]!r} and has to be one of {', '.join(choices)}.")

    return check


def source(fields: Fields, key: str) -> None:
    """Where it comes from."""
    if not isinstance(fields[key], Fields):
        raise malformed(fields.at(key), f"{key} has to be a mapping.")
    SOURCE.check(fields[key])


@dataclass(frozen=True, slots=True)
class Shape:
    """The keys that a mapping must and may have."""

    what: str
    required: Mapping[str, Check]
    optional: Mapping[str, Check]

    def check(self, fields: Fields) -> Any:
        """Raise CodesError unless the mapping has this shape."""
        for key in fields:
            if key not in self.required and key not in self.optional:
                known = ", ".join((*self.required, *self.optional))
                raise malformed(fields.at(key), f"{self.what} has no key {key!r}; it may have {known}.")
        for key, check in self.required.items():
            if key not in fields:
                raise CodesError("codes.incomplete", place=fields.at(), what=f"The key {key!r} of {self.what}")
            check(fields, key)
        for key, check in self.optional.items():
            if key in fields:
                check(fields, key)

    def each(self, entries: Iterable[Fields]) -> Iterator[Fields]:
        """Entries of this shape, each under a name of its own. Raises CodesError at the first that is not."""
        lines: dict[str, int] = {}
        for entry in entries:
            self.check(entry)
            name = entry["name"]
            if name in lines:
                what = f"The {self.what.rsplit(maxsplit=1)[-1]}"
                raise CodesError("codes.duplicate", place=entry.at(), what=what, name=name, other=lines[name])
            lines[name] = entry.line
            yield entry


TRANSLATION = Shape("a translation", {"origin": one_of(*ORIGINS)}, {"source": text, "verified": truth})
SOURCE = Shape("a source", {"title": text}, {"url": text, "version": text, "licence": text, "note": text})
HEADER: Mapping[str, Check] = {"name": text, "title": labels, "version": text, "verified": truth, "source": source}
"""What every data file begins with."""

"""The records of all lists as one table of comparable columns: on it Splink works, from it encodings are made."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import pyarrow as pa

from palermo.errors import InputError
from palermo.link._fields import Fields
from palermo.link._names import NOBODY, Name, in_arabic, name, several, split_full
from palermo.link._values import UNKNOWN, Birth, age, birth, country, identifier, parts, place, sex, year

SEPARATOR = ":"
"""Between a list's name and its record's, as in `north:12`."""

TOO = ("given_too", "family_too", "given_too_sounds", "family_too_sounds")
"""What else a given or a family name may be: one of its words, or an alias."""

NAMES = ("given", "family", "name", "alias")
"""Fields of names."""

EVIDENCE = ("given", "family", "birth", "sex", "nationality")
"""Fields of people, besides those with roles."""

Texts = list[str]


@dataclass(frozen=True, eq=False)
class Records:
    """The records of all lists, one after the other.

    table: one row a record: `unique_id` (its number), `list_name`, and comparable columns (null where not known).
    keys: what each record is called, `list:record`. lists: the names of the lists. of_list: each record's list.
    fields: for each list which columns were read. has: the fields that occur: `given`, `birth`, `place.birth`, ...
    """

    table: pa.Table
    keys: tuple[str, ...]
    lists: tuple[str, ...]
    of_list: tuple[int, ...]
    fields: Mapping[str, Mapping[str, str]]
    has: tuple[str, ...]

    def roles(self, kind: str) -> tuple[str, ...]:
        """The roles in which a kind of field occurs."""
        return tuple(each.partition(".")[2] for each in self.has if each.startswith(f"{kind}."))


def prepare(tables: Mapping[str, pa.Table], fields: Fields, *, scripts: bool = False) -> Records:
    """Read what lists say of people. Text is read as text; what cannot be read is not known.

    scripts: whether names of all records sound alike as barely as Arabic script can tell, where some are written in it.

    Raises InputError when a record of a list has no name or that of another, where the list says which column names
    them, and for columns that are not there.
    """
    rows: list[dict[str, object]] = []
    keys: list[str] = []
    of_list: list[int] = []
    found = {label: fields.found_in(label, table.column_names) for label, table in tables.items()}
    roles = sorted({each for columns in found.values() for each in columns if "." in each})
    texts = {
        label: {wanted: _texts(table.column(column)) for wanted, column in found[label].items()}
        for label, table in tables.items()
    }
    heard = "bare" if scripts and any(_arabic(columns) for columns in texts.values()) else "sounds"
    for number, (label, table) in enumerate(tables.items()):
        columns = texts[label]
        keys += _keys(label, columns.get("record"), table.num_rows)
        of_list += [number] * table.num_rows
        rows += [_row(label, each, roles, heard) for each in _rows(columns, table.num_rows)]
    table = pa.Table.from_pylist([{"unique_id": at, **row} for at, row in enumerate(rows)], schema=_schema(roles))
    has = tuple(
        each for each in (*EVIDENCE, *roles)
        if table.column(_column(each)).null_count < table.num_rows
    )  # fmt: skip
    return Records(table, tuple(keys), tuple(tables), tuple(of_list), found, has)


def _column(field: str) -> str:
    """The column in which a field stands that is known."""
    return "birth_year" if field == "birth" else field.replace(".", "_")


def _texts(column: pa.ChunkedArray) -> Texts:
    return [text or "" for text in column.cast(pa.string()).to_pylist()]


def _keys(label: str, records: Sequence[str] | None, rows: int) -> list[str]:
    """What the records are called: as the contributor calls them, else by number from 1."""
    if records is None:
        return [f"{label}{SEPARATOR}{number}" for number in range(1, rows + 1)]
    seen: set[str] = set()
    for number, record in enumerate(records, 1):
        if not record.strip() or record in seen:
            reason = f"record {number} has {'the name of another' if record in seen else 'no name'}."
            hint = "Each record of a list needs a name of its own; without the field record they are numbered."
            raise InputError("link.lists", place=f"{label}, record {number}", reason=reason, hint=hint)
        seen.add(record)
    return [f"{label}{SEPARATOR}{record}" for record in records]


def _rows(columns: Mapping[str, Texts], rows: int) -> Iterable[dict[str, str]]:
    names = list(columns)
    if not names:
        return ({} for _ in range(rows))
    return (dict(zip(names, cells, strict=True)) for cells in zip(*columns.values(), strict=True))


def _schema(roles: Sequence[str]) -> pa.Schema:
    texts = ("given", "family", "given_sound", "family_sound", "birth_text", "sex", "nationality")
    words = ("names", "sounds", "sound_pairs", "nationalities", *TOO)
    numbers = ("birth_year", "birth_month", "birth_day")
    types = {"place": pa.string(), "date": pa.int32(), "identifier": pa.string()}
    return pa.schema(
        [("unique_id", pa.int64()), ("list_name", pa.string())]
        + [(each, pa.string()) for each in texts]
        + [(each, pa.list_(pa.string())) for each in words]
        + [(each, pa.int32()) for each in numbers]
        + [(_column(each), types[each.partition(".")[0]]) for each in roles]
    )


def _row(label: str, cells: Mapping[str, str], roles: Sequence[str], heard: str) -> dict[str, object]:
    """One record's comparable values. heard: which keys of names' sounds."""
    row: dict[str, object] = {"list_name": label, **_named(cells, heard), **_born(cells)}
    row["sex"] = sex(cells.get("sex", ""))
    nationalities = sorted({code for text in several(cells.get("nationality", "")) if (code := country(text))})
    row["nationality"] = " ".join(nationalities) or None
    row["nationalities"] = nationalities or None
    readers: dict[str, Callable[[str], object]] = {"place": place, "identifier": identifier, "date": _day}
    for each in roles:
        text = cells.get(each, "")
        row[_column(each)] = readers[each.partition(".")[0]](text) if text.strip() else None
    return row


def _day(text: str) -> int | None:
    """A day as a number, or None."""
    day = parts(text)
    return None if day is None else day.toordinal()


def _arabic(columns: Mapping[str, Texts]) -> bool:
    """Whether a list has names in Arabic script."""
    return any(in_arabic(text) for each in NAMES if each in columns for text in columns[each])


def _named(cells: Mapping[str, str], heard: str) -> dict[str, object]:
    given, family = cells.get("given", ""), cells.get("family", "")
    if not given.strip() and not family.strip() and cells.get("name", "").strip():
        given, family = split_full(cells["name"])
    one, other = (name(each) if each.strip() else NOBODY for each in (given, family))
    others = [name(text) for text in several(cells.get("alias", ""))]
    words = tuple(dict.fromkeys(word for each in (one, other, *others) for word in each.words))
    sounds = tuple(dict.fromkeys(key for each in (one, other, *others) for key in getattr(each, heard)))
    return {
        "given": _joined(one, "words"),
        "family": _joined(other, "words"),
        "given_sound": _joined(one, heard),
        "family_sound": _joined(other, heard),
        "names": [*dict.fromkeys((*words, *filter(None, (_joined(one, "words"), _joined(other, "words")))))] or None,
        "sounds": list(sounds) or None,
        "sound_pairs": [" ".join(pair) for pair in combinations(sorted(sounds), 2)] or None,
        "given_too": _too(one, others, "words"),
        "family_too": _too(other, others, "words"),
        "given_too_sounds": _too(one, others, heard),
        "family_too_sounds": _too(other, others, heard),
    }


def _too(one: Name, others: Sequence[Name], what: str) -> list[str] | None:
    """The words of a name of several, and those of aliases.

    The other name's are not among them: one word in common would count for both, as if it were two.
    """
    own = getattr(one, what)
    found = dict.fromkeys((*(own if len(own) > 1 else ()), *(word for each in others for word in getattr(each, what))))
    return list(found) or None


def _joined(each: Name, what: str) -> str | None:
    return " ".join(getattr(each, what)) or None


def _born(cells: Mapping[str, str]) -> dict[str, object]:
    born: Birth = birth(cells["birth_date"]) if cells.get("birth_date", "").strip() else UNKNOWN
    if born.year is None:
        born = Birth(year(cells.get("birth_year", "")))
    if born.year is None and (years := age(cells.get("age", ""))) is not None:
        days = [day for each, text in cells.items() if each.startswith("date.") and (day := parts(text))]
        born = Birth(min(days).year - years) if days else UNKNOWN
    whole = born.day is not None
    return {
        "birth_year": born.year,
        "birth_month": born.month,
        "birth_day": born.day,
        "birth_text": f"{born.year}-{born.month:02}-{born.day:02}" if whole else None,
    }

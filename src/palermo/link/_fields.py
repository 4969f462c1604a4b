"""Which columns of a list hold what of a person: as the user says, else as headers say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from palermo.cases import Dialect
from palermo.codes import LARGEST, fold, parse_yaml
from palermo.errors import InputError, UserError
from palermo.link._words import headers, kinds, roles

Malformed = Callable[[str, str], UserError]
Columns = Mapping[str, str]
"""A field, such as `given` or `place.birth` → the column that holds it."""


@dataclass(frozen=True)
class Fields:
    """Which columns hold what. A field is named by its kind, and where it may occur several times by a role too.

    Kinds: record, given, family, name, alias, birth_date, birth_year, age, sex, nationality; with a role place, date
    and identifier: `place.birth`, `date.referral`, `identifier.passport`.

    everywhere: the columns of all lists that have them. of_list: those of one list, which come first.
    written: how the file of a list is written, where it is not plain. guess: whether columns of which nothing is said
    are recognised by their headers.

    Raises InputError for a field that there is not.
    """

    everywhere: Columns = field(default_factory=dict)
    of_list: Mapping[str, Columns] = field(default_factory=dict)
    written: Mapping[str, Dialect] = field(default_factory=dict)
    guess: bool = True

    def __post_init__(self) -> None:
        for columns in (self.everywhere, *self.of_list.values()):
            for name in columns:
                check_field(name)

    def found_in(self, name: str, columns: Sequence[str]) -> dict[str, str]:
        """The fields of a list, with their columns. Raises InputError for a column that the list does not have.

        >>> Fields({"given": "call_name"}).found_in("north", ["Surname", "call_name", "DOB", "remarks"])
        {'given': 'call_name', 'family': 'Surname', 'birth_date': 'DOB'}
        """
        own = self.of_list.get(name, {})
        for wanted, column in own.items():
            if column not in columns:
                raise _no_column(name, wanted, column, columns)
        told = {wanted: column for wanted, column in self.everywhere.items() if column in columns} | dict(own)
        if self.guess:
            taken = set(told.values())
            for column in columns:
                wanted = headers().get(fold(column.replace("_", " ")), "")
                if wanted and wanted not in told and column not in taken:
                    told[wanted] = column
        return told


NO_FIELDS = Fields()
"""Nothing is said of columns: headers tell."""


def check_field(name: str) -> None:
    """Raise InputError unless this is a field: a kind, with a role where there may be several."""
    kind, point, role = name.partition(".")
    if kind not in kinds():
        near = get_close_matches(kind, kinds(), 1)
        hint = f"Did you mean {near[0]}?" if near else f"Fields are {', '.join(kinds())}."
        raise InputError("link.fields_unreadable", place=name, reason=f"there is no field {kind}.", hint=hint)
    if bool(point and role.isidentifier()) != (kind in roles()):
        want = f"give it a role of letters, such as {kind}.other" if kind in roles() else f"write {kind} alone"
        reason = f"{kind} may occur {'several times' if kind in roles() else 'once'}."
        raise InputError("link.fields_unreadable", place=name, reason=reason, hint=f"In its place, {want}.")


def _no_column(name: str, wanted: str, column: str, columns: Sequence[str]) -> InputError:
    near = get_close_matches(column, columns, 1)
    hint = f"Did you mean {near[0]}?" if near else f"Its columns are {', '.join(columns[:20])}."
    reason = f"the list has no column {column}, in which {wanted} should stand."
    return InputError("link.fields_unreadable", place=name, reason=reason, hint=hint)


def read_fields(path: Path | str) -> Fields:
    r"""Read what a YAML file says of columns: `fields` of all lists, `lists` of single ones by name.

    Under `files`, by a list's name, stands how its file is written, as under `source` of a mapping: encoding,
    delimiter, sheet, header_row and so on.

    Raises InputError, with the line, for what cannot be read or is no field.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "fields.yaml")
    ...     _ = path.write_text("fields:\n  given: prenom\nlists:\n  south:\n    place.birth: town\n")
    ...     read_fields(path).of_list
    {'south': {'place.birth': 'town'}}
    """
    path = Path(path)

    def malformed(place: str, reason: str) -> UserError:
        hint = "Write `fields:` with lines such as `given: First name`, and `lists:` for single lists."
        return InputError("link.fields_unreadable", place=place, reason=reason, hint=hint)

    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(LARGEST + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("file.not_found", place=str(path)) from error
    import yaml

    parse_yaml(text, str(path), malformed=malformed)  # refuses what is no plain YAML
    root = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - every scalar is text
    if not isinstance(root, dict) or root.keys() - {"fields", "lists", "files"}:
        raise malformed(str(path), "it has other sections than fields, lists and files.")
    lists, written = root.get("lists") or {}, root.get("files") or {}
    if not isinstance(lists, dict) or not isinstance(written, dict):
        raise malformed(str(path), "`lists` and `files` name lists, and under each what is said of it.")
    return Fields(
        _columns(root.get("fields"), str(path), malformed),
        {str(name): _columns(columns, f"{path}, {name}", malformed) for name, columns in lists.items()},
        {str(name): _dialect(said, f"{path}, {name}", malformed) for name, said in written.items()},
    )


def _dialect(given: object, place: str, malformed: Malformed) -> Dialect:
    told: dict[str, Any] = dict(_columns(given, place, malformed))
    try:
        for name in {"header_row", "data_row"} & told.keys():
            told[name] = int(told[name])
        return Dialect(**told)
    except (TypeError, ValueError) as error:
        raise malformed(place, f"the file can't be written so: {error}.") from error


def _columns(given: object, place: str, malformed: Malformed) -> dict[str, str]:
    if given is None or given == "":
        return {}
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise malformed(place, "a field is followed by the name of one column.")
    return {str(name): str(column) for name, column in given.items()}

"""Read data files so that every fault can be told by file and line."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from palermo.errors import CodesError

_TAGS = "tag:yaml.org,2002:"


class Fields(dict[str, Any]):
    """A mapping of a data file. place: the file; line: where it begins (from 1); lines: the line of each key."""

    def __init__(self, place: str, line: int) -> None:
        super().__init__()
        self.place = place
        self.line = line
        self.lines: dict[str, int] = {}

    def at(self, key: str | None = None) -> str:
        """Where a key stands, or the mapping itself, as errors write it: `gender.yaml:12`."""
        return f"{self.place}:{self.lines.get(key, self.line) if key is not None else self.line}"


class Items(list[Any]):
    """A sequence of a data file. lines: the line of each item."""

    def __init__(self, place: str, line: int, items: Iterable[Any] = ()) -> None:
        super().__init__(items)
        self.place = place
        self.lines: list[int] = [line] * len(self)

    def at(self, index: int) -> str:
        """Where an item stands."""
        return f"{self.place}:{self.lines[index]}"


def malformed(place: str, reason: str) -> CodesError:
    """A data file that is not as a data file should be."""
    return CodesError("codes.malformed", place=place, reason=reason)


def read_yaml(path: Path, place: str) -> Fields:
    """A YAML file as marked mappings and sequences. Refuses what is not YAML and keys that stand there twice."""
    import yaml

    text = _text(path, place)
    try:
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 1
        raise malformed(f"{place}:{line}", f"it is not YAML ({error.problem}).") from error
    except yaml.YAMLError as error:
        raise malformed(place, "it is not YAML.") from error
    value = _value(root, place) if root is not None else None
    if not isinstance(value, Fields):
        raise malformed(f"{place}:1", "it has to be a mapping of keys and values.")
    return value


def _text(path: Path, place: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise malformed(place, "it is not text in UTF-8.") from error


def _value(node: Any, place: str) -> Any:
    line = node.start_mark.line + 1
    kind = node.tag.removeprefix(_TAGS)
    if kind == "map":
        return _fields(node, place, line)
    if kind == "seq":
        items = Items(place, line)
        for child in node.value:
            items.append(_value(child, place))
            items.lines.append(child.start_mark.line + 1)
        return items
    if kind == "str":
        return node.value
    if kind == "null":
        return None
    if kind == "bool" and node.value in ("true", "false"):
        return node.value == "true"
    if kind == "int" and node.value.removeprefix("-").isdecimal():
        return int(node.value)
    raise malformed(f"{place}:{line}", f"{node.value!r} is read by YAML as {kind}; write it in quotes if it is text.")


def _fields(node: Any, place: str, line: int) -> Fields:
    fields = Fields(place, line)
    for key_node, child in node.value:
        key = _value(key_node, place)
        at = key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise malformed(f"{place}:{at}", f"the key {key_node.value!r} is not text; write it in quotes.")
        if key in fields:
            raise CodesError(
                "codes.duplicate", place=f"{place}:{at}", what="The key", name=key, other=fields.lines[key]
            )
        fields[key] = _value(child, place)
        fields.lines[key] = at
    return fields


def read_table(path: Path, place: str, known: Sequence[str]) -> Iterable[Fields]:
    """The rows of a CSV table as marked mappings, cells without text left out.

    known: the columns it may have. Refuses other columns, columns that stand there twice and rows of another width.
    """
    if not path.is_file():
        raise CodesError("codes.dangling", place=place, what="The table", name=path.name, where="the folder")
    reader = csv.reader(io.StringIO(_text(path, place), newline=""), strict=True)
    try:
        header = next(reader, [])
        for index, column in enumerate(header):
            if column not in known:
                raise malformed(f"{place}:1", f"it has a column {column!r}, which is not one of {', '.join(known)}.")
            if column in header[:index]:
                raise CodesError("codes.duplicate", place=f"{place}:1", what="The column", name=column, other=1)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) != len(header):
                raise malformed(f"{place}:{line}", f"it has {len(cells)} cells where the header has {len(header)}.")
            row = Fields(place, line)
            row.update({column: cell for column, cell in zip(header, cells, strict=True) if cell})
            yield row
            line = reader.line_num + 1
    except csv.Error as error:
        raise malformed(f"{place}:{reader.line_num}", f"it is not CSV ({error}).") from error

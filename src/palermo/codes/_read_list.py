"""Read and check code lists."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from palermo.codes._marked import Fields, Items, malformed, read_table, read_yaml
from palermo.codes._model import LANGUAGES, Code, CodeList, Generalisation, Source, Translation
from palermo.codes._shape import HEADER, Shape, code, entries, labels, mapping, text, texts, translations, truth
from palermo.codes._text import fold
from palermo.errors import CodesError

LIST = Shape(
    "a code list",
    HEADER,
    {
        "definition": text,
        "translations": translations,
        "ordered": truth,
        "generalisations": entries,
        "attributes": texts,
        "table": text,
        "codes": entries,
    },
)
CODE = Shape(
    "a code",
    {"code": code, "label": labels},
    {"definition": text, "aliases": texts, "parent": text, "attributes": mapping, "source": text, "verified": truth},
)
GENERALISATION = Shape("a generalisation", {"name": text, "list": text, "attribute": text}, {})
ALIAS_SEPARATOR = "|"
"""Between the aliases in a cell of a table."""
NEAREST = 3
"""How many names are offered for one that is not known."""


@cache
def names(data: Path, folder: str) -> tuple[str, ...]:
    """The names of the data files of a folder, sorted."""
    found = data.joinpath(folder)
    if not found.is_dir():
        return ()
    return tuple(sorted(p.name.removesuffix(".yaml") for p in found.iterdir() if p.name.endswith(".yaml")))


def unknown(place: str, name: str, known: Sequence[str]) -> CodesError:
    """A name that nothing has; the error names the nearest that something has."""
    near = get_close_matches(name, known, n=NEAREST, cutoff=0)
    return CodesError("codes.unknown", place=place, name=name, known=" or ".join(near) or "another one")


def read_file(data: Path, folder: str, name: str, shape: Shape) -> Fields:
    """A data file of this shape, that bears the name it is called by."""
    if name not in names(data, folder):
        raise unknown(folder, name, names(data, folder))
    fields = read_yaml(data.joinpath(folder, f"{name}.yaml"), f"{folder}/{name}.yaml")
    shape.check(fields)
    if fields["name"] != name:
        raise malformed(fields.at("name"), f"it is named {fields['name']!r}, and the file {name!r}.")
    return fields


def header(fields: Fields) -> dict[str, Any]:
    """What every data file begins with, as the values take it."""
    return {
        "name": fields["name"],
        "title": dict(fields["title"]),
        "source": Source(**fields["source"]),
        "version": fields["version"],
        "verified": fields["verified"],
    }


def translated(fields: Fields, texts: Iterable[Mapping[str, str]]) -> dict[str, Translation]:
    """Where the labels of a data file are from. Raises CodesError when those of a language do not say it.

    texts: everything in it that is said by language.
    """
    found = {language: Translation(**entry) for language, entry in fields.get("translations", {}).items()}
    for language in dict.fromkeys(language for each in texts for language in each):
        if language != LANGUAGES[0] and language not in found:
            what = f"Where the labels in the language {language} are from (translations)"
            raise CodesError("codes.incomplete", place=fields.at("title"), what=what)
    return found


@cache
def read_list(data: Path, name: str) -> CodeList:
    """A code list, checked by itself and against the lists that it generalises to."""
    fields = read_file(data, "lists", name, LIST)
    attributes = tuple(fields.get("attributes", ()))
    rows = tuple(_rows(data, fields, attributes))
    if not rows:
        raise CodesError("codes.incomplete", place=fields.at(), what="A list's codes or table")
    for row in rows:
        CODE.check(row)
        for attribute in row.get("attributes", ()):
            if attribute not in attributes:
                raise _dangling(row["attributes"].at(attribute), "The attribute", attribute, "the list's attributes")
    lines = _check_names(rows)
    _check_parents(rows, lines)
    generalisations = tuple(_generalisations(data, fields, rows, attributes))
    return CodeList(
        **header(fields),
        codes=tuple(_code(row, fields["verified"]) for row in rows),
        definition=fields.get("definition", ""),
        ordered=fields.get("ordered", False),
        generalisations=generalisations,
        attributes=attributes,
        translations=translated(fields, [fields["title"], *(row["label"] for row in rows)]),
    )


def _code(row: Fields, verified: bool) -> Code:
    return Code(
        code=row["code"],
        label=dict(row["label"]),
        definition=row.get("definition", ""),
        aliases=tuple(row.get("aliases", ())),
        parent=row.get("parent"),
        attributes=dict(row.get("attributes", ())),
        source=row.get("source", ""),
        verified=row.get("verified", verified),
    )


def _rows(data: Path, fields: Fields, attributes: tuple[str, ...]) -> Iterator[Fields]:
    if "table" not in fields:
        yield from fields.get("codes", ())
        return
    if "codes" in fields:
        raise malformed(fields.at("codes"), "a list has either codes or a table.")
    known = ("code", *(f"label.{x}" for x in LANGUAGES), "definition", "parent", "source", "verified", "aliases")
    path = data.joinpath("lists", fields["table"])
    for cells in read_table(path, f"lists/{fields['table']}", (*known, *attributes)):
        row, label, attribute = (Fields(cells.place, cells.line) for _ in range(3))
        for column, cell in cells.items():
            if column.startswith("label."):
                label[column.removeprefix("label.")] = cell
            elif column == "aliases":
                row["aliases"] = Items(cells.place, cells.line, cell.split(ALIAS_SEPARATOR))
            elif column == "verified" and cell in ("true", "false"):
                row["verified"] = cell == "true"
            elif column in attributes:
                attribute[column] = cell
            else:
                row[column] = cell
        row["label"], row["attributes"] = label, attribute
        yield row


def _dangling(place: str, what: str, name: str, where: str) -> CodesError:
    return CodesError("codes.dangling", place=place, what=what, name=name, where=where)


def _check_names(rows: tuple[Fields, ...]) -> dict[str, int]:
    """Refuse a code, a label or an alias that stands for two codes; returns the line of each code."""
    lines: dict[str, int] = {}
    for row in rows:
        if row["code"] in lines:
            other = lines[row["code"]]
            raise CodesError("codes.duplicate", place=row.at("code"), what="The code", name=row["code"], other=other)
        lines[row["code"]] = row.lines.get("code", row.line)
    meaning: dict[str, str] = {}
    for row in rows:
        for name in (row["code"], *row["label"].values(), *row.get("aliases", ())):
            folded = fold(name)
            if not folded:
                raise malformed(row.at("aliases"), f"the name {name!r} has no letter or digit to be found by.")
            first = meaning.setdefault(folded, row["code"])
            if first != row["code"]:
                what = f"A name of the code {row['code']},"
                raise CodesError("codes.duplicate", place=row.at(), what=what, name=name, other=lines[first])
    return lines


def _check_parents(rows: tuple[Fields, ...], lines: dict[str, int]) -> None:
    parents = {row["code"]: row["parent"] for row in rows if "parent" in row}
    for row in rows:
        if "parent" not in row:
            continue
        if row["parent"] not in lines:
            raise _dangling(row.at("parent"), "The parent", row["parent"], "the list")
        above, seen = row["parent"], {row["code"]}
        while above is not None:
            if above in seen:
                raise malformed(row.at("parent"), f"the code {row['code']} stands below itself.")
            seen.add(above)
            above = parents.get(above)


def _generalisations(
    data: Path, fields: Fields, rows: tuple[Fields, ...], attributes: tuple[str, ...]
) -> Iterator[Generalisation]:
    seen: dict[str, int] = {}
    for entry in fields.get("generalisations", ()):
        GENERALISATION.check(entry)
        level = Generalisation(**entry)
        if level.name in seen:
            other = seen[level.name]
            raise CodesError("codes.duplicate", place=entry.at(), what="The name", name=level.name, other=other)
        seen[level.name] = entry.line
        if level.attribute not in attributes:
            raise _dangling(entry.at("attribute"), "The attribute", level.attribute, "the list's attributes")
        if level.list == fields["name"]:
            raise malformed(entry.at("list"), "a list generalises to another list; use parents within a list.")
        if level.list not in names(data, "lists"):
            raise _dangling(entry.at("list"), "The list", level.list, "the folder lists")
        coarser = _codes_of(data, level.list)
        for row in rows:
            value = row.get("attributes", {}).get(level.attribute)
            if value is not None and value not in coarser:
                raise _dangling(row["attributes"].at(level.attribute), "The code", value, f"the list {level.list}")
        yield level


@cache
def _codes_of(data: Path, name: str) -> frozenset[str]:
    """The codes of a list that is not checked further: lists may generalise to each other in a circle."""
    fields = read_file(data, "lists", name, LIST)
    return frozenset(row["code"] for row in _rows(data, fields, tuple(fields.get("attributes", ()))) if "code" in row)

"""What a release measured of itself, as pages show it. A figure that has no words here is shown under its own name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.codes import in_language
from palermo.release import Release
from palermo.web.hub.figures import number, percent, significant
from palermo.web.hub.language import in_a_row

EQUAL = "="
"""Between a column and a code, where a figure is told of an attribute."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A single figure: what it is called, its value, what it means."""

    name: str
    value: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Figures by column or by number of attributes. names: one a figure; rows: of what, and a value a figure."""

    names: tuple[str, ...]
    meanings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """All figures of one kind."""

    facts: tuple[Fact, ...]
    breakdowns: tuple[Breakdown, ...]

    def __bool__(self) -> bool:
        return bool(self.facts or self.breakdowns)


def measures(figures: Mapping[str, object], labels: Mapping[str, str], language: str) -> Measures:
    """Measured figures in words. Those that are told of the same things stand in one table.

    labels: what the columns are called, and attributes (as `column=code`).
    """
    facts = [
        Fact(_name(name, language), _text(name, value, language), _meaning(name, language))
        for name, value in figures.items()
        if not isinstance(value, Mapping)
    ]
    facts += [
        Fact(_name(name, language), _of_attribute(name, value, labels, language), _meaning(name, language))
        for name, value in figures.items()
        if isinstance(value, Mapping) and _is_of_attributes(value)
    ]
    return Measures(tuple(facts), tuple(_breakdowns(figures, labels, language)))


def attribute_labels(release: Release, figures: Mapping[str, object], language: str) -> dict[str, str]:
    """What the attributes are called that figures are told of, as `column=code`."""
    told = [attribute for value in figures.values() if isinstance(value, Mapping) for attribute in value]
    columns = {column.name: column for column in release.columns}
    found = {}
    for attribute in told:
        name, is_one, code = str(attribute).partition(EQUAL)
        if is_one and name in columns:
            codes = release.codes(name)
            label = code if codes is None or code not in codes else codes.label(code, language)
            column = in_language(columns[name].label, language)
            found[attribute] = _("{column}: {code}").format(column=column, code=label)
    return found


def _is_of_attributes(value: Mapping[str, object]) -> bool:
    return bool(value) and all(EQUAL in str(key) for key in value)


def _of_attribute(name: str, value: Mapping[str, object], labels: Mapping[str, str], language: str) -> str:
    """Which attribute a figure is told of, and the figure."""
    return "; ".join(f"{labels.get(key, key)} ({_text(name, inner, language)})" for key, inner in value.items())


def _breakdowns(figures: Mapping[str, object], labels: Mapping[str, str], language: str) -> Iterator[Breakdown]:
    groups: dict[tuple[str, ...], dict[str, Mapping[str, object]]] = {}
    for name, value in figures.items():
        if isinstance(value, Mapping) and value and not _is_of_attributes(value):
            groups.setdefault(tuple(map(str, value)), {})[name] = value
    for keys, group in groups.items():
        yield Breakdown(
            names=tuple(_name(name, language) for name in group),
            meanings=tuple(meaning for name in group if (meaning := _meaning(name, language))),
            rows=tuple(
                (_of(key, labels), tuple(_text(name, values[key], language) for name, values in group.items()))
                for key in keys
            ),
        )


def _of(key: str, labels: Mapping[str, str]) -> str:
    if key.isdecimal():
        return ngettext("{count} attribute", "{count} attributes", int(key)).format(count=key)
    return labels.get(key, key)


def _name(name: str, language: str) -> str:
    words = _words().get(name, {})
    return in_language(words.get("name", {"en": name.replace("_", " ").capitalize()}), language)


def _meaning(name: str, language: str) -> str:
    return in_language(_words().get(name, {}).get("meaning", {}), language)


@cache
def _words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    import yaml

    text = files("palermo.web.hub").joinpath("measures.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]


def _text(name: str, value: object, language: str) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return number(value, language)
    if isinstance(value, float):
        if "share" in name:
            return percent(value, language)
        return significant(value, language)
    if isinstance(value, list | tuple):
        return in_a_row(_text(name, inner, language) for inner in value)
    return "…" if value is None else str(value)

"""The form in which a question is asked: lists whose choices are whole conditions, so that it needs no script."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from palermo.codes import Column, ColumnKind, Untranslated, in_language
from palermo.release import Release
from palermo.tabulate import MOST_COLUMNS, Clause, Condition, Question, columns_of, parse_question
from palermo.web.hub.figures import ask
from palermo.web.hub.questions._asked import Asked, without
from palermo.web.hub.questions._options import Choice, Option, options
from palermo.web.hub.questions._words import column_word, phrases, picture_word

FIRST = (
    "gender",
    "age_band",
    "citizenship",
    "country_of_exploitation",
    "forms_of_exploitation",
    "year_of_registration",
)
"""Columns that are asked for most, and stand in the open; the others are folded away."""

FEWEST_LISTS = 2

INDENT = "\u2003"
"""What stands before a narrower code, once for every broader one above it: lists know no levels."""


@dataclass(frozen=True, slots=True)
class Picker:
    """A list of conditions on one column. operator: `=`, or a bound of a number."""

    column: Column
    label: str
    operator: str
    choices: tuple[Choice, ...]

    @property
    def id(self) -> str:
        """Of the element in the page."""
        return (
            f"where-{self.column.name}-{'from' if self.operator == '>=' else 'to' if self.operator == '<=' else 'is'}"
        )

    @property
    def is_used(self) -> bool:
        """Whether it holds a condition."""
        return any(choice.is_chosen for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition in words. query: the address without it. is_loose: no list can hold it, so the form carries it."""

    condition: str
    text: str
    query: str
    is_loose: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """A condition as one writes it, and in words."""

    condition: str
    text: str


@dataclass(frozen=True, slots=True)
class Form:
    """What is to choose.

    by: a list of columns for each that is asked by, and one more. first, more: lists of conditions. chips: all
    conditions. options: how figures are ordered and compared. sample: a condition that this release can answer, as one
    writes it; samples: more of them, joined.
    """

    by: tuple[tuple[Choice, ...], ...]
    first: tuple[Picker, ...]
    more: tuple[Picker, ...]
    chips: tuple[Chip, ...]
    options: tuple[Option, ...]
    sample: str = ""
    samples: tuple[Sample, ...] = ()

    @property
    def uses_more(self) -> bool:
        """Whether a condition is folded away: then it is not."""
        return any(picker.is_used for picker in self.more)

    @property
    def uses_options(self) -> bool:
        """Whether any of the options is chosen."""
        return any(option.is_used for option in self.options)


def form(release: Release, asked: Asked, language: str) -> Form:
    """The form that holds this question. The question must be one that the release can answer."""
    question = asked.question
    columns = [column for column in columns_of(release, question.schema) if column.kind is not ColumnKind.ID]
    plain = [each for each in asked.question.where if isinstance(each, Condition)]
    taken: set[Clause] = set()
    pickers: dict[bool, list[Picker]] = {True: [], False: []}
    for column in sorted(columns, key=_order):
        for operator in (">=", "<=") if column.is_number else ("=",):
            held = next((c for c in plain if _holds(c, column, operator)), None)
            choices = tuple(_choices(release, question.schema, column, operator, held, language))
            if held is not None and any(choice.is_chosen for choice in choices):
                taken.add(held)
            pickers[column.name in FIRST or bool(question.schema)].append(
                Picker(column, in_language(column.label, language), operator, choices)
            )
    return Form(
        by=tuple(_by(columns, question, place, language) for place in range(_lists(question))),
        first=tuple(pickers[True]),
        more=tuple(pickers[False]),
        chips=tuple(
            Chip(str(c), phrases(release, [c], language)[0], without_it(asked, c), c not in taken)
            for c in asked.question.where
        ),
        options=tuple(options(release, question)),
        sample=_sample([*pickers[True], *pickers[False]]),
        samples=tuple(_samples(release, [*pickers[True], *pickers[False]], language)),
    )


def _lists(question: Question) -> int:
    """How many lists of columns are shown: one more than are used, and two at least."""
    return min(max(len(question.by) + 1, FEWEST_LISTS), MOST_COLUMNS)


def _sample(pickers: list[Picker]) -> str:
    """The first column of which some codes are known, with two of them."""
    for picker in pickers:
        codes = [value for choice in picker.choices if not (value := choice.value.partition("=")[2]).startswith("?")]
        if picker.operator == "=" and codes:
            return f"{picker.column.name}={'|'.join(codes[:2])}"
    return ""


def _samples(release: Release, pickers: list[Picker], language: str) -> Iterator[Sample]:
    """How conditions are joined, with columns and codes of this release: no list can say *or*, or *not*."""
    firsts = [
        next((choice.value for choice in picker.choices if not choice.value.endswith("=?")), "")
        for picker in pickers
        if picker.operator == "="
    ]
    known = [text for text in firsts if text][:2]
    if len(known) == 2:  # two are joined
        for text in (" or ".join(known), f"not ({' and '.join(known)})"):
            yield Sample(text, phrases(release, parse_question(where=[text]).where, language)[0])


def without_it(asked: Asked, clause: Clause) -> str:
    """The address without a condition."""
    return asked.query(question=without(asked.question, clause), page=1)


def _order(column: Column) -> int:
    return FIRST.index(column.name) if column.name in FIRST else len(FIRST)


def _by(columns: list[Column], question: Question, place: int, language: str) -> tuple[Choice, ...]:
    chosen = question.by[place] if place < len(question.by) else ""
    return tuple(Choice(c.name, column_word(c, language), c.name == chosen) for c in columns)


def _holds(condition: Condition, column: Column, operator: str) -> bool:
    return condition.column == column.name and condition.operator == operator and len(condition.values) == 1


def _choices(
    release: Release, schema: str, column: Column, operator: str, held: Condition | None, language: str
) -> Iterator[Choice]:
    """The codes that occur, countries by name, others in the order of their list; last, those who gave no answer."""
    found = ask(release, Question((column.name,), schema=schema))
    occurring = dict.fromkeys(cell.codes[0] for cell in found.cells)
    listed = None if schema else release.codes(column.name)
    if listed is None:
        labels = [(code, code) for code in (sorted(occurring, key=int) if column.is_number else occurring)]
    else:
        labels = [
            (code.code, indented(listed.label(code.code, language), len(listed.ancestors(code.code))))
            for code in listed
            if code.code in occurring
        ]
        if column.list == "country":
            labels.sort(key=lambda pair: folded(pair[1]))
    if held is not None and held.values[0] not in occurring and not held.values[0].startswith("?"):
        labels.append((held.values[0], found.label(column.name, held.values[0], language)))
    if operator == "=" and (found.missing or (held is not None and held.values[0] == "?")):
        labels.append(("?", picture_word("missing", language)))
    for code, label in labels:
        condition = Condition(column.name, operator, (code,))
        yield Choice(str(condition), label, condition == held)


def indented(label: str, levels: int) -> str:
    """A label as far in as it is narrow; one of another language stays that."""
    text = INDENT * levels + label
    return label.like(text) if isinstance(label, Untranslated) else text


def folded(text: str) -> str:
    """A text without case and accents: Égypte stands under E."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()

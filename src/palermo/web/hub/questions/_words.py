"""A question as a sentence, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from palermo.codes import Column, ColumnKind, in_language
from palermo.release import Release
from palermo.tabulate import Condition, Question

MISSING = "?"
PROPER = (None, "country", "un-region", "un-subregion")
"""Lists whose labels are names, which keep their capital; None: the codes themselves, such as organisations."""


@cache
def _words() -> Mapping[str, Any]:
    import yaml

    return yaml.safe_load(files("palermo.web.hub.questions").joinpath("words.yaml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def picture_word(name: str, language: str) -> str:
    """A word that stands inside a picture or a table."""
    return in_language(_words()["picture"][name], language)


def column_word(column: Column, language: str) -> str:
    """A column's name inside a sentence.

    >>> from palermo.codes import case_schema
    >>> column_word(case_schema()["age_band"], "fr")
    'âge'
    """
    known = _own(column).get("by")
    return in_language(known, language) if known else _lower(in_language(column.label, language))


def _own(column: Column) -> Mapping[str, Any]:
    """The words of a column itself, and of the broader list by which a release has it."""
    words = _words()
    return {**words["columns"].get(column.name, {}), **words["readings"].get(column.name, {}).get(column.list, {})}


def code_word(release: Release, column: Column, code: str, language: str) -> str:
    """A code's label; names of countries and organisations keep their capital."""
    listed = release.codes(column.name)
    text = listed.label(code, language) if listed is not None and code in listed else code
    return text if column.list in PROPER else _lower(text)


def sentence(release: Release, question: Question, language: str = "en") -> str:
    """The question in words: People by gender, whose country of citizenship is Philippines.

    The question must be one that the release has an answer to: names and codes are looked up in it.
    """
    return ", ".join([heading(release, question.by, language), *phrases(release, question.where, language)])


def heading(release: Release, by: Sequence[str], language: str) -> str:
    """The beginning of the sentence: who is counted, by what."""
    words = _words()["sentence"]
    people = in_language(words["people"], language)
    if not by:
        return people
    columns = {column.name: column for column in release.columns}
    names = [column_word(columns[name], language) for name in by]
    joined = in_language(words["and"], language).join(part for part in (", ".join(names[:-1]), names[-1]) if part)
    return f"{people} {in_language(words['by'], language).format(columns=joined)}"


def phrases(release: Release, where: Sequence[Condition], language: str) -> list[str]:
    """Each condition in words; a lower and an upper bound of one column are one phrase."""
    return list(_phrases(release, where, language))


def _phrases(release: Release, where: Sequence[Condition], language: str) -> Iterator[str]:
    columns = {column.name: column for column in release.columns}
    least = {each.column: each for each in where if each.operator == ">="}
    most = {each.column: each for each in where if each.operator == "<="}
    for each in where:
        column = columns[each.column]
        low, high = least.get(each.column), most.get(each.column)
        if each in (low, high) and low is not None and high is not None:
            if each == low:
                codes = {"low": low.values[0], "high": high.values[0]}
                named = {side: code_word(release, column, code, language) for side, code in codes.items()}
                yield _say(column, "range", language, **named)
            continue
        yield _phrase(release, column, each, language)


def _phrase(release: Release, column: Column, condition: Condition, language: str) -> str:
    absent = [value for value in condition.values if value.startswith(MISSING)]
    if absent:
        if condition.operator == "!=":
            return _say(column, "known", language)
        kinds = {kind["code"]: kind["label"] for kind in release.codebook()["missing"]}
        why = [_lower(in_language(kinds[value[1:]], language)) for value in absent if value[1:] in kinds]
        return _say(column, "missing_why" if why else "missing", language, why=", ".join(why))
    some = in_language(_words()["sentence"]["or"], language)
    codes = some.join(code_word(release, column, code, language) for code in condition.values)
    plural = column.kind is ColumnKind.CODES
    key = {"=": "include" if plural else "is", "!=": "include_not" if plural else "is_not", ">=": "from", "<=": "until"}
    return _say(column, key[condition.operator], language, codes=codes)


def _say(column: Column, key: str, language: str, **fill: str) -> str:
    words = _words()
    own = _own(column)
    template = in_language(own.get(key) or words["sentence"][key], language)
    name = in_language(own["name"], language) if "name" in own else _lower(in_language(column.label, language))
    return template.format(name=name, by=column_word(column, language), **fill)


def _lower(text: str) -> str:
    """The text without its capital, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]

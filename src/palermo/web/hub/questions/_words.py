"""A question as a sentence, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from palermo.codes import Column, ColumnKind, Untranslated, in_language
from palermo.release import Release
from palermo.tabulate import AllOf, AnyOf, Clause, Condition, Not, Question
from palermo.web.hub.language import isolated
from palermo.web.hub.questions._who import PEOPLE, who

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
    """A column's name inside a sentence, standing by itself.

    >>> from palermo.codes import case_schema
    >>> column_word(case_schema()["age_band"], "fr"), column_word(case_schema()["age_band"], "ru")
    ('âge', 'возраст')
    """
    known = _own(column)
    for key in ("alone", "by"):
        if key in known and (key == "by" or language in known[key]):
            return in_language(known[key], language)
    return isolated(_lower(in_language(column.label, language)))


def _after_by(column: Column, language: str) -> str:
    """A column's name in the form that it has after the word for "by"."""
    known = _own(column).get("by")
    return in_language(known, language) if known else column_word(column, language)


def _own(column: Column) -> Mapping[str, Any]:
    """The words of a column itself, and of the broader list by which a release has it."""
    words = _words()
    return {**words["columns"].get(column.name, {}), **words["readings"].get(column.name, {}).get(column.list, {})}


def code_word(release: Release, column: Column, code: str, language: str) -> str:
    """A code's label; names of countries and organisations keep their capital."""
    listed = release.codes(column.name) if column.list is not None else None
    text = listed.label(code, language) if listed is not None and code in listed else code
    return isolated(text if column.list in PROPER else _lower(text))


def sentence(release: Release, question: Question, language: str = "en") -> str:
    """The question in words: Girls by means of control, whose country of citizenship is Philippines.

    The question must be one that the release has an answer to: names and codes are looked up in it.
    """
    words = _words()["sentence"]
    people, where = (PEOPLE, question.where) if question.schema else who(release, question.where)
    begun, said = heading(release, question.by, people, language), phrases(release, where, language)
    comma = in_language(words["comma"], language)
    # nothing stands between people and what is said of them; what they are not is an afterthought
    is_close = said and not question.by and not isinstance(where[0], Not)
    first = in_language(words["first"], language) if is_close else comma
    return first.join([begun, comma.join(said)] if said else [begun])


def heading(release: Release, by: Sequence[str], people: str, language: str) -> str:
    """The beginning of the sentence: who is counted, by what. people: the name of the word for them."""
    words = _words()["sentence"]
    people = in_language(_words()["who"][people], language)
    if not by:
        return people
    columns = _columns(release, by)
    names = [_after_by(columns[name], language) for name in by]
    before = in_language(words["list"], language).join(names[:-1])
    joined = in_language(words["and"], language).join(part for part in (before, names[-1]) if part)
    return in_language(words["by"], language).format(people=people, columns=joined)


def phrases(release: Release, where: Sequence[Clause], language: str) -> list[str]:
    """Each condition in words; a lower and an upper bound of one column are one phrase."""
    return list(_phrases(release, where, language))


def _phrases(release: Release, where: Sequence[Clause], language: str) -> Iterator[str]:
    plain = [each for each in where if isinstance(each, Condition)]
    columns = _columns(release, [each.column for each in plain])
    least = {each.column: each for each in plain if each.operator == ">="}
    most = {each.column: each for each in plain if each.operator == "<="}
    for each in where:
        if not isinstance(each, Condition):
            yield _joined(release, each, language)
            continue
        low, high = least.get(each.column), most.get(each.column)
        if each in (low, high) and low is not None and high is not None:
            if each == low:
                yield _range(release, columns[each.column], low.values[0], high.values[0], language)
            continue
        yield _phrase(release, columns[each.column], each, language)


def _joined(release: Release, clause: AllOf | AnyOf | Not, language: str) -> str:
    """A clause that joins others, in words; within another, a larger one stands between parentheses."""
    words = _words()["sentence"]
    if isinstance(clause, Not):
        return in_language(words["except"], language).format(phrase=_inside(release, clause.clause, language))
    join = in_language(words["all_of" if isinstance(clause, AllOf) else "any_of"], language)
    return join.join(_inside(release, each, language) for each in clause.clauses)


def _inside(release: Release, clause: Clause, language: str) -> str:
    text = in_language(_words()["sentence"]["comma"], language).join(phrases(release, [clause], language))
    return text if isinstance(clause, Condition) else f"({text})"


def _range(release: Release, column: Column, low: str, high: str, language: str) -> str:
    named = {side: code_word(release, column, code, language) for side, code in (("low", low), ("high", high))}
    return _say(column, "range", language, **named)


def _columns(release: Release, names: Sequence[str]) -> Mapping[str, Column]:
    """The columns by name; those of a vintage, which the release does not have, under the vintage's own name."""
    known = {column.name: column for column in release.columns}
    return {name: known.get(name) or Column(name, ColumnKind.CATEGORY, {"en": name}) for name in names}


def _phrase(release: Release, column: Column, condition: Condition, language: str) -> str:
    absent = [value for value in condition.values if value.startswith(MISSING)]
    if absent:
        if condition.operator == "!=":
            return _say(column, "known", language)
        kinds = {kind.code: kind.label for kind in release.missing}
        why = [isolated(_lower(in_language(kinds[value[1:]], language))) for value in absent if value[1:] in kinds]
        comma = in_language(_words()["sentence"]["list"], language)
        return _say(column, "missing_why" if why else "missing", language, why=comma.join(why))
    if condition.operator == "..":
        return _range(release, column, condition.values[0], condition.values[1], language)
    some = in_language(_words()["sentence"]["or"], language)
    codes = some.join(code_word(release, column, code, language) for code in condition.values)
    plural = column.kind is ColumnKind.CODES
    key = {"=": "include" if plural else "is", "!=": "include_not" if plural else "is_not", ">=": "from", "<=": "until"}
    return _say(column, key[condition.operator], language, codes=codes)


def _say(column: Column, key: str, language: str, **fill: str) -> str:
    words = _words()
    own = _own(column)
    template = in_language(own.get(key) or words["sentence"][key], language)
    name = in_language(own["name"], language) if "name" in own else column_word(column, language)
    return template.format(name=name, by=column_word(column, language), **fill)


def _lower(text: str) -> str:
    """The text without its capital, unless it begins with an abbreviation."""
    lowered = text if text[1:2].isupper() else text[:1].lower() + text[1:]
    return text.like(lowered) if isinstance(text, Untranslated) else lowered

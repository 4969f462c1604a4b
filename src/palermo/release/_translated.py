"""What a release says in languages that its own files do not have, because it was made before they were translated.

A text is only ever added where the release's own English is word for word the one that was translated since: what a
release says is never changed, and what it means by a word is not guessed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from palermo.codes import CodeList, Column, case_schema, code_list
from palermo.errors import CodesError
from palermo.release._limits import usual_limits

Labels = Mapping[str, str]


def more_languages(own: Labels, known: Labels) -> Labels:
    """A text with the languages that it lacks, from the same text as it is known now; unchanged where it is another.

    >>> more_languages({"en": "Gender"}, {"en": "Gender", "ru": "Гендер"})["ru"]
    'Гендер'
    >>> more_languages({"en": "Sex"}, {"en": "Gender", "ru": "Гендер"})
    {'en': 'Sex'}
    """
    if own.get("en") != known.get("en") or known.keys() <= own.keys():
        return own
    return {**{language: text for language, text in known.items() if text}, **own}


def columns_in_more(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns, each called in every language in which the case table calls it."""
    known = {column.name: column.label for column in case_schema().columns}
    return tuple(replace(each, label=more_languages(each.label, known.get(each.name, {}))) for each in columns)


def list_in_more(listed: CodeList) -> CodeList:
    """A list of codes, each called in every language in which the list of this name calls it now."""
    try:
        known = code_list(listed.name)
    except CodesError:
        return listed  # a vocabulary of the release's own, such as its contributors
    codes = tuple(
        replace(each, label=more_languages(each.label, known[each.code].label)) if each.code in known else each
        for each in listed.codes
    )
    return replace(listed, title=more_languages(listed.title, known.title), codes=codes)


def limits_in_more(limits: Iterable[Labels]) -> tuple[Labels, ...]:
    """What a reader must know, in every language in which it is said now."""
    known = {limit["en"]: limit for limit in usual_limits()}
    return tuple(more_languages(each, known.get(each.get("en", ""), {})) for each in limits)

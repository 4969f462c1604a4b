"""What Explore shows with a question that has no answer: what is wrong, and as much of it as was understood."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from palermo.errors import QuestionError, UserError
from palermo.release import Release
from palermo.tabulate import MOST_COLUMNS, parse_question
from palermo.web.hub.explore._page import examples
from palermo.web.hub.figures import ask
from palermo.web.hub.language import in_a_row, words_of
from palermo.web.hub.questions import Asked, asked_of, column_word, form


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no answer, in the reader's language."""

    fault: str
    remedy: str
    place: str


def refused(fields: QueryDict, release: Release, error: QuestionError, language: str) -> dict[str, Any]:
    """With a question that has no answer: what is wrong, beside the form, which keeps what could be understood."""
    asked, unread = salvaged(fields, release)
    fault, remedy = words_of(_with_labels(error, fields.get("schema", ""), release, language))
    return {
        "release": release,
        "asked": None,
        "fault": Fault(fault, remedy, "" if error.place in fault else error.place),
        "form": form(release, asked, language),
        "unread": unread,
        "examples": examples(release, language, asked.release),
    }


def _with_labels(error: QuestionError, schema: str, release: Release, language: str) -> QuestionError:
    """An error that lists the columns of a release with what each is called, for who does not know their names."""
    if error.key != "question.unknown_column" or schema or not error.details.get("known"):
        return error
    named = (f"{column_word(column, language)} ({column.name})" for column in release.columns)
    return QuestionError(error.key, place=error.place, **{**error.details, "known": in_a_row(named)})


def salvaged(fields: QueryDict, release: Release) -> tuple[Asked, str]:
    """What can be understood of a question that has no answer, and the first condition that cannot."""
    names = {column.name for column in release.columns}
    by = [name for name in dict.fromkeys(fields.getlist("by")) if name in names][:MOST_COLUMNS]
    where, unread = [], ""
    for text in fields.getlist("where"):
        try:
            ask(release, parse_question(where=[text]))
        except UserError:
            unread = unread or text[:200]
        else:
            where.append(text)
    known = fields.copy()
    for name in set(known) - {"release"}:
        del known[name]
    known.setlist("by", by)
    known.setlist("where", where)
    return asked_of(known), unread

"""Plain words: which question a text is, before anybody answers it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from ninja import Field, Query, Schema

from palermo.release import Release
from palermo.tabulate import Question
from palermo.tabulate.plain import LONGEST, Ambiguity, Part, Reading, Understood, understand
from palermo.web.hub.api._answer import link_of
from palermo.web.hub.api._api import ERRORS, api, refuse_others
from palermo.web.hub.api._asking import Pinned
from palermo.web.hub.api._kept import answered, as_json
from palermo.web.hub.questions import Asked as InExplore
from palermo.web.hub.releases import release_for


class TextAsked(Pinned):
    """A text, and the release whose words it is read by."""

    text: str = Field(
        ...,
        max_length=1_000,
        description=f"A question in plain words, in any of the six languages; {LONGEST} characters of it are read.",
        examples=["forced labour among men from Bangladesh since 2018"],
    )


class PlainQuestion(Schema):
    """A question, to be asked as it is. aggregate: the address that answers it. link: the page that does."""

    by: list[str]
    where: list[str]
    within: bool
    sort: str
    top: int
    change: str
    id: str
    aggregate: str
    link: str


class PlainPart(Schema):
    """A part of the text: from which character to which, and what it was taken for. reason: why, where that helps."""

    start: int
    end: int
    text: str
    taken: str
    conditions: list[str]
    columns: list[str]
    is_negated: bool
    reason: str


class PlainReading(Schema):
    """A way to take a part, and the question that the text then is."""

    conditions: list[str]
    columns: list[str]
    question: PlainQuestion


class PlainAmbiguity(Schema):
    """A part that could mean several things. is_settled: whether the text itself tells which."""

    part: PlainPart
    chosen: PlainReading
    others: list[PlainReading]
    reason: str
    is_settled: bool


class PlainUnderstood(Schema):
    """What was understood: a question, and no answer yet. language: that the text was read in.

    is_question: whether it asks anything. is_sure: whether every word was understood, and in one way only.
    not_understood: words that changed nothing. suggestions: the text with such a word put right.
    """

    text: str
    release: str
    language: str
    is_question: bool
    is_sure: bool
    question: PlainQuestion
    parts: list[PlainPart]
    not_understood: list[str]
    ambiguous: list[PlainAmbiguity]
    suggestions: list[str]


@api.get(
    "/understand",
    operation_id="understand",
    response={200: PlainUnderstood, **ERRORS},
    summary="Find the question in plain words",
)
def plain(request: HttpRequest, asked: Query[TextAsked]) -> HttpResponseBase:
    """Which question a text is, by the labels and aliases of the code lists; what of it was not understood.

    It gives no number: ask the question that it finds, once it is what was meant.
    """
    refuse_others(request, TextAsked)
    release = release_for(request)
    return answered(
        request,
        release,
        lambda: as_json(
            _told(request, release, understand(release, asked.text, language=asked.language), asked.language)
        ),
    )


def _told(request: HttpRequest, release: Release, found: Understood, language: str) -> dict[str, Any]:
    def question(each: Question) -> dict[str, Any]:
        return _question(request, release, each)

    def reading(each: Reading) -> dict[str, Any]:
        return {**_said(each.conditions, each.columns), "question": question(each.question)}

    def ambiguity(each: Ambiguity) -> dict[str, Any]:
        return {
            "part": _part(each.part, language),
            "chosen": reading(each.chosen),
            "others": [reading(other) for other in each.others],
            "reason": each.reason.say(language),
            "is_settled": each.is_settled,
        }

    return {
        "text": found.text,
        "release": release.id,
        "language": found.language,
        "is_question": found.is_question,
        "is_sure": found.is_sure,
        "question": question(found.question),
        "parts": [_part(each, language) for each in found.parts],
        "not_understood": [each.text for each in found.not_understood],
        "ambiguous": [ambiguity(each) for each in found.ambiguous],
        "suggestions": list(found.suggestions),
    }


def _question(request: HttpRequest, release: Release, question: Question) -> dict[str, Any]:
    address = f"{reverse('api:aggregate')}?{InExplore(question, release.id).query()}"
    return {
        "by": list(question.by),
        "where": [str(clause) for clause in question.where],
        **{name: getattr(question, name) for name in ("within", "sort", "top", "change", "id")},
        "aggregate": request.build_absolute_uri(address),
        "link": link_of(request, release, question),
    }


def _part(part: Part, language: str) -> dict[str, Any]:
    return {
        **{name: getattr(part, name) for name in ("start", "end", "text", "taken", "is_negated")},
        **_said(part.conditions, part.columns),
        "reason": part.reason.say(language) if part.reason is not None else "",
    }


def _said(conditions: Sequence[object], columns: Sequence[str]) -> dict[str, list[str]]:
    return {"conditions": [str(each) for each in conditions], "columns": list(columns)}

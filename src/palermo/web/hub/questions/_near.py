"""Neighbouring questions: where one may want to go on from here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from palermo.release import Release
from palermo.tabulate import Condition, Question
from palermo.web.hub.questions._asked import Asked, without
from palermo.web.hub.questions._words import sentence

MOST = 6
BY = ("gender", "age_band", "forms_of_exploitation", "means_of_control", "year_of_registration", "citizenship")
"""What is asked by most, in the order in which it is offered."""
OPPOSITE = {"citizenship": "country_of_exploitation", "country_of_exploitation": "citizenship"}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A question and its address."""

    text: str
    query: str


def neighbours(release: Release, asked: Asked, language: str) -> list[Neighbour]:
    """Other questions about the same people, or about the same of other people; at most six."""
    lists = {column.name: column.list for column in release.columns}
    found: dict[Question, None] = {}
    for question in _near(asked.question, lists):
        if question != asked.question:
            found.setdefault(question)
    chosen = list(found)[:MOST]
    return [Neighbour(sentence(release, each, language), asked.about(each).query()) for each in chosen]


def _near(question: Question, lists: Mapping[str, str | None]) -> Iterator[Question]:
    plain = replace(question, within=False, sort="", top=0, change="")
    if question.schema:
        return  # a vintage's columns have no neighbours here
    asked_about = {condition.column for condition in question.conditions}
    others = [name for name in BY if name in lists and name not in question.by and name not in asked_about]
    for condition in (each for each in question.where if isinstance(each, Condition)):
        opposite = OPPOSITE.get(condition.column)
        if opposite is None or opposite in asked_about or condition.column in question.by:
            continue
        if lists.get(opposite) == lists[condition.column]:  # else the code of one is none of the other
            turned = Condition(opposite, condition.operator, condition.values)
            where = tuple(turned if each == condition else each for each in question.where)
            by = tuple(condition.column if name == opposite else name for name in question.by)
            yield replace(plain, by=by, where=where)
    if len(question.by) == 1 and others:
        yield replace(plain, by=(*question.by, others[0]))
    for name in others[:3]:
        yield replace(plain, by=(name,))
    for clause in question.where:
        yield without(plain, clause)
    if len(question.by) > 1:
        yield replace(plain, by=question.by[:1])

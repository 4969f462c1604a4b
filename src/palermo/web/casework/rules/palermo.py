"""The elements of Article 3 of the Palermo Protocol, and what follows from them: in law, and for assistance.

Two results, because they ask for different things: the law asks of an adult an act, a means and a purpose, and of a
child an act and a purpose; assistance asks for an act and for exploitation, meant or come about. Neither is a finding
about a person. A person decides, and can decide otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from palermo.web.casework.rules._read import document


class Answer(StrEnum):
    """What is known of something that is asked."""

    YES = "yes"
    SUSPECTED = "suspected"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"


class Result(StrEnum):
    """What follows. Nothing of it says that somebody is no victim."""

    MET = "met"
    INDICATED = "indicated"
    NOT_MET = "not_met"
    INSUFFICIENT = "insufficient"


class Age(StrEnum):
    """Whether she was under 18 at the time of the act. DOUBT: treated as a child. OPEN: nobody knows yet."""

    CHILD = "child"
    DOUBT = "doubt"
    ADULT = "adult"
    OPEN = "open"


MAJORITY = 18
"""Years: who is younger is a child (Palermo Protocol, Article 3 d)."""

ELEMENTS = ("act", "means", "purpose")


@dataclass(frozen=True, slots=True)
class Elements:
    """What is known of each element. exploited: whether exploitation came about."""

    act: Answer = Answer.NOT_ASKED
    means: Answer = Answer.NOT_ASKED
    purpose: Answer = Answer.NOT_ASKED
    exploited: Answer = Answer.NOT_ASKED


def version() -> str:
    """The version of the elements."""
    return str(document("palermo.yaml")["version"])


def which(element: str) -> Mapping[str, Mapping[str, str]]:
    """What an element can be, by code: labels by language."""
    found: Mapping[str, Mapping[str, str]] = document("palermo.yaml")["elements"][element]["which"]
    return found


def in_law(known: Elements, age: Age) -> Result:
    """What follows in law. Where her age is open and decides, there is too little information.

    >>> in_law(Elements(Answer.YES, Answer.NO, Answer.YES), Age.CHILD)
    <Result.MET: 'met'>
    >>> in_law(Elements(Answer.YES, Answer.NO, Answer.YES), Age.ADULT)
    <Result.NOT_MET: 'not_met'>
    >>> in_law(Elements(Answer.YES, Answer.NO, Answer.YES), Age.OPEN)
    <Result.INSUFFICIENT: 'insufficient'>
    """
    of_child = _all(known.act, known.purpose)
    of_adult = _all(known.act, known.means, known.purpose)
    if age is Age.OPEN and of_adult in (Result.NOT_MET, Result.INSUFFICIENT) and of_adult is not of_child:
        return Result.INSUFFICIENT
    return of_child if age in (Age.CHILD, Age.DOUBT) else of_adult


def for_assistance(known: Elements) -> Result:
    """What follows for assistance: an act, and exploitation that was meant or came about. No means is asked for.

    >>> for_assistance(Elements(act=Answer.YES, exploited=Answer.SUSPECTED))
    <Result.INDICATED: 'indicated'>
    """
    return _all(known.act, either(known.purpose, known.exploited))


def either(one: Answer, other: Answer) -> Answer:
    """What is known of one thing or another: a no only where both are."""
    for answer in (Answer.YES, Answer.SUSPECTED):
        if answer in (one, other):
            return answer
    return Answer.NO if one is other is Answer.NO else Answer.UNKNOWN


def age_at_act(
    *, said: Answer = Answer.NOT_ASKED, born: str = "", began: str = "", in_doubt: bool = False,
    is_child: bool = False,
) -> Age:  # fmt: skip
    """Whether she was a child when it began. Doubt counts as a child; where nobody asked and no date tells, it is open.

    said: the answer to "was she under 18?". born, began: dates as far as they are known (`1999`, `1999-03`, whole).
    Of a date that is known in part, the day that makes her younger counts. A "no" that the dates contradict is a doubt.
    is_child: whether she is a child today, and so was one then.

    >>> age_at_act(born="2006", began="2024-05")
    <Age.DOUBT: 'doubt'>
    >>> age_at_act(born="2006", began="2023"), age_at_act(born="2001", began="2024")
    (<Age.CHILD: 'child'>, <Age.ADULT: 'adult'>)
    """
    if in_doubt or said in (Answer.SUSPECTED, Answer.UNKNOWN):
        return Age.DOUBT
    if is_child:
        return Age.CHILD
    by_dates = _by_dates(born, began)
    if said is Answer.NOT_ASKED:
        return by_dates
    if said is Answer.YES:
        return Age.CHILD
    return Age.DOUBT if by_dates is Age.CHILD else Age.ADULT


def _by_dates(born: str, began: str) -> Age:
    if not born or not began:
        return Age.OPEN
    youngest = _years(_edge(born, last=True), _edge(began, last=False))
    oldest = _years(_edge(born, last=False), _edge(began, last=True))
    if oldest < MAJORITY:
        return Age.CHILD
    return Age.DOUBT if youngest < MAJORITY else Age.ADULT


def _all(*needed: Answer) -> Result:
    if Answer.NO in needed:
        return Result.NOT_MET
    if all(each is Answer.YES for each in needed):
        return Result.MET
    if all(each in (Answer.YES, Answer.SUSPECTED) for each in needed):
        return Result.INDICATED
    return Result.INSUFFICIENT


def _edge(partial: str, *, last: bool) -> date:
    """The first or the last day that a date can be."""
    year, month, day = (int(part) for part in [*partial.split("-"), "0", "0"][:3])
    if not month:
        month = 12 if last else 1
    if day:
        return date(year, month, day)
    if not last:
        return date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(after.toordinal() - 1)


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

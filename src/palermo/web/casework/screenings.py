"""What is known by screening: the last version, what followed from it, and what people decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from palermo.web.casework.models import Case, Screening, ScreeningDecision
from palermo.web.casework.queries import values_of
from palermo.web.casework.rules import delphi, ilo, palermo
from palermo.web.casework.rules.palermo import Age, Answer, Elements, Result

POSSIBLE, ACTUAL, NOT = "PossibleVictimOfTrafficking", "ActualVictimOfTrafficking", "NotAVictimOfTrafficking"
"""The standard's TraffickingStatus. Only a person sets one."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from answers. known: by what is known; suspected: if what is suspected is counted too."""

    age: Age
    law: Result
    assistance: Result
    list_name: str
    known: delphi.Found
    suspected: delphi.Found
    eleven: Mapping[str, Answer]
    shown_by: Mapping[str, Sequence[str]]


def last(case: Case) -> Screening | None:
    """The last version of a case's screening."""
    return Screening.objects.filter(case=case).order_by("-number").first()


def said(answers: Mapping[str, Any], code: str) -> Answer:
    """An answer; what is not there was not asked."""
    return Answer(answers.get(code, Answer.NOT_ASKED))


def outcome(case: Case, answers: Mapping[str, Any]) -> Outcome:
    """What follows from answers now, by the rules as they are now."""
    person = values_of(case, "person")
    born, began = person.get("birth_date"), answers.get("began")
    age = palermo.age_at_act(
        said=said(answers, "age_at_act"),
        born=born if isinstance(born, str) else "",
        began=began if isinstance(began, str) else "",
        in_doubt=person.get("age_in_doubt") is True,
        is_child=case.is_child,
    )
    known = Elements(*(said(answers, each) for each in (*palermo.ELEMENTS, "exploited")))
    name = "labour-child" if age in (Age.CHILD, Age.DOUBT) else "labour-adult"
    act = known.act in (Answer.YES, Answer.SUSPECTED)
    sure = [code for code in delphi.indicators() if said(answers, code) is Answer.YES]
    maybe = [code for code in delphi.indicators() if said(answers, code) in (Answer.YES, Answer.SUSPECTED)]
    return Outcome(
        age=age,
        law=palermo.in_law(known, age),
        assistance=palermo.for_assistance(known),
        list_name=name,
        known=delphi.assess(sure, name=name, act=act),
        suspected=delphi.assess(maybe, name=name, act=act),
        eleven={code: said(answers, code) for code in ilo.indicators()},
        shown_by=ilo.shown_by(sure),
    )


def decisions(case: Case) -> list[ScreeningDecision]:
    """Everything that people proposed and decided, the last first."""
    rows = ScreeningDecision.objects.filter(case=case).select_related("by", "screening")
    return list(rows.order_by("-at", "-id"))


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands: the last decision, and its review where there is one; proposed: what waits to be decided."""

    decided: ScreeningDecision | None
    reviewed: ScreeningDecision | None
    proposed: ScreeningDecision | None

    @property
    def status(self) -> str:
        """The status that stands; nothing where nobody decided."""
        if self.reviewed is not None:
            return self.reviewed.status
        return self.decided.status if self.decided is not None else ""


def standing(rows: Sequence[ScreeningDecision]) -> Standing:
    """What stands of decisions, given the last first."""
    kinds = ScreeningDecision.Kind
    decided = reviewed = proposed = None
    for each in rows:
        if each.kind == kinds.DECIDED:
            decided = each
            break
        if each.kind == kinds.REVIEWED:
            reviewed = reviewed or each
        elif each.kind == kinds.PROPOSED:
            proposed = proposed or each
    return Standing(decided, reviewed, proposed)

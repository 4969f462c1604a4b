"""The rules themselves, of plain values: no return, payment, transfer abroad or publication without two things.

They are a completed best-interest determination in favour of that very step, and a guardian who may stand for the child
(domain notes: best-interest procedure, after IOM's Handbook of 2019, part 6, and UNHCR's guidelines of 2021). The notes
confirm the outline of that procedure and not its details, so the details (an odd panel of three or more, two options)
are named constants here, and the form says that they were worded by us.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LEAST_PANEL = 3
"""Members of a panel: an odd number that can decide by majority."""

LEAST_AGENCIES = 2
LEAST_OPTIONS = 2
"""What is compared with nothing was not weighed."""

STANDS_FOR = frozenset({"appointed", "temporary", "parent"})
"""Kinds of guardian with a mandate for decisions; an adult whom the child trusts, or who represents her in a procedure
only, has none."""


class Action(StrEnum):
    """A step that is not taken for a child without a determination and a guardian."""

    RETURN = "return"
    REINTEGRATION_PAYMENT = "reintegration_payment"
    TRANSFER_ABROAD = "transfer_abroad"
    PUBLICATION = "publication"


ACTIONS = tuple(Action)


class Missing(StrEnum):
    """What stands in the way."""

    GUARDIAN = "guardian"
    DETERMINATION = "determination"
    INCOMPLETE = "incomplete"
    AGAINST = "against"
    REOPENED = "reopened"


class Fault(StrEnum):
    """What a determination lacks."""

    PANEL = "panel"
    AGENCIES = "agencies"
    OPTIONS = "options"
    VIEWS = "views"
    DECISION = "decision"
    REASONS = "reasons"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Guardian:
    """Somebody who stands for a child. until: the last day of the mandate, None as long as it lasts."""

    kind: str
    has_mandate: bool
    since: date | None = None
    until: date | None = None
    conflict_of_interest: bool = False


@dataclass(frozen=True, slots=True)
class Determination:
    """A best-interest determination as it is written down. about: the steps that it decides on."""

    about: Collection[str]
    members: int = 0
    agencies: int = 0
    options: int = 0
    has_views: bool = False
    has_reasons: bool = False
    decision: str = ""
    decided_on: date | None = None
    reopened: bool = False


@dataclass(frozen=True, slots=True)
class Exception_:
    """A logged exception: somebody who answers for a team let one step be taken all the same, until a day."""

    action: str
    until: date


def faults_of(determination: Determination, today: date) -> list[Fault]:
    """What a determination lacks to be complete.

    >>> faults_of(Determination(about=["return"], members=4, agencies=2, options=2, has_views=True, has_reasons=True,
    ...     decision="in_favour", decided_on=date(2026, 5, 1)), date(2026, 6, 1))
    [<Fault.PANEL: 'panel'>]
    """
    checks = {
        Fault.PANEL: determination.members >= LEAST_PANEL and determination.members % 2 == 1,
        Fault.AGENCIES: determination.agencies >= LEAST_AGENCIES,
        Fault.OPTIONS: determination.options >= LEAST_OPTIONS,
        Fault.VIEWS: determination.has_views,
        Fault.DECISION: determination.decision in ("in_favour", "against"),
        Fault.REASONS: determination.has_reasons,
        Fault.DAY: determination.decided_on is not None and determination.decided_on <= today,
    }
    return [fault for fault, holds in checks.items() if not holds]


def stands_for(guardian: Guardian, today: date) -> bool:
    """Whether somebody may stand for the child today: with a mandate that runs, and nothing to gain."""
    return (
        guardian.kind in STANDS_FOR
        and (guardian.has_mandate or guardian.kind == "parent")
        and not guardian.conflict_of_interest
        and (guardian.since is None or guardian.since <= today)
        and (guardian.until is None or guardian.until >= today)
    )


def what_is_missing(
    action: Action,
    *,
    is_child: bool,
    guardians: Iterable[Guardian],
    determinations: Iterable[Determination],
    exceptions: Iterable[Exception_] = (),
    today: date,
) -> list[Missing]:
    """What stands in the way of a step, for who is under 18 or may be; nothing for who is not.

    Of several complete determinations on a step the last one counts, and one on the same day against it before one in
    favour. An exception that was logged opens the step that it names until its day.
    """
    if not is_child or any(each.action == action and each.until >= today for each in exceptions):
        return []
    found = [] if any(stands_for(each, today) for each in guardians) else [Missing.GUARDIAN]
    about = [each for each in determinations if action in each.about]
    complete = [each for each in about if not faults_of(each, today)]
    if not complete:
        return [*found, Missing.INCOMPLETE if about else Missing.DETERMINATION]
    last = max(complete, key=lambda each: (each.decided_on or date.min, each.decision == "against"))
    if last.reopened:
        found.append(Missing.REOPENED)
    elif last.decision != "in_favour":
        found.append(Missing.AGAINST)
    return found

"""Cases of the cast."""

from datetime import timedelta

import pytest
from django.utils import timezone

from palermo.web.casework.actions.cases import make_case
from palermo.web.casework.actions.closing import review_closure
from palermo.web.casework.actions.parts import part_of, save_fields
from palermo.web.casework.actions.plans import add_action, add_need, agree_plan, begin_plan


@pytest.fixture
def case(cast):
    """A case of the worker, about Natalia Ivanova."""
    made = make_case(by=cast.worker)
    fill(made, cast.worker, given_names="Наталья", family_names="Ivanova", birth_date="1999-03")
    return made


def fill(case, by, form="person", based_on=None, **given):
    """Fill in fields of a form, based on what stands there."""
    part = part_of(case=case, name=form, by=by)
    saved = save_fields(part=part, given=given, based_on=part.versions if based_on is None else based_on, by=by)
    case.refresh_from_db()
    return saved


def close(case, by, **given):
    """Close a case after a last review."""
    review_closure(
        case=case, by=by,
        **{
            "reason": "goals_met", "reviewed_on": timezone.localdate(), "review": "We went through everything.",
            "outcome": "She lives with her sister and works.",
        } | given,
    )  # fmt: skip
    case.refresh_from_db()


def planned(case, by, due=None, **given):
    """A plan with one action, which is being written."""
    plan = begin_plan(case=case, by=by)
    need = add_need(plan=plan, area="housing", need="A room of her own", goal="She lives where she chooses.", by=by)
    due = due or timezone.localdate() + timedelta(days=20)
    add_action(need=need, **{"what": "Ask the house in the valley", "who": "worker", "due": due, "by": by} | given)
    return plan


def agreed(case, by, **given):
    """A plan to which she agreed."""
    return agree_plan(plan=planned(case, by, **given), on=timezone.localdate(), by=by, said="Yes, and soon please.")

"""Cases of the cast."""

from datetime import timedelta

import pytest
from django.utils import timezone

from palermo.web.casework.actions.cases import make_case
from palermo.web.casework.actions.parts import part_of, save_fields
from palermo.web.vault import ring
from palermo.web.vault.models import DataKey, Purpose


@pytest.fixture
def cast(cast):
    """The cast, with keys that are in use for a day."""
    for organisation in (cast.a, cast.b):
        for purpose in Purpose:
            ring.current(organisation.pk, purpose)
    DataKey.objects.update(made_at=timezone.now() - timedelta(days=1))
    return cast


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

"""A table with every kind of sealed field, which stands in no migration."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps
from django.utils import timezone

from palermo.web.vault import ring
from palermo.web.vault.fields import SealedDate, SealedJSON, SealedText
from palermo.web.vault.models import DataKey, Purpose
from palermo.web.vault.rows import new_id

A = uuid4()

with isolate_apps("palermo.web.vault"):

    class Person(models.Model):  # noqa: DJ008
        id = models.UUIDField(primary_key=True, default=new_id)
        organisation_id = models.UUIDField(default=A)
        name = SealedText()
        alias = SealedText(null=True, blank=True)
        born = SealedDate(null=True)
        more = SealedJSON()
        why = SealedText(null=True, purpose=Purpose.REASONS)
        place = models.CharField(max_length=20, blank=True)

        class Meta:  # noqa: D106
            app_label = "vault"


def _made():
    columns = [
        f"{field.column} {field.db_type(connection)}{' PRIMARY KEY' if field.primary_key else ''}"
        for field in Person._meta.concrete_fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE vault_person ({', '.join(columns)})")
    for purpose in (Purpose.RECORDS, Purpose.REASONS):
        ring.current(A, purpose)
    DataKey.objects.update(made_at=timezone.now() - timedelta(days=1))  # so that they are remembered, as in use
    return Person.objects


@pytest.fixture
def people(db):
    """The table of people, for one test: its manager."""
    return _made()


@pytest.fixture
def lasting_people(lasting):
    """Likewise, for a test whose transactions are really committed."""
    yield _made()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE vault_person")

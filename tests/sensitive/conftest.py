"""The fixed cast of the sensitive wing: two organisations, and who works for them."""

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.utils import timezone

from palermo.web.accounts import actions
from palermo.web.accounts.door import CONDUCT_VERSION, PROVED
from palermo.web.accounts.models import User
from palermo.web.audit import triggers
from palermo.web.audit.recording import recorded
from palermo.web.vault import ring
from palermo.web.vault.models import DataKey, Purpose

PASSWORD = "seven-quiet-lanterns"
PIN = "481516"
FACTOR = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""What everybody's authenticator was set up with."""


@pytest.fixture(autouse=True)
def _no_keys_remembered():
    """What is undone at the end of a test must not be remembered in the next."""
    ring.forget()
    yield
    ring.forget()


@pytest.fixture
def unguarded():
    """What takes the triggers of the audit away, as somebody with the rights of the database's owner can."""

    def remove():
        with connection.cursor() as cursor:
            triggers.remove(None, SimpleNamespace(connection=connection, execute=cursor.execute))

    return remove


@pytest.fixture
def _guarded_again(django_db_setup, django_db_blocker):
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        triggers.add(None, SimpleNamespace(connection=connection, execute=cursor.execute))


@pytest.fixture
def lasting(_guarded_again, transactional_db, unguarded):
    """For tests whose transactions are really committed; what they wrote is taken away at the end, the audit too."""
    yield
    unguarded()


@pytest.fixture
def cast(db):
    """Organisation A with a caseworker, her colleague, her supervisor and all other roles; B with a stranger.

    `cast.worker` and the others are users; `cast.a` and `cast.b` organisations; `cast.team` a team of A.
    """
    people = SimpleNamespace()
    with recorded():  # in one piece, which is quicker
        people.a = actions.make_organisation(name="House A", country="IT")
        people.b = actions.make_organisation(name="House B", country="FR")
        people.team = actions.make_team(organisation=people.a, name="Night", by=None)
        people.other_team = actions.make_team(organisation=people.a, name="Day", by=None)
        people.worker = join(people.a, "worker", "caseworker", people.team)
        people.colleague = join(people.a, "colleague", "caseworker", people.team)
        people.far_colleague = join(people.a, "far", "caseworker", people.other_team)
        people.supervisor = join(people.a, "supervisor", "supervisor", people.team)
        people.recipient = join(people.a, "recipient", "recipient")
        people.data_officer = join(people.a, "data", "data_officer")
        people.protection_officer = join(people.a, "protection", "protection_officer")
        people.auditor = join(people.a, "auditor", "auditor")
        people.administrator = join(people.a, "administrator", "administrator")
        people.stranger = join(people.b, "stranger", "caseworker")
        people.foreign_administrator = join(people.b, "foreign", "administrator")
    for organisation in (people.a, people.b):
        for purpose in Purpose:
            ring.current(organisation.pk, purpose)
    DataKey.objects.update(made_at=timezone.now() - timedelta(days=1))  # so that they are remembered, as in use
    return people


def join(organisation, username, role, *teams):
    """Somebody who works there, has come in, has a second factor and has accepted the rules."""
    user, _token = actions.invite(
        organisation=organisation, username=username, name=f"Name of {username}", roles=[role], teams=teams, by=None,
    )  # fmt: skip
    user.set_password(PASSWORD)
    user.pin = make_password(PIN)
    user.conduct_version = CONDUCT_VERSION
    user.save()
    TOTP.activate(user, FACTOR)
    user.refresh_from_db()
    return user


def code(secret=FACTOR):
    """What an authenticator shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def signed_in():
    """A browser in which somebody is signed in, with her second factor: `signed_in(cast.worker)`."""

    def open_browser(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="palermo.web.accounts.adapters.Backend")
        session = client.session
        session[PROVED] = str(user.pk)
        session.save()
        return client

    return open_browser

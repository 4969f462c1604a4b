"""A copy of the whole database tells nobody who works here."""

from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.sensitive.conftest import FACTOR, PASSWORD, PIN, code

from palermo.web.accounts import actions
from palermo.web.audit.recording import record, recorded


def dump():
    """Every cell of every table, as text; bytes as they are."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - tables that the database named
            for row in cursor.fetchall():
                for cell in row:
                    found.append(bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell))
    return "\n".join(found)


def test_no_table_holds_a_name_an_address_or_a_secret(cast, signed_in):
    """Everything that accounts can do is done, with names that stand nowhere else; then all tables are read."""
    rosa, token = actions.invite(
        organisation=cast.a,
        username="house-7",
        name="Rosalinda Vespucci",
        roles=["caseworker"],
        email="rosa@example.org",
        by=cast.administrator,
    )
    browser = Client()
    link = reverse("invitation", args=[token])
    browser.post(link, {"password": "nine-loud-kettles", "pin": "190246"})
    page = browser.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    dumped = dump()
    assert secret not in dumped, "not even before it is confirmed"
    browser.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    codes = browser.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    browser.post(reverse("conduct"), {"accepted": "on"})
    browser.post(reverse("details"), {"name": "Rosalinda Amerigo", "language": "en"})
    browser.post(reverse("lock"))
    browser.post(reverse("unlock"), {"pin": "000000"})
    Client().post(reverse("account_login"), {"login": "Rosalinda", "password": "kettles-are-loud"})
    made, text = actions.make_token(
        by=cast.administrator, name="Reports", role="data_officer", fields="states", purpose="For Rosalinda", days=9
    )
    with recorded():
        record(cast.worker, "case.read", reason="Rosalinda asked me to")
    dumped = dump()
    rosa.refresh_from_db()
    assert (rosa.name, made.purpose) == ("Rosalinda Amerigo", "For Rosalinda")
    told = [
        "Rosalinda", "Vespucci", "Amerigo", "rosa@example.org", "Name of", secret, FACTOR, *codes, PASSWORD, PIN,
        "nine-loud-kettles", "kettles-are-loud", token.partition(".")[2], text.partition(".")[2],
        browser.cookies["casework"].value,
    ]  # fmt: skip
    assert [each for each in told if each in dumped] == []
    assert "house-7" in dumped, "what was looked through is the database"

"""Where somebody is signed in: a list, an end, and nothing that a copy of the database tells."""

from uuid import uuid4

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.sensitive.clock import turn

from palermo.web.accounts import actions
from palermo.web.accounts.addresses import browser_in_words
from palermo.web.accounts.models import Session
from palermo.web.accounts.session_store import SessionStore, digest_of
from palermo.web.audit.models import Entry

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"


def is_in(browser):
    return browser.get(reverse("me")).status_code == 200


def test_the_list_tells_browser_address_and_which_is_this_one(cast, signed_in):
    browser = signed_in(cast.worker)
    signed_in(cast.worker)
    Session.objects.filter(user=cast.worker).exclude(
        session_key=digest_of(browser.cookies["casework"].value)
    ).update(browser=PHONE, address="203.0.113.5")  # fmt: skip
    page = browser.get(reverse("sessions")).content.decode()
    assert "Chrome, Android" in page
    assert "From 203.0.113.5." in page
    assert page.count(">Here<") == 1
    assert "Name of colleague" not in page


def test_a_session_notes_where_it_began(cast):
    browser = Client(HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="203.0.113.5")
    token = actions.invite_again(user=cast.worker, by=cast.administrator)
    browser.post(reverse("invitation", args=[token]), {"password": "nine-loud-kettles", "pin": "190246"})
    from tests.sensitive.conftest import code

    browser.post(reverse("mfa_authenticate"), {"code": code()})
    row = Session.objects.get(user=cast.worker)
    assert (row.address, browser_in_words(row.browser)) == ("203.0.113.5", "Firefox, Linux")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Chrome, Android"), (FIREFOX, "Firefox, Linux"), ("", "Another program"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("<script>alert(1)</script>", "Another program"),
    ],
)  # fmt: skip
def test_browsers_in_words(agent, words):
    assert browser_in_words(agent) == words


def test_one_is_ended_or_all_others(cast, signed_in):
    here, second, third = (signed_in(cast.worker) for _ in range(3))
    number = Session.objects.get(session_key=digest_of(second.cookies["casework"].value)).number
    assert here.post(reverse("end_session"), {"number": number}).status_code == 302
    assert (is_in(here), is_in(second), is_in(third)) == (True, False, True)
    here.post(reverse("end_session"), {"number": "others"})
    assert (is_in(here), is_in(third)) == (True, False)
    assert Entry.objects.filter(actor=cast.worker.pk, verb="session.ended_elsewhere").count() == 2


@pytest.mark.parametrize("number", ["another's", "none", "", "x"])
def test_what_is_not_ones_own_is_not_there(cast, signed_in, number):
    theirs, mine = signed_in(cast.colleague), signed_in(cast.worker)
    if number == "another's":
        number = Session.objects.get(user=cast.colleague).number
    elif number == "none":
        number = uuid4()
    assert mine.post(reverse("end_session"), {"number": number}).status_code == 404
    assert is_in(theirs)


def test_an_administrator_signs_somebody_out_everywhere(cast, signed_in):
    theirs, other = signed_in(cast.worker), signed_in(cast.colleague)
    browser = signed_in(cast.administrator)
    assert "Sign her out everywhere" in browser.get(reverse("person", args=[cast.worker.pk])).content.decode()
    browser.post(reverse("end_sessions", args=[cast.worker.pk]))
    assert (is_in(theirs), is_in(other), is_in(browser)) == (False, True, True)
    assert Entry.objects.get(verb="user.sessions_ended").detail == {"count": 1}


def test_the_key_is_not_in_the_database_and_its_data_are_sealed(cast, signed_in):
    browser = signed_in(cast.worker)
    session = browser.session
    session["something"] = "Natalia Ivanova"
    session.save()
    row = Session.objects.get(user=cast.worker)
    kept = " ".join(map(str, row.__dict__.values()))
    assert browser.cookies["casework"].value not in kept
    for told in ("Natalia", "something", "_auth_user", "proved"):
        assert told not in row.session_data
    assert SessionStore(browser.cookies["casework"].value)["something"] == "Natalia Ivanova"


def test_the_data_of_one_session_are_of_no_use_in_another(cast, signed_in):
    strong, weak = signed_in(cast.administrator), signed_in(cast.worker)
    of_strong = Session.objects.get(user=cast.administrator).session_data
    Session.objects.filter(user=cast.worker).update(session_data=of_strong)
    assert not is_in(weak)
    assert is_in(strong)


@pytest.mark.parametrize("data", ["", "no base64!", "AAAA", "AQAAAAE" + "A" * 80])
def test_data_that_do_not_open_are_nobodys(cast, signed_in, data):
    browser = signed_in(cast.worker)
    Session.objects.filter(user=cast.worker).update(session_data=data)
    assert not is_in(browser)


def test_what_ended_is_not_brought_back_by_a_request_that_was_slow(cast, signed_in):
    slow = signed_in(cast.worker).session
    slow["something"] = 1
    cast.worker.sessions.all().delete()
    with pytest.raises(UpdateError):
        slow.save()
    assert not cast.worker.sessions.exists()


def test_what_is_over_is_taken_away_when_somebody_signs_in(cast, signed_in, client, monkeypatch):
    signed_in(cast.colleague)
    turn(monkeypatch, hours=13)
    assert Session.objects.filter(expire_date__lt=timezone.now()).exists()
    signed_in(cast.worker)
    assert not Session.objects.filter(expire_date__lt=timezone.now()).exists()


def test_browsers_in_which_nobody_signed_in_are_soon_forgotten(client, db):
    client.get(reverse("account_login"))
    left = Session.objects.get().expire_date - timezone.now()
    assert left.total_seconds() <= 3600


def test_a_page_writes_no_session(cast, signed_in, django_assert_max_num_queries):
    browser = signed_in(cast.worker)
    browser.get(reverse("me"))
    with django_assert_max_num_queries(9) as asked:
        browser.get(reverse("me"))
    written = [each["sql"] for each in asked.captured_queries if each["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    assert written == []

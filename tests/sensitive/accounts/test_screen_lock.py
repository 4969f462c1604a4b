"""The screen locks: after a pause, at once by hand, and when she leaves. The PIN opens it, where she was."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.sensitive.clock import turn
from tests.sensitive.conftest import PIN

from palermo.web.accounts import actions
from palermo.web.accounts.models import Session
from palermo.web.accounts.session_store import digest_of
from palermo.web.audit.models import Entry

ME = "/accounts/me/"


def is_locked(browser):
    answer = browser.get(reverse("sessions"))
    return answer.status_code == 302 and answer.headers["Location"].startswith(reverse("unlock"))


def unlock(browser, pin=PIN, **more):
    return browser.post(reverse("unlock"), {"pin": pin, **more})


@pytest.mark.parametrize(("minutes", "locked"), [(9.5, False), (10.5, True), (-0.5, False), (-90, True)])
def test_it_locks_after_ten_minutes_alone_and_when_a_clock_goes_back(cast, signed_in, monkeypatch, minutes, locked):
    browser = signed_in(cast.worker)
    assert not is_locked(browser)
    turn(monkeypatch, minutes=minutes)
    assert is_locked(browser) is locked


def test_who_works_is_not_locked_out_of_her_work(cast, signed_in, monkeypatch):
    browser = signed_in(cast.worker)
    for _ in range(5):
        turn(monkeypatch, minutes=8)
        assert browser.get(reverse("here")).status_code == 204
    assert not is_locked(browser)


def test_nobody_stays_signed_in_for_longer_than_the_settings_say(cast, signed_in, monkeypatch):
    browser = signed_in(cast.worker)
    for _ in range(73):
        turn(monkeypatch, minutes=10)
        browser.get(reverse("here"))
        browser.get(ME)
    assert browser.get(ME).headers["Location"].startswith(reverse("account_login"))


def test_it_opens_where_she_was(cast, signed_in):
    browser = signed_in(cast.worker)
    answer = browser.post(reverse("lock"), {"next": "/accounts/me/sessions/"})
    assert answer.headers["Location"] == f"{reverse('unlock')}?next=/accounts/me/sessions/"
    assert 'value="/accounts/me/sessions/"' in browser.get(answer.headers["Location"]).content.decode()
    assert unlock(browser, next="/accounts/me/sessions/").headers["Location"] == "/accounts/me/sessions/"
    assert not is_locked(browser)
    assert browser.get(f"{reverse('unlock')}?next={ME}").headers["Location"] == ME, "an open screen asks for nothing"


def test_a_part_of_a_page_leads_the_whole_page_there(cast, signed_in):
    browser = signed_in(cast.worker)
    browser.post(reverse("lock"))
    answer = browser.get(ME, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith(reverse("unlock"))


def test_after_three_wrong_pins_she_signs_in_anew(cast, signed_in):
    browser = signed_in(cast.worker)
    browser.post(reverse("lock"))
    assert "2 more tries" in unlock(browser, "000000").content.decode()
    assert "One more try" in unlock(browser, "000000").content.decode()
    assert unlock(browser, "000000").headers["Location"] == reverse("account_login")
    assert unlock(browser).headers["Location"] == reverse("account_login")
    assert not cast.worker.sessions.exists()
    assert Entry.objects.filter(actor=cast.worker.pk, verb="pin.wrong").count() == 3


def test_the_right_pin_after_three_wrong_ones_opens_nothing(cast, signed_in):
    browser = signed_in(cast.worker)
    browser.post(reverse("lock"))
    key = digest_of(browser.cookies["casework"].value)
    Session.objects.filter(session_key=key).update(wrong_pins=3)  # three other requests, at the same moment
    assert unlock(browser).headers["Location"] == reverse("account_login")


def test_a_wrong_pin_is_forgotten_when_the_right_one_came(cast, signed_in):
    browser = signed_in(cast.worker)
    for _ in range(4):
        browser.post(reverse("lock"))
        unlock(browser, "000000")
        assert unlock(browser).headers["Location"] == "/"


def test_who_has_no_pin_cannot_open_with_nothing(cast, signed_in):
    cast.worker.pin = ""
    cast.worker.save()
    browser = signed_in(cast.worker)
    browser.post(reverse("lock"))
    for pin in ("", "0", "000000"):
        assert unlock(browser, pin).status_code in (200, 302)
        assert is_locked(browser) or not cast.worker.sessions.exists()


def test_the_key_changes_when_it_opens(cast, signed_in):
    browser = signed_in(cast.worker)
    browser.post(reverse("lock"))
    seen = browser.cookies["casework"].value
    unlock(browser)
    thief = Client()
    thief.cookies["casework"] = seen
    assert thief.get(ME).status_code == 302
    assert browser.get(ME).status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_quick_exit_locks_and_is_recorded(cast, signed_in, method):
    browser = signed_in(cast.worker)
    answer = getattr(browser, method)(reverse("leave"))
    assert answer.headers["Location"] == "https://www.wikipedia.org/"
    assert is_locked(browser)
    assert Entry.objects.filter(actor=cast.worker.pk, verb="session.left").count() == 1


def test_a_quick_exit_works_for_nobody_too(client, db):
    assert client.get(reverse("leave")).headers["Location"] == "https://www.wikipedia.org/"


def test_a_request_that_began_before_does_not_open_it_when_it_ends(cast, signed_in):
    browser = signed_in(cast.worker)
    slow = browser.session  # a form that is being saved field by field
    slow["something"] = 1
    browser.get(reverse("leave"))
    slow.save()
    assert is_locked(browser)


def test_another_pin(cast, signed_in, monkeypatch):
    browser = signed_in(cast.worker)
    assert browser.get(reverse("pin")).headers["Location"].startswith(reverse("account_reauthenticate"))
    answer = browser.post(reverse("account_reauthenticate") + f"?next={reverse('pin')}", {"password": "wrong"})
    assert "That is not your password." in answer.content.decode()
    browser.post(reverse("account_reauthenticate") + f"?next={reverse('pin')}", {"password": "seven-quiet-lanterns"})
    assert browser.get(reverse("pin")).status_code == 200
    assert "not the same one" in browser.post(reverse("pin"), {"pin": "000000"}).content.decode()
    assert browser.post(reverse("pin"), {"pin": "190246"}).headers["Location"] == ME
    browser.post(reverse("lock"))
    assert unlock(browser, PIN).status_code == 200
    assert unlock(browser, "190246").headers["Location"] == "/"
    turn(monkeypatch, minutes=6)
    assert browser.get(reverse("pin")).status_code == 302, "after five minutes it is asked again"


def test_a_pin_is_kept_as_a_digest(cast):
    actions.change_pin(user=cast.worker, pin="190246")
    cast.worker.refresh_from_db()
    assert "190246" not in cast.worker.pin

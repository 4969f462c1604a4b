"""Who tries too often has to wait, and is told so kindly, and the same whether there is such a user or not."""

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from tests.sensitive.clock import turn
from tests.sensitive.conftest import PASSWORD, code

from palermo.web.accounts import actions
from palermo.web.accounts.models import Kept
from palermo.web.audit.models import SYSTEM, Entry

TRIES = 6
WRONG = "wrong"


def attempt(name, password=WRONG, address="127.0.0.1", **more):
    return Client(REMOTE_ADDR=address, **more).post(reverse("account_login"), {"login": name, "password": password})


def lock_out(name, address="127.0.0.1"):
    return [attempt(name, address=address) for _ in range(TRIES)][-1]


def text(answer):
    return [line for line in answer.content.decode().splitlines() if "csrf" not in line]


def test_after_six_tries_the_right_password_is_refused_too_for_half_an_hour(cast, monkeypatch):
    answer = lock_out("worker")
    assert answer.status_code == 429
    assert "You can try again in 30 minutes." in answer.content.decode()
    assert attempt("worker", PASSWORD).status_code == 429
    turn(monkeypatch, minutes=20)
    answer = attempt("worker", PASSWORD)
    assert answer.status_code == 429
    assert "You can try again in 10 minutes." in answer.content.decode()
    turn(monkeypatch, minutes=11)
    assert attempt("worker", PASSWORD).status_code == 302


def test_to_try_meanwhile_does_not_make_it_longer(cast, monkeypatch):
    lock_out("worker")
    turn(monkeypatch, minutes=29)
    assert attempt("worker").status_code == 429
    turn(monkeypatch, minutes=2)
    assert attempt("worker", PASSWORD).status_code == 302


def test_the_page_does_not_tell_whether_there_is_such_a_user(cast):
    known, unknown = lock_out("worker"), lock_out("nobody-of-this-name")
    assert known.status_code == unknown.status_code == 429
    assert text(known) == text(unknown)
    assert "worker" not in known.content.decode()


def test_five_tries_are_no_six(cast):
    assert [attempt("worker").status_code for _ in range(TRIES - 1)] == [200] * (TRIES - 1)
    assert attempt("worker", PASSWORD).status_code == 302


def test_who_knows_a_name_only_cannot_lock_its_user_out(cast):
    lock_out("worker", address="203.0.113.9")
    assert attempt("worker", PASSWORD, address="198.51.100.1").status_code == 302
    assert attempt("colleague", PASSWORD, address="203.0.113.9").status_code == 302


@pytest.mark.parametrize("written", ["WORKER", " worker", "Worker "])
def test_a_name_written_otherwise_is_the_same_name(cast, written):
    for name in ("worker", written) * 3:
        answer = attempt(name)
    assert answer.status_code == 429


def test_an_address_that_is_made_up_is_not_believed(cast):
    for number in range(TRIES):
        answer = attempt("worker", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert answer.status_code == 429


def test_behind_a_proxy_its_last_word_counts(cast, settings):
    settings.PROXIES = 1
    for number in range(TRIES):
        answer = attempt("worker", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, 198.51.100.7")
    assert answer.status_code == 429
    assert attempt("worker", PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.1, 198.51.100.8").status_code == 302


def test_one_address_cannot_try_many_names(cast, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "password_failed": "8/30m/ip"}
    for number in range(8):
        assert attempt(f"name-{number}").status_code == 200
    answer = attempt("worker", PASSWORD)
    assert answer.status_code == 200
    assert "tried too often" in answer.content.decode()
    assert attempt("worker", PASSWORD, address="198.51.100.1").status_code == 302


def test_codes_of_the_second_factor_are_limited_whatever_the_address(cast, monkeypatch):
    def second(with_code, address):
        browser = Client(REMOTE_ADDR=address)
        browser.post(reverse("account_login"), {"login": "worker", "password": PASSWORD})
        return browser.post(reverse("mfa_authenticate"), {"code": with_code})

    for number in range(TRIES):
        assert "not right" in second("000000", f"198.51.100.{number}").content.decode()
    answer = second(code(), "198.51.100.99")
    assert answer.status_code == 200
    assert "tried too often" in answer.content.decode()
    turn(monkeypatch, minutes=31)
    assert second(code(), "198.51.100.99").status_code == 302


def test_a_new_link_helps_at_once(cast):
    lock_out("worker")
    token = actions.invite_again(user=cast.worker, by=cast.administrator)
    answer = Client().post(reverse("invitation", args=[token]), {"password": "nine-loud-kettles", "pin": "190246"})
    assert answer.headers["Location"] == reverse("mfa_authenticate")


def test_it_is_recorded(cast):
    lock_out("worker")
    lock_out("nobody-of-this-name")
    mine = Entry.objects.filter(organisation_id=cast.a.pk, object=str(cast.worker.pk), actor=None)
    assert mine.filter(verb="session.refused").count() == TRIES
    assert mine.filter(verb="session.locked_out").count() == 1
    assert Entry.objects.filter(organisation_id=SYSTEM, verb="session.locked_out", object="").count() == 1


def test_what_counts_tries_holds_no_names_and_no_passwords(cast):
    Client().post(reverse("account_login") + "?next=/cases/7/", {"login": "worker", "password": "my-true-password"})
    row = AccessAttempt.objects.get()
    kept = " ".join(map(str, [*row.__dict__.values(), *Kept.objects.values_list("key", "value")]))
    for told in ("worker", "my-true-password", "cases/7"):
        assert told not in kept


def test_all_processes_count_together(cast):
    """What was tried is in the database: another process knows it."""
    lock_out("worker")
    assert AccessAttempt.objects.get().failures_since_start == TRIES
    assert Kept.objects.exists()

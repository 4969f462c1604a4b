"""Coming in: by invitation, with a password, a PIN and a second factor; and what others try at the door."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.sensitive.conftest import FACTOR, PASSWORD, PIN, code

from palermo.web.accounts import actions
from palermo.web.accounts.models import User
from palermo.web.audit.models import SYSTEM, Entry


def sign_in(browser, user, password=PASSWORD, with_code=None, **more):
    answer = browser.post(
        reverse("account_login"), {"login": getattr(user, "username", user), "password": password, **more}
    )
    if answer.status_code == 302 and answer.headers["Location"] == reverse("mfa_authenticate"):
        return browser.post(answer.headers["Location"], {"code": with_code or code()})
    return answer


def who(browser):
    answer = browser.get(reverse("me"))
    return answer.wsgi_request.user if answer.status_code == 200 else None


@pytest.fixture
def guest(cast):
    """Somebody who was invited, and her link."""
    user, token = actions.invite(
        organisation=cast.a, username="guest", name="Guest of A", roles=["caseworker"], by=cast.administrator
    )
    return user, reverse("invitation", args=[token])


def test_the_walk_from_a_link_to_the_first_page(cast, client, guest):
    user, link = guest
    assert "Guest of A" in client.get(link).content.decode()
    answer = client.post(link, {"password": "nine-loud-kettles", "pin": "190246"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("mfa_index"), "she is in, and sets up her second factor"
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200, "nobody is asked again who she is right after she has said so"
    secret = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    page = client.get(reverse("mfa_view_recovery_codes"))
    codes = page.context["unused_codes"]
    assert len(codes) == 10
    assert all(each in page.content.decode() for each in codes)
    again = client.get(reverse("mfa_view_recovery_codes"))
    assert not any(each in again.content.decode() for each in codes), "they are shown once"
    assert client.get("/").headers["Location"] == reverse("conduct")
    refused = client.post(reverse("conduct"), {})
    assert "Without this, nobody can work here." in refused.content.decode()
    assert client.post(reverse("conduct"), {"accepted": "on"}).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    verbs = list(Entry.objects.filter(actor=user.pk).order_by("number").values_list("verb", flat=True))
    assert verbs == ["user.came_in", "session.begun", "factor.added", "factor.added", "conduct.accepted"]
    other = Client()
    answer = sign_in(other, user, "nine-loud-kettles", codes[0])
    assert answer.headers["Location"] == "/"
    assert who(other) == user
    assert sign_in(Client(), user, "nine-loud-kettles", codes[0]).status_code == 200, "a recovery code works once"


@pytest.mark.parametrize("change", ["used", "late", "ended", "renewed", "tampered", "cut", "swapped", "other kind"])
def test_a_link_that_cannot_be_used(cast, client, guest, change):
    user, link = guest
    if change == "used":
        client.post(link, {"password": "nine-loud-kettles", "pin": "190246"})
    elif change == "late":
        user.invitations.update(until=timezone.now() - timedelta(seconds=1))
    elif change == "ended":
        actions.deactivate(user=user, by=cast.administrator)
    elif change == "renewed":
        actions.invite_again(user=user, by=cast.administrator)
    elif change == "tampered":
        link = link[:-2] + ("A" if link[-2] != "A" else "B") + "/"
    elif change == "cut":
        link = link.partition(".")[0] + "/"
    elif change == "swapped":
        _user, other = actions.invite(
            organisation=cast.a, username="other", name="Other", roles=["caseworker"], by=cast.administrator
        )
        number = link.rsplit("/", 2)[1].partition(".")[0]
        link = reverse("invitation", args=[f"{number}.{other.partition('.')[2]}"])
    else:
        link = reverse("invitation", args=["no-number.no-secret"])
    before = user.password
    answer = Client().post(link, {"password": "seven-other-lanterns", "pin": "190246"})
    assert answer.status_code == 404
    assert "cannot be used" in answer.content.decode()
    assert change == "used" or User.objects.get(pk=user.pk).password == before


def test_of_two_who_open_a_link_at_once_one_comes_in(guest):
    user, link = guest
    first = actions.invited(link.rsplit("/", 2)[1])
    second = actions.invited(link.rsplit("/", 2)[1])
    actions.accept(invitation=first, password="nine-loud-kettles", pin="190246")
    with pytest.raises(PermissionDenied):
        actions.accept(invitation=second, password="seven-other-lanterns", pin="190246")
    assert User.objects.get(pk=user.pk).check_password("nine-loud-kettles")


@pytest.mark.parametrize(
    ("password", "pin"),
    [
        ("short", "190246"), ("passwordpassword", "190246"), ("123456789012", "190246"), ("guestguestguest", "190246"),
        ("nine-loud-kettles", "12345"), ("nine-loud-kettles", "111111"), ("nine-loud-kettles", "123456"),
        ("nine-loud-kettles", "987654"), ("nine-loud-kettles", "abcdef"), ("nine-loud-kettles", "١٩٠٢٤٦"),
        ("nine-loud-kettles", "121212"), ("", "190246"), ("nine-loud-kettles", ""),
    ],
)  # fmt: skip
def test_a_password_or_pin_that_is_easily_guessed_is_refused(client, guest, password, pin):
    user, link = guest
    answer = client.post(link, {"password": password, "pin": pin})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not User.objects.get(pk=user.pk).has_usable_password()


def test_a_new_link_ends_sessions_and_leaves_the_second_factor(cast, signed_in):
    browser = signed_in(cast.worker)
    token = actions.invite_again(user=cast.worker, by=cast.administrator)
    assert who(browser) == cast.worker, "until the link is used, nothing changes"
    other = Client()
    link = reverse("invitation", args=[token])
    answer = other.post(link, {"password": "nine-loud-kettles", "pin": "190246"})
    assert answer.headers["Location"] == reverse("mfa_authenticate"), "a link alone lets nobody in who has a factor"
    assert who(browser) is None
    other.post(reverse("mfa_authenticate"), {"code": code()})
    assert who(other) == cast.worker


def test_the_password_alone_lets_nobody_in(cast, client):
    answer = client.post(reverse("account_login"), {"login": "worker", "password": PASSWORD})
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert who(client) is None
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert who(client) is None
    assert sign_in(client, cast.worker).headers["Location"] == "/"
    assert who(client) == cast.worker


def test_a_code_works_once(cast):
    now = code()
    assert sign_in(Client(), cast.worker, with_code=now).status_code == 302
    second = sign_in(Client(), cast.worker, with_code=now)
    assert second.status_code == 200
    assert "not right" in second.content.decode()


def test_user_names_are_read_however_they_are_written(cast, client):
    assert sign_in(client, " Worker ").headers["Location"] == "/"


def test_whose_account_ended_is_out_at_once_and_stays_out(cast, signed_in):
    browser = signed_in(cast.worker)
    actions.deactivate(user=cast.worker, by=cast.administrator)
    assert who(browser) is None
    late = Client()
    sign_in(late, cast.worker)
    assert who(late) is None
    actions.reactivate(user=cast.worker, by=cast.administrator)
    assert who(browser) is None, "her old session is gone"
    sign_in(late, cast.worker)
    assert who(late) == cast.worker


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example/x", "/\\evil.example", "javascript:alert(1)", "http:evil.example",
     "https:///evil.example", "\thttps://evil.example", "data:text/html,x"],
)  # fmt: skip
def test_nobody_is_led_elsewhere(cast, signed_in, wanted):
    assert sign_in(Client(), cast.worker, next=wanted).headers["Location"] == "/"
    browser = signed_in(cast.worker)
    browser.post(reverse("lock"))
    assert browser.post(reverse("unlock"), {"pin": PIN, "next": wanted}).headers["Location"] == "/"
    assert browser.post(reverse("language"), {"language": "en", "next": wanted}).headers["Location"] == "/"


def test_she_comes_where_she_wanted_to_go(cast, client):
    asked = client.get(reverse("sessions") + "?name=Natalia")
    assert asked.headers["Location"] == f"{reverse('account_login')}?next={reverse('sessions')}", (
        "without what was typed"
    )
    assert sign_in(client, cast.worker, next=reverse("sessions")).headers["Location"] == reverse("sessions")


def test_the_key_of_a_session_changes_when_she_signs_in(cast, client):
    client.get(reverse("account_login"))
    planted = client.cookies["casework"].value if "casework" in client.cookies else "planted"
    client.cookies["casework"] = planted
    sign_in(client, cast.worker)
    assert client.cookies["casework"].value != planted
    thief = Client()
    thief.cookies["casework"] = planted
    assert who(thief) is None


def test_an_invented_key_makes_no_session(cast, client):
    client.cookies["casework"] = "a" * 32
    client.get(reverse("account_login"))
    assert client.cookies["casework"].value != "a" * 32


def test_who_is_not_known_costs_as_much_work_as_who_is(cast, monkeypatch):
    hashed = []
    plain = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or plain(*args))
    told = []
    for name in ("worker", "nobody-of-this-name"):
        hashed.clear()
        answer = Client().post(reverse("account_login"), {"login": name, "password": "wrong"})
        told.append((len(hashed), answer.status_code, answer.content.decode().replace(name, "NAME")))
    (known, *first), (unknown, *second) = told
    assert known == unknown >= 1
    assert without_tokens(first[1]) == without_tokens(second[1])


def without_tokens(page):
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


def test_who_was_invited_and_has_no_password_is_refused_likewise(cast, guest):
    user, _link = guest
    for password in ("", "!", user.password):
        answer = Client().post(reverse("account_login"), {"login": "guest", "password": password})
        assert answer.status_code == 200


def test_what_happens_at_the_door_is_recorded_without_what_was_typed(cast, client):
    sign_in(client, cast.worker, "wrong")
    sign_in(client, "my-secret-password", "wrong")
    sign_in(client, cast.worker, with_code="000000")
    sign_in(client, cast.worker)
    client.post(reverse("account_logout"))
    mine = Entry.objects.filter(organisation_id=cast.a.pk, object=str(cast.worker.pk)).order_by("number")
    door = [entry.verb for entry in mine if not entry.verb.startswith(("user.", "factor.added"))]
    assert door == ["session.refused", "factor.wrong", "session.begun", "session.ended"]
    unknown = Entry.objects.get(organisation_id=SYSTEM, verb="session.refused")
    assert (unknown.object, unknown.detail, unknown.actor, unknown.place) == ("", {}, None, "127.0.0.1")
    assert not Entry.objects.filter(detail__icontains="secret-password").exists()


def test_another_password_ends_sessions_elsewhere_and_not_this_one(cast, signed_in):
    here, elsewhere = signed_in(cast.worker), signed_in(cast.worker)
    new = {"oldpassword": PASSWORD, "password1": "nine-loud-kettles", "password2": "nine-loud-kettles"}
    wrong = here.post(reverse("account_change_password"), {**new, "oldpassword": "wrong"})
    assert "That is not your password." in wrong.content.decode()
    assert here.post(reverse("account_change_password"), new).status_code == 302
    assert who(here) == cast.worker
    assert who(elsewhere) is None
    assert cast.worker.sessions.count() == 1
    assert Entry.objects.filter(actor=cast.worker.pk, verb="password.changed").count() == 1


def test_somebody_else_at_the_same_screen_starts_anew(cast, signed_in, guest):
    user, link = guest
    browser = signed_in(cast.worker)
    browser.get(link)
    assert who(browser) is None
    browser.post(link, {"password": "nine-loud-kettles", "pin": "190246"})
    assert browser.get(reverse("mfa_index")).wsgi_request.user == user


def test_a_pin_is_checked_by_the_action_too(guest):
    user, link = guest
    with pytest.raises(ValidationError):
        actions.accept(invitation=actions.invited(link.rsplit("/", 2)[1]), password="nine-loud-kettles", pin="1")
    assert not Authenticator.objects.filter(user=user).exists()
    assert FACTOR

"""Every address of accounts, asked by every role, by nobody, and for what belongs to another organisation."""

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from palermo.web.accounts import actions, urls
from palermo.web.accounts.roles import ROLES, Permission, reach

ANY, MANAGE, CONFIGURE, TOKENS, AUDIT = (
    None, Permission.USER_MANAGE, Permission.ORGANISATION_CONFIGURE, Permission.TOKEN_MANAGE, Permission.AUDIT_READ,
)  # fmt: skip

OPEN = {"account_login": 302, "account_logout": 200, "account_inactive": 200, "mfa_authenticate": 302, "leave": 302}
"""What anybody can ask for, and what somebody who is signed in is told."""

OWN = {
    "account_reauthenticate": 200, "account_change_password": 200, "mfa_index": 200, "mfa_reauthenticate": 200,
    "mfa_activate_totp": 302, "mfa_deactivate_totp": 302, "mfa_view_recovery_codes": 404, "unlock": 302, "here": 204,
    "mfa_generate_recovery_codes": 302, "mfa_list_webauthn": 200, "mfa_add_webauthn": 302, "conduct": 200,
    "mfa_reauthenticate_webauthn": 302, "me": 200, "details": 200, "pin": 302, "sessions": 200,
}  # fmt: skip
"""What everybody has of her own. 302 asks once more who it is, or leads on."""

PAGES = {
    "people": MANAGE, "invite": MANAGE, "person": MANAGE, "teams": MANAGE, "team": MANAGE, "roles": MANAGE,
    "organisation": CONFIGURE, "tokens": TOKENS, "audit": AUDIT,
}  # fmt: skip
STEPS = {
    "invite_again": MANAGE, "deactivate": MANAGE, "reactivate": MANAGE, "end_sessions": MANAGE,
    "remove_factors": MANAGE, "end_token": TOKENS, "audit_csv": AUDIT,
}  # fmt: skip
"""What is only posted."""

OTHER = {"lock", "language", "invitation", "end_session", "mfa_remove_webauthn"}
"""Which have tests of their own."""


def things(cast, administrator):
    """The numbers that stand in addresses: of a user, a team and a token of the administrator's organisation."""
    organisation = administrator.organisation
    team, token = organisation.teams.first(), None
    team = team or actions.make_team(organisation=organisation, name="Theirs", by=None)
    token, _text = actions.make_token(
        by=administrator, name="Reports", role="data_officer", fields="states", purpose="Counts", days=5
    )
    user = organisation.users.exclude(pk=administrator.pk).first()
    numbers = dict.fromkeys(
        ("person", "invite_again", "deactivate", "reactivate", "end_sessions", "remove_factors"), user
    )
    return {name: thing.pk for name, thing in {**numbers, "team": team, "end_token": token}.items()}


def address(name, numbers):
    return reverse(name, args=[numbers[name]] if name in numbers else [])


def person_of(cast, role):
    people = {"recipient": cast.recipient, "caseworker": cast.worker, "data_officer": cast.data_officer}
    return people.get(role) or getattr(cast, role)


def test_no_address_was_forgotten():
    named = {pattern.name for pattern in urls.urlpatterns}
    assert named == {*OPEN, *OWN, *PAGES, *STEPS, *OTHER}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_comes_where_the_table_says(cast, signed_in, role):
    numbers = things(cast, cast.administrator)
    browser, wrong = signed_in(person_of(cast, role)), {}
    for name, permission in {**PAGES, **STEPS}.items():
        permitted = reach([role], permission) is not None
        if name in STEPS:
            found = browser.post(address(name, numbers)).status_code
            expected = (200 if name == "audit_csv" else 302) if permitted else 403
        else:
            found, expected = browser.get(address(name, numbers)).status_code, 200 if permitted else 403
        if found != expected:
            wrong[name] = (found, expected)
    assert wrong == {}


@pytest.mark.parametrize("role", ROLES)
def test_everybody_has_her_own_pages(cast, signed_in, role):
    browser = signed_in(person_of(cast, role))
    assert {name: browser.get(reverse(name)).status_code for name in OWN} == OWN
    assert {name: browser.get(reverse(name)).status_code for name in OPEN} == OPEN


def test_a_stranger_is_told_that_there_is_nothing(cast, signed_in):
    numbers = things(cast, cast.administrator)
    browser, wrong = signed_in(cast.foreign_administrator), {}
    for name in numbers:
        asked = browser.get if name in PAGES else browser.post
        if (found := asked(address(name, numbers)).status_code) != 404:
            wrong[name] = found
        if name in PAGES and (found := browser.post(address(name, numbers)).status_code) != 404:
            wrong[f"post {name}"] = found
    assert wrong == {}


def test_lists_hold_nothing_of_another_organisation(cast, signed_in):
    things(cast, cast.administrator)
    browser = signed_in(cast.foreign_administrator)
    seen = "".join(browser.get(reverse(name)).content.decode() for name in ("people", "teams", "tokens"))
    assert "Name of foreign" in seen
    for told in ("Name of worker", "Night", "Reports"):
        assert told not in seen


def test_nobody_comes_anywhere(cast, client):
    numbers = things(cast, cast.administrator)
    wrong = {}
    for name in {*OWN, *PAGES, *STEPS}:
        for method in ("get", "post"):
            answer = getattr(client, method)(address(name, numbers))
            if answer.status_code != 302 or not answer.headers["Location"].startswith(reverse("account_login")):
                wrong[method, name] = answer.status_code
    assert wrong == {}


def test_who_is_locked_comes_nowhere(cast, signed_in):
    numbers = things(cast, cast.administrator)
    browser = signed_in(cast.administrator)
    browser.post(reverse("lock"))
    wrong = {}
    for name in {*OWN, *PAGES} - {"unlock"}:
        answer = browser.get(address(name, numbers))
        if answer.status_code != 302 or not answer.headers["Location"].startswith(reverse("unlock")):
            wrong[name] = answer.status_code
    assert wrong == {}
    page = browser.get(reverse("unlock")).content.decode()
    for told in (cast.administrator.name, cast.a.name, "/accounts/people/"):
        assert told not in page, "a locked screen tells nothing of who locked it"


@pytest.mark.parametrize("missing", ["has_factor", "conduct_version"])
def test_who_has_not_come_in_whole_comes_nowhere(cast, signed_in, missing):
    numbers = things(cast, cast.administrator)
    browser = signed_in(cast.administrator)
    setattr(cast.administrator, missing, 0)
    cast.administrator.save()
    wanted = reverse("mfa_index") if missing == "has_factor" else reverse("conduct")
    found = {name: browser.get(address(name, numbers)).headers.get("Location") for name in (*PAGES, "me", "details")}
    assert set(found.values()) == {wanted}


def test_every_step_needs_its_token_against_forgery(cast, signed_in):
    numbers = things(cast, cast.administrator)
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = signed_in(cast.administrator).cookies
    names = {*STEPS, *PAGES, "lock", "end_session", "details", "conduct", "language", "account_logout"} - {
        "audit",
        "people",
    }
    found = {name: browser.post(address(name, numbers)).status_code for name in names if name not in ("roles",)}
    assert set(found.values()) == {403}, found
    assert browser.get(reverse("people")).status_code == 200


def test_steps_are_not_taken_by_looking(cast, signed_in):
    numbers = things(cast, cast.administrator)
    browser = signed_in(cast.administrator)
    found = {
        name: browser.get(address(name, numbers)).status_code
        for name in {*STEPS, "lock", "end_session"} - {"audit_csv"}
    }
    assert set(found.values()) == {405}


def test_nothing_is_kept_by_browsers_and_nothing_may_run_on_pages(cast, signed_in):
    for answer in (signed_in(cast.worker).get(reverse("me")), Client().get(reverse("account_login"))):
        assert answer.headers["Cache-Control"] == "no-store, private"
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_pages_hold_no_script_or_style_of_their_own(cast, signed_in):
    browser = signed_in(cast.administrator)
    for name in (
        "mfa_index",
        "people",
        "invite",
        "teams",
        "roles",
        "tokens",
        "me",
        "organisation",
        "account_change_password",
    ):
        page = browser.get(reverse(name)).content.decode()
        assert " style=" not in page, name
        assert "<style" not in page, name
        assert " onclick" not in page, name
        assert "<script>" not in page, name


def test_no_page_leads_to_signing_up_or_to_mail(cast, signed_in):
    browser, pages = signed_in(cast.administrator), []
    for name in (*OWN, *PAGES):
        if name not in ("person", "team"):
            pages.append(browser.get(reverse(name), follow=True).content.decode())
    pages.append(Client().get(reverse("account_login")).content.decode())
    for told in ("signup", "/email", "password/reset", "mailto:"):
        assert all(told not in page for page in pages), told


def test_a_wrong_address_is_answered_in_our_words(cast, signed_in):
    answer = signed_in(cast.worker).get("/accounts/nothing/")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()
    refused = signed_in(cast.worker).get(reverse("people"))
    assert "That is not for your role" in refused.content.decode()


def test_what_each_view_needs_is_what_the_table_says():
    for name, permission in {**PAGES, **STEPS}.items():
        number = [timezone.now() and "01a22e7f-4264-7cd5-9d05-7d21d69cf47c"]
        has_number = name in ("person", "team", *STEPS) and name != "audit_csv"
        view = resolve(reverse(name, args=number if has_number else [])).func
        assert view.permission is permission, name

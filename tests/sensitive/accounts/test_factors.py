"""Second factors: asked for by role, proved in each session, sealed in the database, never the last one removed."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.sensitive.conftest import FACTOR, PASSWORD, code

from palermo.web.accounts import actions
from palermo.web.accounts.adapters import FactorAdapter
from palermo.web.accounts.door import needs_second_factor
from palermo.web.accounts.models import User
from palermo.web.accounts.roles import ROLES, Role
from palermo.web.audit.models import Entry

TOTP, KEY, CODES = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES


def again(browser):
    """Show once more who it is."""
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def add_key(user):
    return Authenticator.objects.create(user=user, type=KEY, data={"name": "phone", "credential": {}})


def where(browser):
    return browser.get(reverse("me")).headers.get("Location", "in")


def test_which_roles_ask_for_one(cast, monkeypatch):
    free = Role("free", "Free", "Needs none.", {}, second_factor=False)
    monkeypatch.setattr("palermo.web.accounts.door.ROLES", {**ROLES, "free": free})
    for roles, asked in ([["free"], False], [[], False], [["free", "auditor"], True], [["caseworker"], True]):
        cast.worker.roles = roles
        for has in (True, False):
            cast.worker.has_factor = has
            assert needs_second_factor(cast.worker) is (asked and not has), (roles, has)


def test_whose_factor_is_removed_by_an_administrator_is_out_at_once(cast, signed_in):
    browser = signed_in(cast.worker)
    assert where(browser) == "in"
    actions.remove_factors(user=cast.worker, by=cast.administrator)
    assert where(browser).startswith(reverse("account_login"))
    browser.post(reverse("account_login"), {"login": "worker", "password": PASSWORD})
    assert where(browser) == reverse("mfa_index"), "and sets up another before she sees anything"


def test_whose_factor_vanishes_from_the_database_is_stopped_at_once(cast, signed_in):
    browser = signed_in(cast.worker)
    Authenticator.objects.filter(user=cast.worker).delete()
    assert where(browser).startswith(reverse("account_login"))
    assert User.objects.get(pk=cast.worker.pk).has_factor is False


def test_a_session_that_was_open_before_does_not_profit(cast):
    user, token = actions.invite(
        organisation=cast.a, username="guest", name="Guest", roles=["caseworker"], by=cast.administrator
    )
    thief, mine = Client(), Client()
    thief.post(reverse("invitation", args=[token]), {"password": "nine-loud-kettles", "pin": "190246"})
    mine.post(reverse("account_login"), {"login": "guest", "password": "nine-loud-kettles"})
    secret = mine.get(reverse("mfa_activate_totp")).context["form"].secret
    mine.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert where(mine) == reverse("conduct")
    assert where(thief).startswith(reverse("account_login"))
    assert user.sessions.count() == 1


def test_the_proof_of_one_is_none_for_another(cast, signed_in):
    """Somebody with a factor of her own signs in as another, whose password she knows, in one browser."""
    browser = Client()
    browser.post(reverse("account_login"), {"login": "worker", "password": PASSWORD})
    browser.post(reverse("mfa_authenticate"), {"code": code()})
    assert where(browser) == "in"
    browser.force_login(cast.supervisor, backend="palermo.web.accounts.adapters.Backend")
    assert where(browser).startswith(reverse("account_login"))


def test_no_request_looks_for_factors(cast, signed_in, django_assert_max_num_queries):
    browser = signed_in(cast.worker)
    browser.get(reverse("here"))
    with django_assert_max_num_queries(3) as asked:
        browser.get(reverse("here"))
    assert not any("mfa_" in each["sql"] for each in asked.captured_queries)


@pytest.mark.parametrize("kind", [TOTP, KEY])
def test_the_last_one_is_not_removed(cast, signed_in, kind):
    browser = signed_in(cast.worker)
    again(browser)
    if kind == KEY:
        key = add_key(cast.worker)
        Authenticator.objects.filter(user=cast.worker, type=TOTP).delete()
        browser = signed_in(cast.worker)
        again(browser)
        address = reverse("mfa_remove_webauthn", args=[key.pk])
    else:
        RecoveryCodes.activate(cast.worker)
        address = reverse("mfa_deactivate_totp")
    for answer in (browser.get(address), browser.post(address)):
        assert "This is your only second factor." in answer.content.decode()
    assert Authenticator.objects.filter(user=cast.worker, type=kind).count() == 1
    assert where(browser) == "in"


@pytest.mark.parametrize("kind", [TOTP, KEY])
def test_one_of_two_is_removed_and_sessions_elsewhere_end(cast, signed_in, kind):
    key = add_key(cast.worker)
    here, elsewhere = signed_in(cast.worker), signed_in(cast.worker)
    again(here)
    address = reverse("mfa_deactivate_totp") if kind == TOTP else reverse("mfa_remove_webauthn", args=[key.pk])
    assert here.post(address).status_code == 302
    assert not Authenticator.objects.filter(user=cast.worker, type=kind).exists()
    assert (where(here), where(elsewhere) == "in") == ("in", False)
    assert User.objects.get(pk=cast.worker.pk).has_factor
    assert Entry.objects.filter(actor=cast.worker.pk, verb="factor.removed", detail={"kind": kind}).count() == 1


def test_the_key_of_another_is_not_there(cast, signed_in):
    key = add_key(cast.colleague)
    browser = signed_in(cast.worker)
    again(browser)
    address = reverse("mfa_remove_webauthn", args=[key.pk])
    assert browser.get(address).status_code == browser.post(address).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_to_change_them_she_shows_once_more_who_she_is(cast, signed_in):
    browser = signed_in(cast.worker)
    for name in ("mfa_deactivate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        for answer in (browser.get(reverse(name)), browser.post(reverse(name))):
            assert answer.headers["Location"].startswith(reverse("account_reauthenticate")), name
    again(browser)
    assert browser.get(reverse("mfa_add_webauthn")).status_code == 200


def test_a_key_has_no_name_that_tells_who_has_it(cast, signed_in):
    browser = signed_in(cast.worker)
    again(browser)
    answer = browser.post(reverse("mfa_add_webauthn"), {"name": "Natalia's phone", "credential": "{}"})
    assert answer.status_code == 200
    assert not Authenticator.objects.filter(user=cast.worker, type=KEY).exists()


NO_KEYS = ["{}", "[]", "null", '"x"', "7", "no json", '{"id": 1, "response": {}}', '{"id": "x", "rawId": "x"}']


@pytest.mark.parametrize("credential", NO_KEYS)
def test_what_is_no_key_lets_nobody_in(cast, credential):
    browser = Client()
    browser.post(reverse("account_login"), {"login": "worker", "password": PASSWORD})
    assert browser.post(reverse("mfa_authenticate"), {"credential": credential}).status_code == 200
    assert where(browser).startswith(reverse("account_login"))


@pytest.mark.parametrize("credential", NO_KEYS)
def test_what_is_no_key_is_refused(cast, signed_in, credential):
    browser = signed_in(cast.worker)
    again(browser)
    browser.get(reverse("mfa_add_webauthn"))
    answer = browser.post(reverse("mfa_add_webauthn"), {"name": "phone", "credential": credential})
    assert answer.status_code == 200
    assert not Authenticator.objects.filter(user=cast.worker, type=KEY).exists()


def test_new_recovery_codes_end_the_old_ones(cast, signed_in):
    browser = signed_in(cast.worker)
    old = RecoveryCodes.activate(cast.worker).get_unused_codes()
    again(browser)
    assert browser.post(reverse("mfa_generate_recovery_codes")).headers["Location"] == reverse(
        "mfa_view_recovery_codes"
    )
    new = browser.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert not set(old) & set(new)
    other = Client()
    other.post(reverse("account_login"), {"login": "worker", "password": PASSWORD})
    assert other.post(reverse("mfa_authenticate"), {"code": old[0]}).status_code == 200
    assert other.post(reverse("mfa_authenticate"), {"code": new[0]}).status_code == 302
    assert Entry.objects.filter(actor=cast.worker.pk, verb="factor.recovery_code_used").count() == 1


def test_secrets_are_sealed_in_the_database(cast):
    codes = RecoveryCodes.activate(cast.worker)
    seed = FactorAdapter().decrypt(codes.instance.data["seed"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        kept = str(cursor.fetchall())
    assert FACTOR not in kept
    assert seed not in kept
    assert kept.count("secret") == 11


def test_what_another_was_given_opens_for_nobody_else(cast):
    sealed = Authenticator.objects.get(user=cast.worker, type=TOTP).data["secret"]
    assert FactorAdapter().decrypt(sealed) == FACTOR
    changed = sealed[:-2] + ("00" if sealed[-2:] != "00" else "11")
    with pytest.raises(Exception, match="open"):
        FactorAdapter().decrypt(changed)


def test_an_administrator_cannot_remove_her_own_past_the_page(cast, signed_in):
    browser = signed_in(cast.administrator)
    answer = browser.post(reverse("remove_factors", args=[cast.administrator.pk]), follow=True)
    assert "by another administrator only" in answer.content.decode()
    assert Authenticator.objects.filter(user=cast.administrator, type=TOTP).exists()


def test_codes_alone_are_no_second_factor(cast):
    Authenticator.objects.filter(user=cast.worker).delete()
    Authenticator.objects.create(user=cast.worker, type=CODES, data={"seed": "", "used_mask": 0})
    assert User.objects.get(pk=cast.worker.pk).has_factor is False

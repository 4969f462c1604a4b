"""Tokens for other programs: shown once, kept as a digest, for a role, some fields and a time."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from tests.sensitive.clock import turn

from palermo.web.accounts import actions
from palermo.web.accounts.models import Token
from palermo.web.audit.models import Entry

ASKED = {
    "name": "Reports",
    "purpose": "Counts for the ministry",
    "role": "data_officer",
    "fields_": "states",
    "days": 30,
}


def make(by, **more):
    asked = {"name": "Reports", "role": "data_officer", "fields": "states", "purpose": "Counts", "days": 30, **more}
    return actions.make_token(by=by, **asked)


def test_it_is_made_shown_once_and_found(cast, signed_in):
    browser = signed_in(cast.administrator)
    browser.post(reverse("tokens"), ASKED)
    first, second = (browser.get(reverse("tokens")) for _ in range(2))
    text = first.context["secret"]
    assert text in first.content.decode()
    assert second.context["secret"] == ""
    assert "Counts for the ministry" in second.content.decode()
    token = Token.objects.get()
    assert actions.token_of(text) == token
    assert text.partition(".")[2].encode() not in bytes(token.digest)
    assert (token.organisation_id, token.by_id) == (cast.a.pk, cast.administrator.pk)
    assert Entry.objects.get(verb="token.made").detail == {"role": "data_officer", "fields": "states", "days": 30}


def test_it_ends_by_hand_and_by_itself(cast, signed_in, monkeypatch):
    token, text = make(cast.administrator)
    other, second = make(cast.administrator, days=1)
    browser = signed_in(cast.administrator)
    browser.post(reverse("end_token", args=[token.pk]))
    browser.post(reverse("end_token", args=[token.pk]))
    assert actions.token_of(text) is None
    assert Entry.objects.filter(verb="token.ended").count() == 1
    assert actions.token_of(second) == other
    turn(monkeypatch, days=1, seconds=1)
    assert actions.token_of(second) is None


@pytest.mark.parametrize("text", ["", ".", "x.y", "01a22e7f-4264-7cd5-9d05-7d21d69cf47c.secret"])
def test_what_is_none(cast, text):
    assert actions.token_of(text) is None


def test_a_secret_of_another_kind_or_row_is_none(cast):
    (token, text), (other, _second) = make(cast.administrator), make(cast.administrator)
    secret = text.partition(".")[2]
    assert actions.token_of(f"{other.pk}.{secret}") is None
    link = actions.invite_again(user=cast.worker, by=cast.administrator)
    assert actions.token_of(link) is None
    assert actions.invited(text) is None
    assert actions.token_of(text) == token


@pytest.mark.parametrize("role", ["administrator", "auditor", "protection_officer", "nobody"])
def test_no_program_gives_rights_or_watches(cast, role):
    with pytest.raises(ValidationError):
        make(cast.administrator, role=role)


@pytest.mark.parametrize("change", [{"days": 0}, {"days": 366}, {"fields": "everything"}, {"name": ""}])
def test_a_token_that_cannot_be(cast, change):
    with pytest.raises(ValidationError):
        make(cast.administrator, **change)
    assert not Token.objects.exists()


def test_only_administrators_make_and_end_them(cast):
    token, _text = make(cast.administrator)
    for by in (cast.worker, cast.supervisor, cast.auditor):
        with pytest.raises(PermissionDenied):
            make(by)
    with pytest.raises(PermissionDenied):
        actions.end_token(token=token, by=cast.foreign_administrator)

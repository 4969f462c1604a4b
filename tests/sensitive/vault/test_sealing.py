"""Sealing: what goes in comes out, and nothing else does."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palermo.errors import SettingsError
from palermo.web.vault.blind import blind, sought
from palermo.web.vault.models import Purpose
from palermo.web.vault.sealing import PAD_BYTES, key_number, seal, unseal

A, B = uuid4(), uuid4()
PLACE = "casework.person.name.1"
quick = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])

pytestmark = pytest.mark.django_db


@quick
@given(plain=st.binary(max_size=300), place=st.text(max_size=40).filter(lambda text: text.isascii()))
def test_what_was_sealed_opens(plain, place):
    sealed = seal(plain, owner=A, place=place)
    assert unseal(sealed, owner=A, place=place) == plain
    assert len(plain) < 8 or plain not in sealed


@quick
@given(plain=st.binary(max_size=100), data=st.data())
def test_no_byte_can_be_changed_cut_or_added(plain, data):
    sealed = seal(plain, owner=A, place=PLACE)
    at = data.draw(st.integers(0, len(sealed) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    changed = sealed[:at] + bytes([sealed[at] ^ bit]) + sealed[at + 1 :]
    for wrong in (changed, sealed[:at], sealed + b"\0", b"", sealed[:5]):
        with pytest.raises(SettingsError):
            unseal(wrong, owner=A, place=PLACE)


@quick
@given(
    place=st.sampled_from(["casework.person.name.2", "casework.person.alias.1", "casework.house.name.1", PLACE + "1"])
)
def test_what_was_moved_does_not_open(place):
    sealed = seal(b"Amina", owner=A, place=PLACE)
    with pytest.raises(SettingsError) as refused:
        unseal(sealed, owner=A, place=place)
    assert refused.value.key == "settings.does_not_open"
    assert refused.value.place == place.rpartition(".")[0], "an error does not say whose row it is"


def test_what_another_organisation_or_another_use_sealed_does_not_open():
    sealed = seal(b"Amina", owner=A, place=PLACE)
    seal(b"Amina", owner=B, place=PLACE)
    for owner, purpose in ((B, Purpose.RECORDS), (A, Purpose.REASONS)):
        with pytest.raises(SettingsError) as refused:
            unseal(sealed, owner=owner, place=PLACE, purpose=purpose)
        assert refused.value.key == "settings.no_key"
    reason = seal(b"She called.", owner=A, place=PLACE, purpose=Purpose.REASONS)
    assert key_number(reason) != key_number(sealed)
    assert unseal(reason, owner=A, place=PLACE, purpose=Purpose.REASONS) == b"She called."


def test_equal_words_do_not_look_alike_and_lengths_of_names_do_not_tell_them():
    assert seal(b"Amina", owner=A, place=PLACE) != seal(b"Amina", owner=A, place=PLACE)
    lengths = {len(seal(b"a" * length, owner=A, place=PLACE)) for length in range(PAD_BYTES - 4 + 1)}
    assert len(lengths) == 1
    assert len(seal(b"a" * PAD_BYTES, owner=A, place=PLACE)) == lengths.pop() + PAD_BYTES


def test_equal_words_have_equal_tokens_and_all_else_has_others():
    words = ["amina", "tesfaye", "", "amina"]
    first, second, third, fourth = blind(A, "name", words)
    assert first == fourth
    assert len({first, second, third}) == 3
    assert blind(A, "name", iter(words)) == [first, second, third, fourth]
    others = {blind(B, "name", ["amina"])[0], blind(A, "place", ["amina"])[0], blind(A, "nam", ["eamina"])[0]}
    assert first not in others
    assert len(others) == 3
    assert sought(A, [("name", word) for word in words[:2]]) == [[first], [second]]
    assert sought(A, []) == []


@quick
@given(one=st.tuples(st.text(max_size=6), st.text(max_size=6)), two=st.tuples(st.text(max_size=6), st.text(max_size=6)))
def test_tokens_are_equal_only_where_kind_and_word_are(one, two):
    one, two = (tuple(each.encode(errors="replace").decode() for each in pair) for pair in (one, two))
    assert (blind(A, one[0], [one[1]]) == blind(A, two[0], [two[1]])) == (one == two)

"""The keys of organisations: whose they are, what they are for, and when they are remembered."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from palermo.errors import SettingsError
from palermo.web.vault import ring
from palermo.web.vault.models import DataKey, Purpose
from palermo.web.vault.sealing import seal, unseal

A, B = uuid4(), uuid4()


@pytest.mark.django_db
def test_each_organisation_and_purpose_has_a_key_of_its_own():
    keys = {ring.current(owner, purpose)[1] for owner in (A, B) for purpose in Purpose}
    assert len(keys) == 2 * len(Purpose)
    assert keys == {ring.current(owner, purpose)[1] for owner in (A, B) for purpose in Purpose}
    assert DataKey.objects.count() == 2 * len(Purpose)
    stored = b"".join(bytes(row.wrapped) for row in DataKey.objects.all())
    assert not any(key in stored for key in keys)


@pytest.mark.django_db
def test_anothers_key_and_a_key_of_another_use_are_refused():
    number, _ = ring.current(A, Purpose.RECORDS)
    for wrong in ((number, B, Purpose.RECORDS), (number, A, Purpose.FILES), (number + 99, A, Purpose.RECORDS)):
        with pytest.raises(SettingsError) as refused:
            ring.by_number(*wrong)
        assert refused.value.key == "settings.no_key"


@pytest.mark.django_db
def test_a_wrapped_key_that_was_put_into_anothers_row_is_found():
    ring.current(A, Purpose.RECORDS)
    ring.current(B, Purpose.RECORDS)
    mine, other = DataKey.objects.get(owner=A), DataKey.objects.get(owner=B)
    DataKey.objects.filter(pk=mine.pk).update(wrapped=bytes(other.wrapped))
    with pytest.raises(SettingsError) as refused:
        ring.current(A, Purpose.RECORDS)
    assert refused.value.key == "settings.moved_key"


def test_a_key_of_a_transaction_that_was_undone_is_never_remembered(lasting):
    with transaction.atomic():
        lost = ring.current(A, Purpose.RECORDS)
        assert ring.current(A, Purpose.RECORDS) == lost
        transaction.set_rollback(True)
    assert not ring._by_number
    assert not ring._current
    kept = ring.current(A, Purpose.RECORDS)
    assert kept[1] != lost[1]
    assert DataKey.objects.get().pk == kept[0]
    sealed = seal(b"Amina", owner=A, place="a.b.1")
    ring.forget()
    assert unseal(sealed, owner=A, place="a.b.1") == b"Amina"


def test_a_key_of_a_part_that_was_undone_is_never_remembered(lasting):
    with transaction.atomic():
        with transaction.atomic():
            ring.current(A, Purpose.RECORDS)
            transaction.set_rollback(True)
        kept = ring.current(A, Purpose.RECORDS)
    assert ring.current(A, Purpose.RECORDS) == kept
    assert ring._by_number[kept[0]][2] == kept[1]


def test_a_key_that_was_committed_is_remembered(lasting, django_assert_num_queries):
    with transaction.atomic():
        first = ring.current(A, Purpose.RECORDS)
    with django_assert_num_queries(0):
        assert ring.current(A, Purpose.RECORDS) == first


def test_another_process_sees_a_change_within_a_minute(lasting, monkeypatch):
    old = ring.current(A, Purpose.RECORDS)
    DataKey.objects.update(retired_at=timezone.now())
    new = ring.made(A, Purpose.RECORDS)
    assert ring.current(A, Purpose.RECORDS) == old
    monkeypatch.setattr(ring, "FRESH_SECONDS", 0.0)
    assert ring.current(A, Purpose.RECORDS)[0] == new.pk
    assert ring.by_number(old[0], A, Purpose.RECORDS) == old[1]


@pytest.mark.django_db
def test_while_keys_change_both_are_living_and_a_destroyed_one_is_told():
    old = ring.current(A, Purpose.INDEX)
    DataKey.objects.update(retired_at=timezone.now(), made_at=timezone.now() - timedelta(days=1))
    new = ring.made(A, Purpose.INDEX)
    ring.forget()
    assert len(ring.living(A, Purpose.INDEX)) == 2
    assert ring.living(A, Purpose.INDEX)[1] == old[1]
    DataKey.objects.filter(pk=old[0]).update(emptied_at=timezone.now(), destroyed_at=timezone.now(), wrapped=b"")
    assert ring.living(A, Purpose.INDEX) == [ring.current(A, Purpose.INDEX)[1]]
    assert ring.current(A, Purpose.INDEX)[0] == new.pk
    ring.forget()
    with pytest.raises(SettingsError) as refused:
        ring.by_number(old[0], A, Purpose.INDEX)
    assert refused.value.key == "settings.destroyed_key"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads share SQLite's test database in memory")
def test_two_who_make_the_first_key_at_once_have_the_same(lasting):
    found, start = [], threading.Barrier(6)

    def make():
        try:
            start.wait()
            with transaction.atomic():
                found.append(ring.current(A, Purpose.RECORDS))
        finally:
            connection.close()

    threads = [threading.Thread(target=make) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1
    assert DataKey.objects.count() == 1

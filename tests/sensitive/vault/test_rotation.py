"""A change of keys: all is sealed anew, nothing is lost on the way, and the old key can go."""

import threading
import time
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from palermo.errors import SettingsError
from palermo.web.vault import blind, files, master, ring, rotation, walks
from palermo.web.vault.fields import Ciphertext
from palermo.web.vault.master import new_line
from palermo.web.vault.models import DataKey, Purpose, Reseal
from palermo.web.vault.rewrapping import rewrap, wrapped_otherwise
from palermo.web.vault.rotation import change, destroy, to_destroy, under_way
from palermo.web.vault.sealing import key_number, seal

RECORDS = [Purpose.RECORDS]
NAME = "vault.person"


@pytest.fixture(autouse=True)
def at_once(monkeypatch, settings, tmp_path):
    """No other process is there to be waited for, and batches are small."""
    monkeypatch.setattr(rotation, "GRACE", timedelta(0))
    monkeypatch.setattr(rotation, "BATCH", 4)
    settings.VAULT_FILES = tmp_path / "files"


@pytest.fixture
def walked(people, monkeypatch):
    """People whose table is walked, 14 of one organisation and 2 of another, and that organisation."""
    return filled(people, monkeypatch)


def filled(people, monkeypatch):
    monkeypatch.setattr(walks, "sealed_models", lambda: [people.model])
    for number in range(14):
        more = {"number": number}
        people.create(name=f"Person {number}", alias="Ali" if number % 2 else None, more=more, why="She asked.")
    other = uuid4()
    for number in range(2):
        people.create(organisation_id=other, name=f"Other {number}", more={})
    return people


def owner(people):
    return people.model._meta.get_field("organisation_id").get_default()


def numbers(people, *names):
    """The numbers of the keys that fields of an organisation's rows are sealed with."""
    rows = people.filter(organisation_id=owner(people)).values_list(*names)
    return {key_number(bytes(value)) for row in rows for value in row if value is not None}


def whole(people):
    """Whether every row of the organisation says what it said."""
    rows = people.filter(organisation_id=owner(people))
    told = {(row.name, row.alias, row.more["number"], row.why) for row in rows}
    return told == {(f"Person {n}", "Ali" if n % 2 else None, n, "She asked.") for n in range(14)}


def test_everything_is_sealed_anew_and_the_old_key_is_empty(walked):
    a = owner(walked)
    old, reasons = numbers(walked, "name", "alias", "more"), numbers(walked, "why")
    other = [bytes(value) for value in walked.exclude(organisation_id=a).values_list("name", flat=True)]
    (outcome,) = change(a, RECORDS)
    assert (outcome.key, outcome.rows, outcome.unopened, outcome.emptied) == (old.pop(), 14, 0, True)
    assert numbers(walked, "name", "alias", "more") == {ring.renew(a, Purpose.RECORDS)}
    assert numbers(walked, "why") == reasons, "reasons of the audit are part of a chain"
    assert [bytes(value) for value in walked.exclude(organisation_id=a).values_list("name", flat=True)] == other
    assert whole(walked)
    assert not walks.remains(DataKey.objects.get(pk=outcome.key))
    assert Reseal.objects.get().passes == 2, "only a pass that finds nothing proves that nothing is left"
    assert not under_way(a, Purpose.RECORDS)


class Killed(BaseException):
    pass


@pytest.mark.parametrize("after", [0, 3, 9, 13, 20])
def test_killed_in_the_middle_of_a_batch_nothing_is_lost_and_it_goes_on(lasting_people, monkeypatch, after):
    people = filled(lasting_people, monkeypatch)
    a, times = owner(people), []
    old = numbers(people, "name")

    def killed(*args, **kwargs):
        times.append(1)
        if len(times) > after:
            raise Killed
        return seal(*args, **kwargs)

    monkeypatch.setattr(walks, "seal", killed)
    with pytest.raises(Killed):
        change(a, RECORDS)
    monkeypatch.setattr(walks, "seal", seal)
    ring.forget()
    assert whole(people)
    done = Reseal.objects.get().rows
    assert done % 4 == 0
    assert people.filter(organisation_id=a).count() - done == sum(
        key_number(bytes(value)) in old for value in people.filter(organisation_id=a).values_list("name", flat=True)
    )
    (outcome,) = change(a, RECORDS)
    assert (outcome.rows, outcome.emptied) == (14, True)
    assert DataKey.objects.filter(owner=a, purpose=Purpose.RECORDS).count() == 2, "no second change was begun"
    assert whole(people)


def test_what_another_process_seals_with_the_old_key_meanwhile_is_swept(walked, monkeypatch):
    a = owner(walked)
    row = walked.filter(name__isnull=False, organisation_id=a).first()
    stale = bytes(walked.filter(pk=row.pk).values_list("name", flat=True).get())
    monkeypatch.setattr(rotation, "GRACE", timedelta(seconds=0.6))
    waited = []

    def wait(seconds):
        waited.append(seconds)
        walked.filter(pk=row.pk).update(name=Ciphertext(stale))
        time.sleep(seconds)

    (outcome,) = change(a, RECORDS, wait=wait)
    assert len(waited) == 1
    assert 0 < waited[0] <= 0.6
    assert outcome.emptied
    assert outcome.rows == 15
    assert len(numbers(walked, "name")) == 1
    assert whole(walked)


def test_the_old_key_is_destroyed_a_day_later_and_not_before(walked):
    a = owner(walked)
    stale = bytes(walked.filter(organisation_id=a).values_list("name", flat=True).first())
    (outcome,) = change(a, RECORDS)
    old = DataKey.objects.get(pk=outcome.key)
    with pytest.raises(SettingsError) as refused:
        destroy(old)
    assert refused.value.key == "settings.key_in_use"
    assert not to_destroy(a)
    DataKey.objects.filter(pk=old.pk).update(retired_at=timezone.now() - timedelta(days=2))
    assert to_destroy(a) == [old]
    destroy(DataKey.objects.get(pk=old.pk))
    old.refresh_from_db()
    assert (bytes(old.wrapped), bool(old.destroyed_at)) == (b"", True)
    assert whole(walked)
    row = walked.filter(organisation_id=a).first()
    walked.filter(pk=row.pk).update(name=Ciphertext(stale))
    with pytest.raises(SettingsError) as refused:
        assert walked.get(pk=row.pk).name
    assert refused.value.key == "settings.destroyed_key"
    assert not to_destroy(a)


def test_a_key_that_something_is_sealed_with_is_not_destroyed(walked):
    a = owner(walked)
    row = walked.filter(organisation_id=a).first()
    stale = bytes(walked.filter(pk=row.pk).values_list("more", flat=True).get())
    (outcome,) = change(a, RECORDS)
    DataKey.objects.filter(pk=outcome.key).update(retired_at=timezone.now() - timedelta(days=2))
    walked.filter(pk=row.pk).update(more=Ciphertext(stale))
    with pytest.raises(SettingsError) as refused:
        destroy(DataKey.objects.get(pk=outcome.key))
    assert refused.value.key == "settings.key_in_use"
    (again,) = change(a, RECORDS)
    assert (again.key, again.emptied, again.rows) == (outcome.key, True, 1)
    destroy(DataKey.objects.get(pk=outcome.key))
    assert whole(walked)


def test_a_row_that_does_not_open_keeps_the_old_key_and_stops_nobody(walked):
    a = owner(walked)
    row = walked.filter(organisation_id=a).first()
    damaged = bytearray(walked.filter(pk=row.pk).values_list("name", flat=True).get())
    damaged[-1] ^= 1
    walked.filter(pk=row.pk).update(name=Ciphertext(damaged))
    for _ in range(2):
        (outcome,) = change(a, RECORDS)
        assert (outcome.rows, outcome.unopened, outcome.emptied) == (13, 1, False)
    assert bytes(walked.filter(pk=row.pk).values_list("name", flat=True).get()) == bytes(damaged)
    assert not to_destroy(a)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads share SQLite's test database in memory")
def test_two_who_change_at_once_do_it_once(lasting_people, monkeypatch):
    people, outcomes = filled(lasting_people, monkeypatch), []
    a = owner(people)
    rotation.begin(a, Purpose.RECORDS)

    def work():
        try:
            outcomes.extend(change(a, RECORDS))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes
    assert all(each.emptied for each in outcomes)
    assert whole(people)
    assert len(numbers(people, "name", "more")) == 1


def test_files_get_a_new_head(walked):
    a, other = owner(walked), uuid4()
    kept = [files.keep(a, [b"x" * size]).id for size in (0, 10, 200_000) for _ in range(4)]
    theirs = files.keep(other, [b"theirs"]).id
    before = {id: files.place_of(id).read_bytes() for id in (*kept, theirs)}
    (outcome,) = change(a, [Purpose.FILES])
    assert (outcome.rows, outcome.emptied) == (12, True)
    assert {files.key_number(id) for id in kept} == {ring.renew(a, Purpose.FILES)}
    for id in kept:
        after = files.place_of(id).read_bytes()
        assert after[files.HEAD_BYTES :] == before[id][files.HEAD_BYTES :]
        assert sum(map(len, files.opened(a, id))) == files.size_of(id)
    assert files.place_of(theirs).read_bytes() == before[theirs]


def test_an_index_is_made_anew_by_who_keeps_it_and_found_meanwhile(walked, monkeypatch):
    a = owner(walked)
    words = ["amina", "berta", "carla", "daria", "esther"]
    tokens = dict(zip(words, blind.blind(a, "name", words), strict=True))
    found = []

    def again(old, last, most):
        following = [word for word in words if word > last][:2]
        if not following:
            return None
        for word in words:
            assert tokens[word] in blind.sought(a, [("name", word)])[0]
            found.append(word)
        for word in following:
            tokens[word] = blind.blind(a, "name", [word])[0]
        return walks.Step(following[-1], len(following))

    monkeypatch.setattr(walks, "_named", {})
    with pytest.raises(RuntimeError, match="no app has named"):
        change(a, [Purpose.INDEX])
    assert not under_way(a, Purpose.INDEX)
    walks.also(Purpose.INDEX, "names", again)
    before = dict(tokens)
    (outcome,) = change(a, [Purpose.INDEX])
    assert outcome.emptied
    assert found
    assert not set(before.values()) & set(tokens.values())
    assert blind.sought(a, [("name", word) for word in words]) == [[token] for token in tokens.values()]


def test_keys_that_are_never_changed_and_what_there_is_none_of(walked):
    for purpose in (Purpose.AUDIT, Purpose.REASONS):
        with pytest.raises(ValueError, match="never changed"):
            change(owner(walked), [purpose])
    with pytest.raises(ValueError, match="installation"):
        change(UUID(int=0), RECORDS)
    assert change(uuid4()) == []


def test_a_change_is_told_as_it_goes(walked):
    told = []
    change(owner(walked), RECORDS, progress=lambda what, done, total: told.append((what, done)))
    assert told[:4] == [(NAME, 4), (NAME, 8), (NAME, 12), (NAME, 14)]


def test_in_the_background(walked):
    from palermo.web.vault.tasks import change_keys

    assert change_keys.func(str(owner(walked)), ["records"]) == ["records: 14 sealed anew, 0 do not open"]
    assert whole(walked)


def test_the_master_key_changes_and_the_old_line_may_go(walked, settings):
    old = settings.VAULT_MASTER_KEY
    new = new_line()
    settings.VAULT_MASTER_KEY = f"{new}\n{old}"
    ring.forget()
    total = DataKey.objects.count()
    assert wrapped_otherwise() == total
    told = []
    assert rewrap(progress=lambda what, done, of: told.append((done, of))) == total
    assert told[-1] == (total, total)
    assert wrapped_otherwise() == 0
    settings.VAULT_MASTER_KEY = new
    ring.forget()
    assert whole(walked)
    assert rewrap() == total
    settings.VAULT_MASTER_KEY = old
    ring.forget()
    with pytest.raises(SettingsError) as refused:
        rewrap()
    assert refused.value.key == "settings.wrong_master_key"
    settings.VAULT_MASTER_KEY = new
    ring.forget()
    assert whole(walked)


def test_a_change_of_the_master_key_that_is_broken_off_goes_on(walked, settings, monkeypatch):
    settings.VAULT_MASTER_KEY = f"{new_line()}\n{settings.VAULT_MASTER_KEY}"
    ring.forget()
    times = []

    def killed(*args):
        times.append(1)
        if len(times) > 1:
            raise Killed
        return master.wrap_for(*args)

    monkeypatch.setattr("palermo.web.vault.rewrapping.wrap_for", killed)
    with pytest.raises(Killed), transaction.atomic():
        rewrap()
    monkeypatch.undo()
    ring.forget()
    assert whole(walked)

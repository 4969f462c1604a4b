"""The chain of the audit: it is whole, it cannot be changed, and what is changed past it is found."""

import pytest
from django.db import DatabaseError, connection, transaction

from palermo.web.audit.chain import faults
from palermo.web.audit.models import SYSTEM, Entry, Head
from palermo.web.audit.recording import record, recorded


def step(cast, verb="case.read", **more):
    with recorded():
        record(cast.worker, verb, organisation=cast.a.pk, **more)


def undone(cast):
    with recorded():
        record(cast.worker, "undone")
        raise ZeroDivisionError


def test_what_is_done_is_written_in_order_and_the_chain_is_whole(cast):
    before = Entry.objects.filter(organisation_id=cast.a.pk).count()
    step(cast, reason="She called at night.", via="search")
    step(cast, "case.exported")
    entries = list(Entry.objects.filter(organisation_id=cast.a.pk).order_by("number"))[before:]
    assert [entry.verb for entry in entries] == ["case.read", "case.exported"]
    assert [entry.number for entry in entries] == [before + 1, before + 2]
    assert entries[0].reason == "She called at night."
    assert entries[0].actor == cast.worker.pk
    assert not list(faults(cast.a.pk))
    assert not list(faults(SYSTEM))


def test_a_reason_is_sealed(cast):
    step(cast, reason="She called at night.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM audit_entry WHERE reason IS NOT NULL")
        assert b"night" not in bytes(cursor.fetchone()[0])


@pytest.mark.parametrize("sql", ["UPDATE audit_entry SET verb = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_or_delete(cast, sql):
    step(cast)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_nothing_is_written_of_what_was_undone(cast):
    count = Entry.objects.count()
    with pytest.raises(ZeroDivisionError):
        undone(cast)
    assert Entry.objects.count() == count
    with recorded():
        with pytest.raises(ZeroDivisionError):
            undone(cast)
        record(cast.worker, "done")
    assert not Entry.objects.filter(verb="undone").exists()
    assert Entry.objects.filter(verb="done").count() == 1


def test_outside_of_a_record_nothing_can_be_recorded(cast):
    with pytest.raises(RuntimeError, match="outside"):
        record(cast.worker, "case.read")


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("UPDATE audit_entry SET verb = 'x' WHERE number = 2 AND organisation_id = %s", "changed"),
        ("UPDATE audit_entry SET actor = NULL WHERE actor IS NOT NULL AND organisation_id = %s", "changed"),
        ("DELETE FROM audit_entry WHERE number = 2 AND organisation_id = %s", "missing"),
        ("DELETE FROM audit_entry WHERE number > 2 AND organisation_id = %s", "head"),
    ],
)
def test_what_was_changed_past_the_application_is_found(lasting, unguarded, cast, sql, what):
    for _ in range(3):
        step(cast)
    unguarded()
    with connection.cursor() as cursor:
        value = cast.a.pk if connection.vendor == "postgresql" else cast.a.pk.hex
        cursor.execute(sql, [value])
    assert what in {fault.what for fault in faults(cast.a.pk)}
    assert not list(faults(cast.b.pk))


def test_a_chain_that_was_cut_and_mended_is_found_by_an_anchor_only(lasting, unguarded, cast):
    for _ in range(3):
        step(cast)
    head = Head.objects.get(organisation_id=cast.a.pk)
    anchor = (head.number, bytes(head.digest))
    assert not list(faults(cast.a.pk, since=anchor))
    unguarded()
    Entry.objects.filter(organisation_id=cast.a.pk, number=head.number).delete()
    last = Entry.objects.filter(organisation_id=cast.a.pk).latest("number")
    Head.objects.filter(organisation_id=cast.a.pk).update(number=last.number, digest=bytes(last.digest))
    assert not list(faults(cast.a.pk))
    assert [fault.what for fault in faults(cast.a.pk, since=anchor)] == ["cut"]

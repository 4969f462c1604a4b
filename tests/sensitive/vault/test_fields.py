"""Sealed fields: they open when they are looked at, are kept as they are, and give nothing away."""

import copy
import pickle
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import FieldError
from django.db import connection, transaction
from django.db.models import F, Max, Value

from palermo.errors import SettingsError
from palermo.web.accounts.models import User
from palermo.web.vault import fields, sealing
from palermo.web.vault.fields import Ciphertext, open_all, sealed_field
from palermo.web.vault.rows import new_id

B = uuid4()


@pytest.fixture
def opened(monkeypatch):
    """How often something was opened, as a list that grows."""
    times = []

    def count(*args, **kwargs):
        times.append(kwargs["place"])
        return sealing.unseal(*args, **kwargs)

    monkeypatch.setattr(fields, "unseal", count)
    return times


def test_its_order_is_that_of_random_bytes(people):
    rows = [amina(people, name=name) for name in ("a", "b", "c", "d")]
    told = sorted(rows, key=lambda row: in_database(row, "name"))
    assert list(people.order_by("name")) == told


def in_database(row, name):
    """What stands in the database."""
    with connection.cursor() as cursor:
        pk = row.pk if connection.vendor == "postgresql" else row.pk.hex
        cursor.execute(f"SELECT {name} FROM vault_person WHERE id = %s", [pk])  # noqa: S608
        value = cursor.fetchone()[0]
        return None if value is None else bytes(value)


def amina(people, **more):
    given = {"name": "Amina Tesfaye", "born": date(2001, 3, 9), "more": {"scar": "left hand"}, "why": "She asked."}
    return people.create(**given | more)


def test_what_is_kept_is_sealed_and_comes_back(people):
    row = amina(people)
    again = people.get(pk=row.pk)
    assert (again.name, again.born, again.more, again.why) == (
        "Amina Tesfaye", date(2001, 3, 9), {"scar": "left hand"}, "She asked.",
    )  # fmt: skip
    assert again.alias is None
    for name, plain in (("name", b"Amina"), ("born", b"2001"), ("more", b"scar"), ("why", b"asked")):
        assert plain not in in_database(row, name)


def test_a_list_that_shows_no_names_opens_none(people, opened):
    for place in "abc":
        amina(people, place=place)
    rows = list(people.order_by("place"))
    assert [row.place for row in rows] == ["a", "b", "c"]
    assert list(people.filter(name__isnull=False, alias__isnull=True).values_list("place", flat=True).order_by("place"))
    assert not opened
    assert rows[1].name == rows[1].name == "Amina Tesfaye"
    assert opened == [f"vault.person.name.{rows[1].pk}"]


def test_saving_without_a_change_keeps_the_very_ciphertext(people, opened):
    row = amina(people)
    before = [in_database(row, name) for name in ("name", "born", "more", "why")]
    again = people.get(pk=row.pk)
    again.place = "elsewhere"
    again.save()
    assert not opened
    assert (again.name, again.more) == ("Amina Tesfaye", {"scar": "left hand"})
    again.save()
    again.full_clean()
    again.name = "Amina " + "Tesfaye"  # another object, the same words
    again.save()
    assert [in_database(row, name) for name in ("born", "more", "why")] == before[1:]


def test_a_change_and_a_change_in_place_are_saved(people):
    row = people.get(pk=amina(people).pk)
    row.more["scar"] = "right hand"
    row.name = "Amina T."
    row.born = None
    row.save()
    again = people.get(pk=row.pk)
    assert (again.more, again.name, again.born) == ({"scar": "right hand"}, "Amina T.", None)
    again.more["tattoo"] = "none"
    again.save(update_fields=["more"])
    again.more["tattoo"] = "one"
    again.save()
    assert people.get(pk=row.pk).more == {"scar": "right hand", "tattoo": "one"}


@pytest.mark.parametrize(
    "asked",
    [
        lambda people: people.filter(name="Amina"), lambda people: people.exclude(name="Amina"),
        lambda people: people.filter(name__in=["Amina"]), lambda people: people.filter(name__icontains="A"),
        lambda people: people.filter(born__year=2001), lambda people: people.filter(more__scar="left"),
        lambda people: people.filter(born__lt=date(2002, 1, 1)), lambda people: people.filter(name=F("alias")),
        lambda people: people.get_or_create(name="Amina"), lambda people: people.values("more__scar"),
    ],
)  # fmt: skip
def test_nothing_can_be_asked_of_it(people, asked):
    amina(people)
    with pytest.raises(FieldError, match=r"sealed|not permitted"):
        list(asked(people))


@pytest.mark.parametrize(
    "done",
    [
        lambda people: people.update(name="Amina"), lambda people: people.update(name=F("alias")),
        lambda people: people.update(born=date(2001, 1, 1)), lambda people: people.update(more={"a": 1}),
        lambda people: people.update(name=Value("Amina")), lambda people: changed_at_once(people),
    ],
)  # fmt: skip
def test_many_rows_at_once_are_not_changed(people, done):
    row = amina(people, alias="Mina")
    with pytest.raises(TypeError, match="row by row"), transaction.atomic():
        done(people)
    assert people.get(pk=row.pk).name == "Amina Tesfaye"


def changed_at_once(people):
    row = people.get()
    row.name = "changed"
    people.bulk_update([row], ["name"])


def test_values_and_sums_stay_sealed(people):
    amina(people)
    assert isinstance(people.values_list("name", flat=True).get(), Ciphertext)
    assert isinstance(people.values("more").get()["more"], Ciphertext)
    if connection.vendor == "sqlite":
        assert b"Amina" not in bytes(people.aggregate(last=Max("name"))["last"])
    assert people.update(alias=None) == 1


def test_what_was_left_out_is_read_when_it_is_looked_at(people, opened, django_assert_num_queries):
    row = amina(people)
    before = in_database(row, "name")
    for rows in (people.defer("name", "more"), people.only("place", "organisation_id")):
        with django_assert_num_queries(1):
            again = rows.get(pk=row.pk)
        assert not opened
        with django_assert_num_queries(1):
            assert again.name == again.name == "Amina Tesfaye"
        again.save()
        assert in_database(row, "name") == before
        opened.clear()


def test_reading_it_again_brings_what_another_wrote(people):
    row = people.get(pk=amina(people).pk)
    assert row.name
    other = people.get(pk=row.pk)
    other.name = "Amina T."
    other.save()
    row.refresh_from_db()
    assert row.name == "Amina T."
    row.save()
    assert people.get(pk=row.pk).name == "Amina T."


def test_copies_do_not_share_what_is_changed(cast):
    user = User.objects.get(pk=cast.worker.pk)
    apart, together = copy.deepcopy(user), copy.copy(user)
    assert user.name == apart.name == together.name == "Name of worker"
    opened = copy.deepcopy(user)
    opened.name = "Another"
    assert (user.name, opened.name) == ("Name of worker", "Another")
    opened.save()
    user.refresh_from_db()
    assert user.name == "Another"


def test_what_is_pickled_is_sealed(cast):
    user = User.objects.get(pk=cast.worker.pk)
    written = pickle.dumps(user)
    assert b"Name of" not in written
    assert pickle.loads(written).name == "Name of worker"  # noqa: S301
    assert user.name
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(user)


def test_many_rows_are_made_at_once(people):
    people.bulk_create([people.model(name=f"Person {number}", more={}) for number in range(5)], batch_size=2)
    assert sorted(row.name for row in people.all()) == [f"Person {number}" for number in range(5)]


def test_nothing_is_told_from_empty(people):
    row = people.create(name="", alias=None)
    again = people.get(pk=row.pk)
    assert (again.name, again.alias, again.born, again.more) == ("", None, None, {})
    assert people.filter(alias__isnull=True).count() == 1
    again.full_clean()
    again.save()
    assert people.get(pk=row.pk).name == ""


def test_a_row_moved_to_another_place_does_not_open(people):
    row, other = amina(people), amina(people, name="Berta", alias="B")
    people.filter(pk=row.pk).update(alias=Ciphertext(in_database(row, "name")))
    people.filter(pk=other.pk).update(name=Ciphertext(in_database(row, "name")))
    for pk, name in ((row.pk, "alias"), (other.pk, "name")):
        with pytest.raises(SettingsError) as refused:
            getattr(people.get(pk=pk), name)
        assert refused.value.key == "settings.does_not_open"
        assert str(pk) not in str(refused.value)
    people.filter(pk=row.pk).update(organisation_id=B)
    with pytest.raises(SettingsError) as refused:
        assert people.get(pk=row.pk).name
    assert refused.value.key == "settings.no_key"


def test_a_row_is_not_copied_sealed_but_is_copied_opened(people):
    row = people.get(pk=amina(people).pk)
    row.pk, row._state.adding = new_id(), True
    with pytest.raises(SettingsError) as refused, transaction.atomic():
        row.save()
    assert refused.value.key == "settings.does_not_open"
    row = people.filter(name__isnull=False).get()
    open_all(row)
    row.pk, row._state.adding = new_id(), True
    row.save()
    assert [each.name for each in people.all()] == ["Amina Tesfaye"] * 2
    opened = people.first()
    assert all((opened.name, opened.more, opened.born, opened.why))
    opened.pk, opened._state.adding = new_id(), True
    opened.save()
    assert {each.name for each in people.all()} == {"Amina Tesfaye"}
    assert people.count() == 3


def test_sealing_anew_makes_another_ciphertext_of_the_same(people):
    row = people.get(pk=amina(people).pk)
    before = in_database(row, "name")
    open_all(row)
    row.save()
    assert in_database(row, "name") != before
    assert people.get(pk=row.pk).name == "Amina Tesfaye"


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("name", 5, TypeError), ("name", b"bytes", TypeError), ("name", "\ud800", ValueError),
        ("born", "2001", TypeError), ("born", datetime(2001, 1, 1, tzinfo=UTC), TypeError),
        ("more", ["list"], TypeError), ("more", "text", TypeError), ("more", {"a": {1}}, TypeError),
        ("more", {"a": float("nan")}, ValueError), ("more", {"a": "\ud800"}, ValueError),
    ],
)  # fmt: skip
def test_what_it_does_not_take_is_refused(people, name, value, error):
    with pytest.raises(error):
        amina(people, **{name: value})


def test_no_fixture_and_no_form_has_it(people):
    row = amina(people)
    field = sealed_field(people.model, "name")
    with pytest.raises(TypeError, match="written out by nobody"):
        field.value_to_string(row)
    assert field.formfield() is None
    with pytest.raises(LookupError):
        sealed_field(people.model, "place")
    assert not field.check()


def test_a_reason_has_a_key_of_its_own(people):
    row = amina(people)
    assert sealing.key_number(in_database(row, "why")) != sealing.key_number(in_database(row, "name"))
    _name, _path, _args, given = sealed_field(people.model, "why").deconstruct()
    assert given["purpose"] == "reasons"
    assert "purpose" not in sealed_field(people.model, "name").deconstruct()[3]


def test_who_is_sealed_for_may_be_told_by_the_row():
    class Row:
        sealed_for = UUID(int=7)

    assert fields.owner_of(Row()) == UUID(int=7)

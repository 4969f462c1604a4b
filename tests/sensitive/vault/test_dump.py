"""A dump of the database without the key shows nobody: every table is filled, dumped as bytes, and looked through."""

from io import BytesIO

import pytest
from django.db import connection
from tests.sensitive.vault.filling import fill, found, in_all_forms

from palermo.web.audit.recording import record, recorded
from palermo.web.vault import files, rowwise
from palermo.web.vault.taking import take


def dumped():
    """Every byte that whoever takes the database gets."""
    if connection.vendor == "sqlite":
        return bytes(connection.connection.serialize())
    content = bytearray()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for form in ("text", "binary"):
                with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT {form})') as copy:
                    for piece in copy:
                        content += piece
    return bytes(content)


@pytest.mark.parametrize("text", ["Amina", "أمينة"])
def test_what_is_looked_for_is_found_in_every_form(text):
    from base64 import b64encode

    assert all(len(form) > 3 for form in in_all_forms(text))
    for before in ("", "a", "ab", "abc"):
        for encoding in ("utf-8", "utf-16-le"):
            content = b64encode((before + text + "behind").encode(encoding))
            assert any(form in content for form in in_all_forms(text))


@pytest.mark.django_db
def test_a_dump_without_the_key_shows_nobody(cast, settings, tmp_path):
    settings.VAULT_FILES = tmp_path / "files"
    markers = fill(cast)
    assert {"accounts.user.name", "accounts.user.email", "audit.entry.reason"} <= set(markers)
    with recorded():
        record(cast.worker, "case.read", organisation=cast.a.pk, reason="Zyx000wq called at night")
    take(cast.a.pk, BytesIO(b"Zyx000wq was seen at the harbour"), "Zyx000wq.txt")
    markers["a reason"] = ["Zyx000wq"]
    markers["the cast"] = ["Name of worker", "Name of stranger"]
    content = dumped() + b"".join(path.read_bytes() for path in files.folder().rglob("*") if path.is_file())
    assert found({"what is in the clear": [cast.worker.username, "House A"]}, content), "the dump is one"
    assert len(content) > 50_000
    assert found(markers, content) == []


@pytest.mark.django_db
def test_the_test_would_see_it(cast):
    """A name in a field that is not sealed is found: in texts, in documents, in bytes."""
    markers = {"name": ["Zyx000wq"], "script": ["أمينة000"]}
    cast.team.name = "Zyx000wq and أمينة000"
    cast.team.save()
    assert found(markers, dumped()) == ["name", "script"]


@pytest.mark.django_db
def test_every_table_with_a_sealed_field_is_backed_up_and_filled(cast):
    from palermo.web.vault.walks import sealed_models

    fill(cast)
    assert set(sealed_models()) <= set(rowwise.tables())
    assert all(model._base_manager.exists() for model in sealed_models())

"""Rows for every table with sealed fields, also of tables that nobody had thought of when this was written."""

from datetime import date, timedelta
from itertools import count
from uuid import uuid4

from django.db import models
from django.utils import timezone

from palermo.web.accounts.models import Organisation, Team, User
from palermo.web.vault.fields import Sealed, SealedDate, SealedJSON
from palermo.web.vault.walks import own_fields, sealed_models

_numbers = count(1_000_001)

MARKED = ("Zyxwq", "أمينةزيكس")
"""What stands in every text that is to be sealed, and nowhere else."""


def fill(cast, models_of=None):
    """A row in each table with sealed fields, a marker in each of them; the markers: what a thief would look for."""
    markers = {}
    for model in models_of or sealed_models():
        row = made(cast, model, markers)
        assert all(row.__dict__[field.attname] is not None for field in own_fields(model))
    return markers


def made(cast, model, markers):
    """One row of a table, and of those that it needs."""
    values = {field.attname: _value(cast, model, field, markers) for field in model._meta.concrete_fields}
    row = model(**{name: value for name, value in values.items() if value is not _DEFAULT})
    model._base_manager.bulk_create([row])
    return row


_DEFAULT = object()
_CAST = {Organisation: "a", User: "worker", Team: "team"}


def _value(cast, model, field, markers):
    if isinstance(field, Sealed):
        return _marker(field, markers)
    if field.is_relation:
        if field.null:
            return None
        if field.related_model in _CAST:
            return getattr(cast, _CAST[field.related_model]).pk
        return made(cast, field.related_model, markers).pk
    if field.attname == "organisation_id":
        return cast.a.pk
    if field.has_default() or isinstance(field, models.AutoField) or getattr(field, "auto_now_add", False):
        return _DEFAULT
    if field.null:
        return None
    return _plain(field)


def _plain(field):
    number = next(_numbers)
    if field.choices:
        return next(iter(field.flatchoices))[0]
    most = getattr(field, "max_length", None) or 20
    kinds = [
        (models.CharField, f"x{number}"[-most:]),
        (models.TextField, f"x{number}"),
        (models.UUIDField, uuid4()),
        (models.BooleanField, False),
        (models.DateTimeField, timezone.now()),
        (models.DateField, timezone.now().date()),
        (models.TimeField, timezone.now().time()),
        (models.DurationField, timedelta(1)),
        (models.JSONField, {}),
        (models.BinaryField, number.to_bytes(12, "big")),
        (models.IntegerField, number % 30_000),
        (models.FloatField, 1.5),
        (models.DecimalField, 1),
        (models.GenericIPAddressField, "192.0.2.1"),
    ]
    return next(value for kind, value in kinds if isinstance(field, kind))


def _marker(field, markers):
    """What is put into a sealed field: unlike anything else in the database."""
    number, place = next(_numbers), f"{field.model._meta.label_lower}.{field.name}"
    if isinstance(field, SealedDate):
        value = date(1000, 1, 1) + timedelta(days=number % 90_000)
        markers.setdefault(place, []).append(value.isoformat())
        return value
    markers.setdefault(place, []).extend(MARKED)
    text = f"{MARKED[0]} {number} {MARKED[1]}"
    return {"names": [text], "number": number} if isinstance(field, SealedJSON) else text


def in_all_forms(text):
    """A text as it may stand in a dump: as it is, in other encodings, as digits, as base64, escaped."""
    plain = text.encode()
    forms = {
        plain,
        text.encode("utf-16-le"),
        text.encode("utf-16-be"),
        plain.hex().encode(),
        plain.hex().upper().encode(),
    }
    forms.add(text.encode("unicode_escape"))
    forms.add(text.encode("ascii", "backslashreplace"))
    for encoded in (plain, text.encode("utf-16-le")):
        forms |= {_base64(encoded, before) for before in range(3)}
    return forms


def _base64(plain, before):
    """The middle of its base64, behind so many other bytes."""
    from base64 import b64encode

    return b64encode(bytes(before) + plain)[4 if before else 0 : (before + len(plain)) // 3 * 4]


def found(markers, content):
    """Which markers stand in a dump, by their places."""
    texts = {text for of_place in markers.values() for text in of_place}
    there = {text for text in texts if any(form in content for form in in_all_forms(text))}
    return sorted(place for place, of_place in markers.items() if there & set(of_place))

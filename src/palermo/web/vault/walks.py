"""Everything that is sealed with a key: where it is, and how it is sealed anew, a batch at a time.

The tables are found by their sealed fields, files by their heads. What an app keeps otherwise (tokens of an index, a
sealed value inside of another table's) it names here, when it starts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import F, Func, Q, QuerySet

from palermo.errors import SettingsError
from palermo.web.vault import files
from palermo.web.vault.fields import Ciphertext, Sealed, owner_of
from palermo.web.vault.models import DataKey, Purpose
from palermo.web.vault.sealing import key_number, seal, unseal

OF_FILES = "files"


@dataclass(frozen=True, slots=True)
class Step:
    """What a batch did. last: what it did last, in the walk's order. found: how many it sealed anew. unopened: not."""

    last: str
    found: int
    unopened: int = 0


Walk = Callable[[DataKey, str, int], Step | None]
"""Seals anew the next things that are sealed with a key, behind the one that was last; at most so many. None: no more.

It runs in a transaction that also notes how far it came, so that what was done is noted and the other way round.
"""

_named: dict[Purpose, dict[str, Walk]] = {}


def also(purpose: Purpose, name: str, walk: Walk) -> None:
    """Name something that a change of keys must walk as well, once, when an app starts.

    For Purpose.INDEX a walk makes tokens anew from opened rows, all of the organisation's: a token does not say which
    key it was made with.
    """
    _named.setdefault(purpose, {})[name] = walk


def walks(purpose: Purpose) -> dict[str, Walk]:
    """Every walk that a change of this purpose's keys takes, by name."""
    found: dict[str, Walk] = {}
    if purpose == Purpose.FILES:
        found[OF_FILES] = _files
    for model in sealed_models():
        if own := own_fields(model, purpose):
            found[model._meta.label_lower] = rows_of(model, own)
    return found | _named.get(purpose, {})


def sealed_models() -> list[type[models.Model]]:
    """The tables with sealed fields."""
    return [model for model in apps.get_models(include_auto_created=True) if own_fields(model)]


def own_fields(model: type[models.Model], purpose: Purpose | None = None) -> list[Sealed]:
    """The sealed fields that a table has itself, and not from a parent's; of one purpose, or of all."""
    if model._meta.proxy or not model._meta.managed:
        return []
    of_model = [field for field in model._meta.local_concrete_fields if isinstance(field, Sealed)]
    return [field for field in of_model if purpose is None or field.purpose == purpose]


def rows_of(model: type[models.Model], fields: list[Sealed]) -> Walk:
    """The walk of a table: rows of which a field is sealed with the key, by their primary key."""

    def walk(old: DataKey, last: str, most: int) -> Step | None:
        rows = sealed_with(model, fields, old)
        if last:
            rows = rows.filter(pk__gt=model._meta.pk.to_python(last))
        batch = list(rows.select_for_update(of=("self",)).order_by("pk")[:most])
        if not batch:
            return None
        done = [_anew(row, fields, old) for row in batch]
        return Step(str(batch[-1].pk), sum(done), len(done) - sum(done))

    return walk


def sealed_with(model: type[models.Model], fields: list[Sealed], key: DataKey) -> QuerySet[Any]:
    """The rows of which one of the fields is sealed with a key; the database finds them by the number in its head."""
    number = key.pk.to_bytes(4, "big")
    heads = {f"head_{field.name}": _Head(F(field.attname), 2, 4) for field in fields}
    asked = Q()
    for name in heads:
        asked |= Q(**{name: number})
    found: QuerySet[Any] = model._base_manager.alias(**heads).filter(asked)
    return found


def remains(key: DataKey) -> bool:
    """Whether anything that can say so is sealed with a key: tables and files."""
    purpose = Purpose(key.purpose)
    if purpose == Purpose.FILES and any(_number(id) == key.pk for id in files.all_ids()):
        return True
    return any(
        sealed_with(model, own, key).exists() for model in sealed_models() if (own := own_fields(model, purpose))
    )


class _Head(Func):
    """Some bytes of a column of bytes."""

    function = "SUBSTR"
    output_field = models.BinaryField()


def _anew(row: models.Model, fields: list[Sealed], old: DataKey) -> bool:
    """Seal a row's fields anew. Whether all opened; where one does not, the row stays as it is."""
    changed: dict[str, Ciphertext] = {}
    owner = owner_of(row)
    for field in fields:
        kept = row.__dict__.get(field.attname)
        if not isinstance(kept, Ciphertext) or key_number(kept) != old.pk:
            continue
        place = field.place(row)
        try:
            plain = unseal(kept, owner=owner, place=place, purpose=field.purpose)
        except SettingsError:
            return False
        changed[field.attname] = Ciphertext(seal(plain, owner=owner, place=place, purpose=field.purpose))
    type(row)._base_manager.filter(pk=row.pk).update(**changed)
    return True


def _files(old: DataKey, last: str, most: int) -> Step | None:
    """The walk of the files, all of the installation's: their heads say which key they have."""
    seen = found = unopened = 0
    for id in files.all_ids(last):
        last, seen = files.order_of(id), seen + 1
        if _number(id) == old.pk:
            try:
                found += files.rewrap(old.owner, id)
            except SettingsError as error:
                if error.key in {"settings.disk_full", "settings.files_unwritable"}:
                    raise
                unopened += 1
        if seen == most:
            break
    return Step(last, found, unopened) if seen else None


def _number(id: UUID) -> int | None:
    """The key of a file; None where it was deleted meanwhile, or is none of ours."""
    try:
        return files.key_number(id)
    except SettingsError:
        return None

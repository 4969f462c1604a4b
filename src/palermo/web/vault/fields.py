"""Fields that are sealed in the database: text, a date, or JSON.

What is read stays sealed until somebody looks at it, so a list that shows no names opens none. A sealed field can be
asked for whether it is empty, and for nothing else: it has no order, no equality and no part of its own. What must be
found again has a blind index (`palermo.web.vault.blind`).

The row needs an `organisation_id` (or a property `sealed_for`) and a primary key that is there before it is saved.
"""

import json
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from palermo.web.vault.sealing import seal, unseal


class Ciphertext(bytes):
    """Bytes as they come from the database, still sealed."""

    __slots__ = ()


class _Opened:
    """A value that was opened, and what it was opened from: where nobody changes it, that is what is saved again."""

    __slots__ = ("sealed", "value")

    def __init__(self, value: Any, sealed: Ciphertext | None) -> None:
        self.value = value
        self.sealed = sealed


class SealedAttribute(DeferredAttribute):
    """Opens a value when it is looked at, and not before."""

    field: "Sealed"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        kept = super().__get__(instance, cls)
        if isinstance(kept, Ciphertext):
            kept = _Opened(self.field.opened(instance, kept), kept)
            instance.__dict__[self.field.attname] = kept
        return kept.value if isinstance(kept, _Opened) else kept

    def __set__(self, instance: Any, value: Any) -> None:
        kept = value if isinstance(value, Ciphertext) or value is None else _Opened(value, None)
        instance.__dict__[self.field.attname] = kept


class Sealed(models.BinaryField):  # type: ignore[type-arg]
    """What all sealed fields have in common."""

    descriptor_class = SealedAttribute
    kind: ClassVar[type] = str

    def to_bytes(self, value: Any) -> bytes:
        """A value as the bytes that are sealed."""
        return str(value).encode()

    def from_bytes(self, plain: bytes) -> Any:
        """The value again."""
        return plain.decode()

    def place(self, instance: models.Model) -> str:
        """What a value is bound to."""
        return f"{self.model._meta.label_lower}.{self.name}.{instance.pk}"

    def opened(self, instance: models.Model, sealed: bytes) -> Any:
        """What was sealed. Raises SettingsError when it does not open."""
        return self.from_bytes(unseal(sealed, owner=owner_of(instance), place=self.place(instance)))

    def pre_save(self, model_instance: models.Model, add: bool) -> Ciphertext | None:
        """The ciphertext of a row's value: the one it was read from where nobody changed it."""
        kept = model_instance.__dict__.get(self.attname)
        if kept is None or isinstance(kept, Ciphertext):
            return kept
        assert isinstance(kept, _Opened)  # noqa: S101 - the descriptor puts nothing else there
        if kept.sealed is None or self.to_bytes(kept.value) != self.to_bytes(self.opened(model_instance, kept.sealed)):
            if not isinstance(kept.value, self.kind):
                raise TypeError(f"{self.model.__name__}.{self.name} takes {self.kind.__name__}")
            plain = self.to_bytes(kept.value)
            kept.sealed = Ciphertext(seal(plain, owner=owner_of(model_instance), place=self.place(model_instance)))
        return kept.sealed

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Only what is sealed goes to the database: an update of many rows at once cannot seal."""
        if value is not None and not isinstance(value, Ciphertext):
            raise TypeError(f"{self.model.__name__}.{self.name} is sealed row by row: save the row")
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Ciphertext | None:
        """What the database has, still sealed."""
        return None if value is None else Ciphertext(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Nothing but whether it is there can be asked of a sealed field."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.model.__name__}.{self.name} is sealed: it can be found by a blind index only")
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj: models.Model) -> str:
        """No fixture and no dump holds what is sealed."""
        raise TypeError(f"{self.model.__name__}.{self.name} is sealed and is written out by nobody")

    def formfield(self, **kwargs: Any) -> Any:
        """A sealed field is put into a form by hand."""
        return None


class SealedText(Sealed):
    """A text that is sealed."""


class SealedDate(Sealed):
    """A date that is sealed."""

    kind = date

    def to_bytes(self, value: Any) -> bytes:
        """A date as the bytes that are sealed."""
        return date.isoformat(value).encode()

    def from_bytes(self, plain: bytes) -> date:
        """The date again."""
        return date.fromisoformat(plain.decode())


class SealedJSON(Sealed):
    """A document that is sealed: a dict, as JSON has it. Change it by assigning it anew, or in place."""

    kind = dict

    def to_bytes(self, value: Any) -> bytes:
        """A document as the bytes that are sealed."""
        return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()

    def from_bytes(self, plain: bytes) -> dict[str, Any]:
        """The document again."""
        found: dict[str, Any] = json.loads(plain)
        return found


def owner_of(instance: Any) -> UUID:
    """Whose key a row is sealed with."""
    owner: UUID = instance.sealed_for if hasattr(instance, "sealed_for") else instance.organisation_id
    return owner


def sealed_fields(model: type[models.Model]) -> list[Sealed]:
    """The sealed fields of a table."""
    return [field for field in model._meta.concrete_fields if isinstance(field, Sealed)]


def sealed_field(model: type[models.Model], name: str) -> Sealed:
    """A sealed field by its name. Raises LookupError when it is none."""
    for field in sealed_fields(model):
        if field.name == name:
            return field
    raise LookupError(name)


def open_all(instance: models.Model) -> None:
    """Open every sealed field of a row and forget what it was opened from, so that saving seals it anew."""
    for field in sealed_fields(type(instance)):
        setattr(instance, field.attname, getattr(instance, field.attname))

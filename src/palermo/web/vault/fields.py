"""Fields that are sealed in the database: text, a date, or JSON.

What is read stays sealed until somebody looks at it, so a list that shows no names opens none. A sealed field can be
asked for whether it is empty, and for nothing else: it has no equality and no part of its own. What must be
found again has a blind index (`palermo.web.vault.blind`). Put in order by one, rows stand as their random bytes do.

The row needs an `organisation_id` (or a property `sealed_for`) and a primary key that is there before it is saved.
"""

import json
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from palermo.web.vault.models import Purpose
from palermo.web.vault.sealing import seal, unseal


class Ciphertext(bytes):
    """Bytes as they come from the database, still sealed."""

    __slots__ = ()


class _Opened:
    """A value that was opened, and what it was opened from: where nobody changes it, that is what is saved again.

    bound: whose it was and where it stood when it was opened or sealed; a row that is copied is sealed anew.
    """

    __slots__ = ("bound", "sealed", "value")

    def __init__(self, value: Any, sealed: Ciphertext | None, bound: tuple[UUID, str] | None) -> None:
        self.value = value
        self.sealed = sealed
        self.bound = bound

    def __reduce__(self) -> Any:
        raise TypeError("what was opened is not pickled: it would stand in the clear wherever that is kept")

    def __deepcopy__(self, memo: Any) -> "_Opened":
        from copy import deepcopy

        return _Opened(deepcopy(self.value, memo), self.sealed, self.bound)

    def __copy__(self) -> "_Opened":
        return _Opened(self.value, self.sealed, self.bound)


class SealedAttribute(DeferredAttribute):
    """Opens a value when it is looked at, and not before."""

    field: "Sealed"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            rows = type(instance)._base_manager.using(instance._state.db).filter(pk=instance.pk)
            instance.__dict__[name] = rows.values_list(name, flat=True).get()
        kept = instance.__dict__[name]
        if isinstance(kept, Ciphertext):
            kept = _Opened(self.field.opened(instance, kept), kept, self.field.bound(instance))
            instance.__dict__[name] = kept
        return kept.value if isinstance(kept, _Opened) else kept

    def __set__(self, instance: Any, value: Any) -> None:
        kept = instance.__dict__.get(self.field.attname)
        if isinstance(kept, _Opened) and kept.value is value:
            return  # the very value that was read, as when a row is checked: it was not changed by that
        opened = not (isinstance(value, Ciphertext) or value is None)
        instance.__dict__[self.field.attname] = _Opened(value, None, None) if opened else value


class Sealed(models.BinaryField):  # type: ignore[type-arg]
    """What all sealed fields have in common. purpose: which of the organisation's keys it is sealed with."""

    descriptor_class = SealedAttribute
    kind: ClassVar[type] = str
    empty_values = [None, ""]  # noqa: RUF012 - as Django has it

    def __init__(self, *args: Any, purpose: Purpose | str = Purpose.RECORDS, **kwargs: Any) -> None:
        self.purpose = Purpose(purpose)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """As migrations write it."""
        name, path, args, kwargs = super().deconstruct()
        if self.purpose != Purpose.RECORDS:
            kwargs["purpose"] = self.purpose.value
        return name, path, args, kwargs

    def check(self, **kwargs: Any) -> Any:
        """Django's checks, but those of plain bytes."""
        return models.Field.check(self, **kwargs)

    def to_python(self, value: Any) -> Any:
        """A value as it is: sealed bytes have no other form."""
        return value

    def get_default(self) -> Any:
        """What a row has where nothing was given: its default, or nothing."""
        if self.has_default():
            return models.Field.get_default(self)
        return None if self.null else self.nothing()

    def nothing(self) -> Any:
        """What a field holds that may not be empty in the database and was given nothing."""
        return ""

    def to_bytes(self, value: Any) -> bytes:
        """A value as the bytes that are sealed."""
        try:
            return str(value).encode()
        except UnicodeEncodeError:
            pass  # the error would hold the text, so it is not the cause of what is raised
        raise ValueError(f"{self.model.__name__}.{self.name} has half a character")

    def from_bytes(self, plain: bytes) -> Any:
        """The value again."""
        return plain.decode()

    def place(self, instance: models.Model) -> str:
        """What a value is bound to."""
        return f"{self.model._meta.label_lower}.{self.name}.{instance.pk}"

    def bound(self, instance: models.Model) -> tuple[UUID, str]:
        """Whose a value is, and what it is bound to."""
        return owner_of(instance), self.place(instance)

    def opened(self, instance: models.Model, sealed: bytes) -> Any:
        """What was sealed. Raises SettingsError when it does not open."""
        owner, place = self.bound(instance)
        return self.from_bytes(unseal(sealed, owner=owner, place=place, purpose=self.purpose))

    def ciphertext(self, instance: models.Model) -> Ciphertext | None:
        """What stands in the database for a row's value: what it was read from where nobody changed it."""
        kept = instance.__dict__.get(self.attname)
        if kept is None or isinstance(kept, Ciphertext):
            return kept
        assert isinstance(kept, _Opened)  # noqa: S101 - the descriptor puts nothing else there
        if not isinstance(kept.value, self.kind) or isinstance(kept.value, datetime):
            raise TypeError(f"{self.model.__name__}.{self.name} takes {self.kind.__name__}")
        bound, plain = self.bound(instance), self.to_bytes(kept.value)
        if kept.sealed is None or kept.bound != bound or plain != self.to_bytes(self.opened(instance, kept.sealed)):
            owner, place = bound
            kept.sealed = Ciphertext(seal(plain, owner=owner, place=place, purpose=self.purpose))
            kept.bound = bound
        return kept.sealed

    def pre_save(self, model_instance: models.Model, add: bool) -> Ciphertext | None:
        """The ciphertext of a row's value. Raises SettingsError for one that was taken to another row still sealed."""
        if add and isinstance(model_instance.__dict__.get(self.attname), Ciphertext):
            getattr(model_instance, self.attname)  # in a new row it would never open again: better now than then
        return self.ciphertext(model_instance)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Only what is sealed goes to the database: an update of many rows at once cannot seal."""
        if value is not None and not isinstance(value, Ciphertext):
            raise TypeError(f"{self.model.__name__}.{self.name} is sealed row by row: save the row")
        return super().get_db_prep_value(value, connection, prepared)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> Any:
        """Nothing is counted or copied into a sealed field by the database: it would not open."""
        if hasattr(value, "as_sql"):
            raise TypeError(f"{self.model.__name__}.{self.name} is sealed row by row: save the row")
        return super().get_placeholder(value, compiler, connection)  # type: ignore[misc]

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Ciphertext | None:
        """What the database has, still sealed."""
        return None if value is None else Ciphertext(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Nothing but whether it is there can be asked of a sealed field."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.model.__name__}.{self.name} is sealed: it can be found by a blind index only")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        """Nothing is made of a sealed field by the database."""
        raise FieldError(f"{self.model.__name__}.{self.name} is sealed: it can be found by a blind index only")

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

    def nothing(self) -> Any:
        """No date."""
        return None

    def to_bytes(self, value: Any) -> bytes:
        """A date as the bytes that are sealed."""
        return date.isoformat(value).encode()

    def from_bytes(self, plain: bytes) -> date:
        """The date again."""
        return date.fromisoformat(plain.decode())


class SealedJSON(Sealed):
    """A document that is sealed: a dict, as JSON has it. Change it by assigning it anew, or in place."""

    kind = dict
    empty_values = [None, {}]  # noqa: RUF012 - as Django has it

    def nothing(self) -> Any:
        """An empty document."""
        return {}

    def to_bytes(self, value: Any) -> bytes:
        """A document as the bytes that are sealed."""
        return super().to_bytes(json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False))

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
        value = getattr(instance, field.attname)
        instance.__dict__[field.attname] = None if value is None else _Opened(value, None, None)

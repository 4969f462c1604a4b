"""Tables as lines of JSON: read in a snapshot, written into empty tables, the same on both databases.

What is sealed stays sealed. A line has the values of one row in the order of the table's columns; bytes, dates and
numbers that JSON has none of stand as text, and the column says what they are.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

BATCH = 500
MADE_BY_MIGRATING = ("auth.permission", "contenttypes.contenttype")
"""Tables that Django fills by itself: what a new database has in them is replaced."""


def tables() -> list[type[models.Model]]:
    """The tables that are backed up, by name; those of many-to-many fields too, and no sessions.

    Who restores an installation lets nobody in by that.
    """
    kept = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not issubclass(model, AbstractBaseSession)
    ]
    return sorted(kept, key=lambda model: model._meta.db_table)


def migrations() -> list[str]:
    """What the database was made by: the same list makes the same tables."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside is of one moment, and nobody is kept from writing meanwhile."""
    wrapper: Any = connection
    connection.ensure_connection()
    before = getattr(wrapper, "transaction_mode", None)
    if connection.vendor == "sqlite":
        wrapper.transaction_mode = "DEFERRED"  # a reader of a write-ahead log sees it as it was when she began
    try:
        with transaction.atomic(durable=True):
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            wrapper.transaction_mode = before


def lines_of(model: type[models.Model]) -> Iterator[bytes]:
    """The rows of a table, a line each, by primary key."""
    fields = list(model._meta.concrete_fields)
    names = [field.attname for field in fields]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=BATCH):
        told = [_told(field, value) for field, value in zip(fields, row, strict=True)]
        yield json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def write(model: type[models.Model], lines: Iterable[bytes]) -> int:
    """Write lines into a table, as they are: no default, no time of change, no signal; how many there were."""
    fields = list(model._meta.concrete_fields)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    sql = f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608 - names of our own
    batch: list[list[Any]] = []
    count = 0
    with connection.cursor() as cursor:
        for line in lines:
            values = json.loads(line)
            batch.append([_kept(field, value) for field, value in zip(fields, values, strict=True)])
            count += 1
            if len(batch) == BATCH:
                cursor.executemany(sql, batch)
                batch = []
        if batch:
            cursor.executemany(sql, batch)
    return count


def set_counters() -> None:
    """Let automatic numbers go on behind the highest that there is."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)


def empty_what_migrating_made() -> None:
    """Take away the rows that Django made by itself."""
    for label in MADE_BY_MIGRATING:
        if apps.is_installed(f"django.contrib.{label.partition('.')[0]}"):
            apps.get_model(label)._base_manager.all().delete()


def filled() -> list[str]:
    """The tables that have rows, but for those that Django makes by itself."""
    return [
        model._meta.db_table
        for model in tables()
        if model._meta.label_lower not in MADE_BY_MIGRATING and model._base_manager.exists()
    ]


class Sum:
    """A digest of lines that does not depend on their order, which two databases do not agree on for texts."""

    def __init__(self) -> None:
        self.count = 0
        self._total = 0

    def add(self, line: bytes) -> None:
        """Count a line in."""
        self.count += 1
        self._total = (self._total + int.from_bytes(sha256(line).digest(), "big")) % (1 << 256)

    def counting(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The same lines, counted in as they pass."""
        for line in lines:
            self.add(line)
            yield line

    @property
    def told(self) -> dict[str, int | str]:
        """How many lines there were, and what they come to."""
        return {"rows": self.count, "digest": f"{self._total:064x}"}


def _told(field: Any, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    if isinstance(field, models.JSONField):
        return value
    if isinstance(value, float):
        return value.hex()
    told: str = field.to_python(value).isoformat() if hasattr(value, "isoformat") else str(value)
    return told


def _kept(field: Any, value: Any) -> Any:
    from palermo.web.vault.fields import Ciphertext

    of = field
    while of.is_relation:
        of = of.target_field
    if value is None:
        return None
    if isinstance(of, models.BinaryField):
        value = Ciphertext(b64decode(value))
    elif isinstance(of, models.FloatField):
        value = float.fromhex(value)
    elif not isinstance(of, models.JSONField):
        value = of.to_python(value)
    return of.get_db_prep_save(value, connection)

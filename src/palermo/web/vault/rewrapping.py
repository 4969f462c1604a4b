"""A change of the master key: every key of the database is wrapped anew, and what it seals stays as it is."""

from collections.abc import Callable

from django.db import transaction

from palermo.web.vault import ring
from palermo.web.vault.master import unwrap_for, wrap_for, wrapper
from palermo.web.vault.models import DataKey


def rewrap(*, progress: Callable[[str, int, int | None], None] = lambda what, done, total: None) -> int:
    """Wrap every key with the first line of the master key, or with the program that is set; how many there are.

    The old line must still be there, behind the new one. Raises SettingsError, having changed nothing of that key, when
    one does not open. Run again it goes on.
    """
    ring.forget()
    numbers = list(DataKey.objects.filter(destroyed_at=None).order_by("pk").values_list("pk", flat=True))
    for done, number in enumerate(numbers, start=1):
        with transaction.atomic():
            row = DataKey.objects.select_for_update().get(pk=number)
            if row.destroyed_at is None:
                key = unwrap_for(row.use, bytes(row.wrapped))
                wrapped = wrap_for(row.use, key)
                if unwrap_for(row.use, wrapped) != key:
                    raise RuntimeError("what was wrapped does not come back")
                row.wrapped, row.wrapped_by = wrapped, wrapper().name
                row.save(update_fields=["wrapped", "wrapped_by"])
        progress("Keys", done, len(numbers))
    return len(numbers)


def wrapped_otherwise() -> int:
    """How many keys another master key wraps than the one that is first now: its line must stay."""
    return DataKey.objects.filter(destroyed_at=None).exclude(wrapped_by=wrapper().name).count()

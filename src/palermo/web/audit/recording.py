"""Writing the audit: collected while a transaction runs, written at its end, in one line an organisation."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from palermo.web.audit.chain import digest, key_of
from palermo.web.audit.models import SYSTEM, Entry, Head


@dataclass(frozen=True, slots=True)
class Source:
    """Where a step comes from: the network address, and the session."""

    address: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be written when the transaction ends."""

    organisation: UUID
    actor: UUID | None
    verb: str
    kind: str = ""
    object: str = ""
    case: UUID | None = None
    reason: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


NOWHERE = Source()

source: ContextVar[Source] = ContextVar("palermo_audit_source", default=NOWHERE)
"""Where the steps of this request come from; a middleware sets it."""

_steps: ContextVar[list[Step] | None] = ContextVar("palermo_audit_steps", default=None)


@contextmanager
def recorded() -> Iterator[None]:
    """A transaction whose steps are written to the audit at its end: all of it is done and recorded, or nothing.

    Inside another one it is a part of that. The line of an organisation is held only while entries are written, after
    everything else, so nobody waits for her neighbour's work.
    """
    outer = _steps.get()
    steps: list[Step] = []
    token = _steps.set(steps)
    try:
        with transaction.atomic():
            yield
            if outer is None:
                _write(steps)
            else:
                outer.extend(steps)
    finally:
        _steps.reset(token)


def record(
    actor: Any,
    verb: str,
    thing: Any = None,
    *,
    organisation: UUID | None = None,
    case: UUID | None = None,
    reason: str = "",
    **detail: Any,
) -> None:
    """Say what was done, inside `recorded()`.

    actor: the user, or None. thing: the row it was done to. organisation: whose chain; by default the thing's, else the
    actor's. detail: codes and numbers that tell more, never a person's data. Raises RuntimeError outside `recorded()`.
    """
    steps = _steps.get()
    if steps is None:
        raise RuntimeError(f"{verb} was done outside of recorded()")
    of = organisation or getattr(thing, "organisation_id", None) or getattr(actor, "organisation_id", None) or SYSTEM
    steps.append(
        Step(
            organisation=of,
            actor=getattr(actor, "pk", None),
            verb=verb,
            kind=thing._meta.model_name if thing is not None else "",
            object=str(thing.pk) if thing is not None else "",
            case=case or (getattr(thing, "case_id", None) if thing is not None else None),
            reason=reason,
            detail=detail,
        )
    )


def _write(steps: Sequence[Step]) -> None:
    at, place = timezone.now(), source.get().address
    for organisation in sorted({step.organisation for step in steps}):  # in one order: nobody waits in a circle
        Head.objects.get_or_create(organisation_id=organisation)
        head = Head.objects.select_for_update().get(organisation_id=organisation)
        key, entries = key_of(organisation), []
        for step in steps:
            if step.organisation != organisation:
                continue
            entry = Entry(
                organisation_id=organisation, number=head.number + 1, at=at, actor=step.actor, verb=step.verb,
                kind=step.kind, object=step.object, case=step.case, reason=step.reason or None, place=place,
                detail=step.detail, before=bytes(head.digest),
            )  # fmt: skip
            entry.digest = digest(entry, key)
            head.number, head.digest = entry.number, entry.digest
            entries.append(entry)
        Entry.objects.bulk_create(entries)
        head.save()

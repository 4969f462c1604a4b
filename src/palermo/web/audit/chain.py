"""The chain: what the digest of an entry is made of, and how a chain is looked through for what was changed."""

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from palermo.web.audit.models import Entry, Head
from palermo.web.vault import ring
from palermo.web.vault.models import Purpose

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a chain. number: at which entry. what: `changed`, `missing`, `cut` or `head`."""

    organisation: UUID
    number: int
    what: str


def digest(entry: Entry, key: bytes) -> bytes:
    """The keyed digest of an entry and of all before it.

    The reason goes in as it is sealed: to check a chain opens nobody's words. A change of keys that seals it anew would
    break the chain, so entries are not sealed anew.
    """
    reason = entry.sealed_reason()
    told = [
        str(entry.id), str(entry.organisation_id), entry.number, entry.at.isoformat(), str(entry.actor or ""),
        entry.verb, entry.kind, entry.object, str(entry.case or ""), entry.place, entry.detail,
        reason.hex() if reason else "", bytes(entry.before).hex(),
    ]  # fmt: skip
    return hmac.new(key, json.dumps(told, sort_keys=True, ensure_ascii=False).encode(), sha256).digest()


def key_of(organisation: UUID) -> bytes:
    """The key of an organisation's chain. It is never changed, for what it proved would be lost."""
    return ring.current(organisation, Purpose.AUDIT)[1]


def faults(organisation: UUID, *, since: tuple[int, bytes] | None = None) -> Iterator[Fault]:
    """What is wrong with an organisation's chain, in order; nothing where it is whole.

    since: number and digest of an entry that was noted elsewhere (an anchor). With it the chain is checked to hold that
    very entry: whoever cuts a chain short or makes all of it anew is found by an anchor only.
    """
    key, number, before = key_of(organisation), 0, b""
    anchored = since is None
    entries = Entry.objects.filter(organisation_id=organisation).order_by("number")
    for entry in entries.iterator(chunk_size=BATCH):
        if entry.number != number + 1:
            yield Fault(organisation, number + 1, "missing")
        elif bytes(entry.before) != before:
            yield Fault(organisation, entry.number, "changed")
        if not hmac.compare_digest(digest(entry, key), bytes(entry.digest)):
            yield Fault(organisation, entry.number, "changed")
        number, before = entry.number, bytes(entry.digest)
        if since is not None and number == since[0]:
            anchored = hmac.compare_digest(before, since[1])
            if not anchored:
                yield Fault(organisation, number, "changed")
                anchored = True
    head = Head.objects.filter(organisation_id=organisation).first()
    if head is not None and (head.number, bytes(head.digest)) != (number, before):
        yield Fault(organisation, head.number, "head")
    if not anchored and since is not None:
        yield Fault(organisation, since[0], "cut")


def anchors() -> dict[str, dict[str, int | str]]:
    """Where each chain ends now, by organisation. Noted elsewhere, it proves later that nothing was cut off.

    The number is that of the last entry, and 0 where there is none yet.
    """
    return {
        str(head.organisation_id): {"number": head.number, "digest": bytes(head.digest).hex()}
        for head in Head.objects.order_by("organisation_id")
    }

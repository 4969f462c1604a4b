"""May this be done? The one question about consent that everybody asks, and who is told when a yes ends.

Whoever shares, exports or publishes asks `allows` each time, with the case's row locked, and not once for all: a yes
runs out, and a woman takes it back. What must be undone then at once is named in ON_WITHDRAWAL.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from palermo.web.casework.models import Case, ConsentEvent, ConsentException, Recipient
from palermo.web.casework.rules.consent import Effect, Party, Said, Standing, State, allowed, ended, lacks, standing
from palermo.web.casework.rules.items import STANDARD_SEVEN, items


@dataclass(frozen=True, slots=True)
class Ended:
    """A yes that does not count any more.

    recipient: for whom it was. groups: of data that may not be shared any more.
    """

    case: Case
    item: str
    recipient: UUID | None
    groups: frozenset[str]


ON_WITHDRAWAL: list[str] = []
"""Functions that take an `Ended` and undo what was allowed by it, as `package.module.name`.

They run in the transaction in which the yes ends, with the case's row locked: all of it is done, or nothing. They are
named, and not handed over, so that no process can forget them by not importing them.
"""


def allows(case: Case, item: str, recipient: Recipient | UUID | None = None, groups: Iterable[str] = ()) -> bool:
    """Whether something is allowed today, by her consent or by an exception that a supervisor made for a time.

    recipient, groups: with whom, and which groups of data, for an item that is given by recipient. Raises ValueError
    where no recipient is named then, and KeyError for an item that is none.
    """
    return not why_not(case, item, recipient, groups)


def why_not(case: Case, item: str, recipient: Recipient | UUID | None = None, groups: Iterable[str] = ()) -> str:
    """Nothing where it is allowed; otherwise a sentence that says what is missing, and what to do."""
    key, wanted = _key(recipient), frozenset(groups)
    if items()[item].by_recipient and key is None:
        raise ValueError(f"{item} is asked of one recipient")
    if _excepted(case, item, key, wanted):
        return ""
    said, today = said_in(case), _today()
    missing = lacks(said, item, str(key or ""), items=items(), is_child=case.is_child, today=today)
    if missing:
        return sentence(*missing[0], is_child=case.is_child)
    stands = standing(said, items()[item], str(key or ""), is_child=case.is_child, today=today)
    if items()[item].by_recipient and wanted - stands.groups:
        return _("She did not say yes to sharing all of this. Leave out what she did not name, or ask her.")
    return ""


def allowing(cases: Iterable[Case], item: str) -> set[UUID]:
    """Those of many cases in which she said yes, by key, with one question to the database: for exports and counts.

    For items that are not given by recipient. An exception is made for one case, and does not count here. Raises
    ValueError for an item that is given by recipient.
    """
    if items()[item].by_recipient:
        raise ValueError(f"{item} is asked of one recipient")
    wanted = {case.pk: case for case in cases}
    spoken: dict[UUID, list[Said]] = {}
    for case, said in _said(ConsentEvent.objects.filter(case__in=wanted).order_by("number")):
        spoken.setdefault(case, []).append(said)
    today = _today()
    return {
        key
        for key, said in spoken.items()
        if not lacks(said, item, items=items(), is_child=wanted[key].is_child, today=today)
    }


def sentence(code: str, stands: Standing, *, is_child: bool) -> str:
    """What is missing of an item, and what to do."""
    item = items()[code]
    about = {"item": item.title}
    if item.is_told:
        return _("Before her yes counts she must know what it means (%(item)s). Read it to her.") % about
    if stands.state in (State.REFUSED, State.WITHDRAWN):
        return _("She said no, or took it back (%(item)s). It stays so until she says otherwise.") % about
    if stands.state is State.EXPIRED:
        return _("Her yes has run out (%(item)s). Ask her again.") % about
    if is_child and Party.GUARDIAN in stands.lacking:
        return (
            _(
                "She is a child, or may be one (%(item)s): her guardian must say yes too. Where she has none, have one "
                "named first. What her safety needs now does not wait for it."
            )
            % about
        )
    if is_child:
        return _("Ask the child herself too, in words that she understands (%(item)s).") % about
    return _("She was not asked yet (%(item)s). Ask her, and write down her answer.") % about


def said_in(case: Case) -> list[Said]:
    """All that was said, in the order in which it was recorded."""
    return [said for _case, said in _said(ConsentEvent.objects.filter(case=case).order_by("number"))]


def standings(case: Case) -> list[tuple[str, Recipient | None, Standing]]:
    """What stands of every item, of sharing for each recipient that was spoken of."""
    said, today = said_in(case), _today()
    spoken = {each.recipient for each in said if each.recipient}
    recipients = list(Recipient.objects.filter(organisation=case.organisation_id, pk__in=spoken).order_by("made_at"))
    found: list[tuple[str, Recipient | None, Standing]] = []
    for code, item in items().items():
        whom: Sequence[Recipient | None] = recipients if item.by_recipient else [None]
        for each in whom:
            key = str(each.pk) if each else ""
            found.append((code, each, standing(said, item, key, is_child=case.is_child, today=today)))
    return found


def standard_box(case: Case) -> bool:
    """Whether all seven are given that stand behind the one box of HTCDS 2.0 (`con_Consent`)."""
    said, today = said_in(case), _today()
    return all(standing(said, items()[code], is_child=case.is_child, today=today).is_given for code in STANDARD_SEVEN)


def allowed_now(case: Case) -> dict[tuple[str, str], frozenset[str]]:
    """All that is allowed by what was said: by item and recipient, with the groups of data."""
    return allowed(said_in(case), items=items(), is_child=case.is_child, today=_today())


def tell_what_ended(case: Case, before: Mapping[tuple[str, str], frozenset[str]]) -> None:
    """Tell everybody who undoes something what was allowed before and is not any more; in the same transaction."""
    tell(
        Ended(case, item, UUID(recipient) if recipient else None, groups)
        for item, recipient, groups in ended(before, allowed_now(case))
    )


def tell(endings: Iterable[Ended]) -> None:
    """Call everybody who undoes something when a yes ends. What one of them raises undoes all of it."""
    listeners = [import_string(name) for name in ON_WITHDRAWAL]
    for each in endings:
        for listener in listeners:
            listener(each)


def _said(rows: QuerySet[ConsentEvent]) -> Iterator[tuple[UUID, Said]]:
    wanted = ("case", "item", "party", "effect", "talk__on", "recipient", "groups", "until")
    for case, item, party, effect, on, recipient, groups, until in rows.values_list(*wanted):
        yield case, Said(item, Party(party), Effect(effect), on, str(recipient or ""), frozenset(groups), until)


def _excepted(case: Case, item: str, recipient: UUID | None, groups: frozenset[str]) -> bool:
    live = ConsentException.objects.filter(
        case=case, item=item, recipient=recipient, is_approved=True, until__gt=timezone.now()
    )
    return any(groups <= frozenset(each.groups) for each in live)


def _key(recipient: Recipient | UUID | None) -> UUID | None:
    return recipient.pk if isinstance(recipient, Recipient) else recipient


def _today() -> date:
    return timezone.localdate()

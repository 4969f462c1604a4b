"""What stands of consent: the last valid word of everybody whose word is needed.

Pure: what was said comes in, what holds goes out. A yes that has run out counts as none. A child's guardian and the
child must both say yes; a woman who is of age must have said it herself, as a woman who is of age.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from palermo.web.casework.rules.items import Item


class Party(StrEnum):
    """Who says it. ASSENT: a child, beside her guardian."""

    SELF = "self"
    GUARDIAN = "guardian"
    ASSENT = "assent"


class Effect(StrEnum):
    """What was said. TOO_YOUNG: a small child could not be asked; her guardian's word decides."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    TOO_YOUNG = "too_young"


class State(StrEnum):
    """What stands, from what weighs most to what allows."""

    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    EXPIRED = "expired"
    NOT_ASKED = "not_asked"
    GIVEN = "given"


_WEIGHT = tuple(State)
OWN = frozenset({Party.SELF, Party.ASSENT})


@dataclass(frozen=True, slots=True)
class Said:
    """One answer. on: the day it was said. until: the last day it counts. groups: of data, where it is for sharing."""

    item: str
    party: Party
    effect: Effect
    on: date
    recipient: str = ""
    groups: frozenset[str] = frozenset()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of one item.

    lacking: whose yes is not there. has_yes: whether anybody's is, which can be taken back. groups: that may be shared.
    """

    state: State
    lacking: tuple[Party, ...] = ()
    has_yes: bool = False
    groups: frozenset[str] = frozenset()
    until: date | None = None

    @property
    def is_given(self) -> bool:
        """Whether it was given by everybody whose word is needed, and counts today."""
        return self.state is State.GIVEN


def standing(said: Sequence[Said], item: Item, recipient: str = "", *, is_child: bool, today: date) -> Standing:
    """What stands of an item today, without what it needs besides.

    said: in the order in which it was recorded; what was said on an earlier day counts as earlier all the same.

    >>> item = Item("record", {"en": "Record"}, {})
    >>> yes = Said("record", Party.SELF, Effect.GIVEN, date(2026, 1, 5), until=date(2026, 2, 5))
    >>> standing([yes], item, is_child=False, today=date(2026, 2, 5)).state
    <State.GIVEN: 'given'>
    >>> standing([yes], item, is_child=False, today=date(2026, 2, 6)).state
    <State.EXPIRED: 'expired'>
    """
    about = sorted(
        (each for each in said if each.item == item.code and each.recipient == recipient and each.on <= today),
        key=lambda each: each.on,
    )
    own = next((each for each in reversed(about) if each.party in OWN), None)
    guardian = next((each for each in reversed(about) if each.party is Party.GUARDIAN), None)
    if item.is_told:  # whoever of the two was told it last
        last = about[-1] if about else None
        return Standing(_state(last, today), () if last else (Party.ASSENT if is_child else Party.SELF,))
    if is_child:
        silent = own is not None and own.effect is Effect.TOO_YOUNG
        voices = {Party.GUARDIAN: guardian} if silent else {Party.GUARDIAN: guardian, Party.ASSENT: own}
    else:
        voices = {Party.SELF: own if own is not None and _counts_of_age(own) else None}
    states = {party: _state(each, today) for party, each in voices.items()}
    given = [each for each in voices.values() if each is not None]
    ends = [each.until for each in given if each.until is not None]
    return Standing(
        state=min(states.values(), key=_WEIGHT.index),
        lacking=tuple(party for party, state in states.items() if state is not State.GIVEN),
        has_yes=State.GIVEN in states.values(),
        groups=frozenset.intersection(*(each.groups for each in given)) if given else frozenset(),
        until=min(ends, default=None),
    )


def lacks(
    said: Sequence[Said], code: str, recipient: str = "", *, items: Mapping[str, Item], is_child: bool, today: date
) -> list[tuple[str, Standing]]:
    """What keeps an item from being allowed: itself or what it needs, however far, each with what stands of it."""
    found, seen, wanted = [], set(), [code]
    while wanted:
        each = wanted.pop(0)
        if each in seen:
            continue
        seen.add(each)
        stands = standing(said, items[each], recipient if each == code else "", is_child=is_child, today=today)
        if not stands.is_given:
            found.append((each, stands))
        wanted += items[each].needs
    return found


def allowed(
    said: Sequence[Said], *, items: Mapping[str, Item], is_child: bool, today: date
) -> dict[tuple[str, str], frozenset[str]]:
    """All that is allowed today: by item and recipient, with the groups of data."""
    recipients = sorted({each.recipient for each in said if each.recipient})
    found = {}
    for code, item in items.items():
        if item.is_told:
            continue
        for recipient in recipients if item.by_recipient else [""]:
            if not lacks(said, code, recipient, items=items, is_child=is_child, today=today):
                stands = standing(said, item, recipient, is_child=is_child, today=today)
                found[code, recipient] = stands.groups
    return found


def ended(
    before: Mapping[tuple[str, str], frozenset[str]], after: Mapping[tuple[str, str], frozenset[str]]
) -> Iterable[tuple[str, str, frozenset[str]]]:
    """What was allowed and is not any more: item, recipient, and the groups of data that were lost."""
    for (code, recipient), groups in before.items():
        left = after.get((code, recipient))
        if left is None or groups - left:
            yield code, recipient, groups - (left or frozenset())


def _state(each: Said | None, today: date) -> State:
    if each is None:
        return State.NOT_ASKED
    if each.effect is not Effect.GIVEN:
        return State.NOT_ASKED if each.effect is Effect.TOO_YOUNG else State(each.effect)
    return State.EXPIRED if each.until is not None and each.until < today else State.GIVEN


def _counts_of_age(own: Said) -> bool:
    """Whether a word of hers counts now that she is of age: a child's assent is no consent, and her no is a no."""
    return own.party is Party.SELF or own.effect in (Effect.REFUSED, Effect.WITHDRAWN)

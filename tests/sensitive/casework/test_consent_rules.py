"""What stands of consent, as a rule without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.web.casework.rules.consent import Effect, Party, Said, State, allowed, ended, lacks, standing
from palermo.web.casework.rules.items import STANDARD_SEVEN, data_groups, items, languages

TODAY = date(2026, 6, 1)
RECORD, SHARE = items()["record"], items()["share"]


def said(item, party=Party.SELF, effect=Effect.GIVEN, days_ago=0, **more):
    return Said(item, party, effect, TODAY - timedelta(days=days_ago), **more)


answers = st.builds(
    Said,
    item=st.sampled_from(sorted(items())),
    party=st.sampled_from(Party),
    effect=st.sampled_from(Effect),
    on=st.integers(0, 20).map(lambda days: TODAY - timedelta(days=days)),
    recipient=st.sampled_from(["", "clinic"]),
    groups=st.frozensets(st.sampled_from(["health", "legal"])),
    until=st.none() | st.integers(-5, 5).map(lambda days: TODAY + timedelta(days=days)),
)


@given(st.lists(answers, max_size=12), st.booleans(), st.sampled_from(sorted(items())))
def test_who_said_no_last_is_never_overruled(before, is_child, code):
    """Whatever was said before: her own no, said last, shuts the item, and all that needs it."""
    own = Party.ASSENT if is_child else Party.SELF
    recipient = "clinic" if items()[code].by_recipient else ""
    now = [*before, said(code, own, Effect.WITHDRAWN, recipient=recipient)]
    found = allowed(now, items=items(), is_child=is_child, today=TODAY)
    for item, whom in found:
        assert item != code or whom != recipient
        assert code not in items()[item].needs


@given(st.lists(answers, max_size=12), st.booleans())
def test_what_ends_is_what_was_allowed_and_is_not_any_more(before, is_child):
    early = allowed(before[:6], items=items(), is_child=is_child, today=TODAY)
    late = allowed(before, items=items(), is_child=is_child, today=TODAY)
    lost = {(code, whom): groups for code, whom, groups in ended(early, late)}
    for key, groups in early.items():
        if key not in late:
            assert lost[key] == groups
        else:
            assert lost.get(key, frozenset()) == groups - late[key]
    assert set(lost) <= set(early)


@given(st.lists(answers, max_size=10), st.sampled_from(sorted(items())))
def test_a_guardian_s_word_counts_for_a_child_only(before, code):
    own = [each for each in before if each.party is not Party.GUARDIAN]
    item = items()[code]
    if item.is_told:
        return
    with_guardian = standing(before, item, "", is_child=False, today=TODAY)
    assert with_guardian == standing(own, item, "", is_child=False, today=TODAY)


def test_it_counts_through_its_last_day_and_not_after():
    yes = [said("record", until=TODAY)]
    assert standing(yes, RECORD, is_child=False, today=TODAY).is_given
    assert standing(yes, RECORD, is_child=False, today=TODAY + timedelta(days=1)).state is State.EXPIRED


def test_paper_that_is_entered_late_does_not_undo_what_she_took_back_since():
    order = [said("record", effect=Effect.WITHDRAWN, days_ago=1), said("record", days_ago=5)]
    assert standing(order, RECORD, is_child=False, today=TODAY).state is State.WITHDRAWN


@pytest.mark.parametrize(
    ("voices", "state"),
    [
        ([], State.NOT_ASKED),
        ([said("record", Party.GUARDIAN)], State.NOT_ASKED),
        ([said("record", Party.ASSENT)], State.NOT_ASKED),
        ([said("record", Party.GUARDIAN), said("record", Party.ASSENT)], State.GIVEN),
        ([said("record", Party.GUARDIAN), said("record", Party.ASSENT, Effect.REFUSED)], State.REFUSED),
        ([said("record", Party.GUARDIAN, Effect.REFUSED), said("record", Party.ASSENT)], State.REFUSED),
        ([said("record", Party.GUARDIAN), said("record", Party.ASSENT, Effect.TOO_YOUNG)], State.GIVEN),
        ([said("record", Party.ASSENT, Effect.TOO_YOUNG)], State.NOT_ASKED),
    ],
)
def test_a_child_needs_her_guardian_and_herself(voices, state):
    assert standing(voices, RECORD, is_child=True, today=TODAY).state is state


def test_who_came_of_age_is_asked_herself():
    voices = [said("record", Party.GUARDIAN), said("record", Party.ASSENT)]
    assert standing(voices, RECORD, is_child=False, today=TODAY).state is State.NOT_ASKED
    no = [*voices, said("record", Party.ASSENT, Effect.WITHDRAWN)]
    assert standing(no, RECORD, is_child=False, today=TODAY).state is State.WITHDRAWN


def test_of_two_who_must_agree_only_what_both_name_is_shared():
    voices = [
        said("share", Party.GUARDIAN, recipient="clinic", groups=frozenset({"health", "legal"})),
        said("share", Party.ASSENT, recipient="clinic", groups=frozenset({"health", "story"})),
    ]
    assert standing(voices, SHARE, "clinic", is_child=True, today=TODAY).groups == {"health"}


def test_a_yes_that_she_was_not_informed_for_does_not_count():
    missing = lacks([said("record")], "record", items=items(), is_child=False, today=TODAY)
    assert [code for code, _stands in missing] == ["told_purpose", "told_use", "told_withdrawal"]


def test_the_items_are_whole():
    assert list(items())[:7] == list(STANDARD_SEVEN)
    for item in items().values():
        assert set(item.say) == set(item.label) == set(languages()) == {"en", "fr", "es", "ar"}
    for label in data_groups().values():
        assert set(label) == {"en", "fr", "es", "ar"}

"""A case: whose it is, who may do what with it, and how it moves."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone

from palermo.web.accounts.roles import ROLES, Permission
from palermo.web.audit.models import Entry
from palermo.web.casework.actions.cases import assign_case, break_glass, make_case, move_case, read_case
from palermo.web.casework.models import Case, Grant, Move
from palermo.web.casework.permissions import may
from palermo.web.casework.queries import case_for, cases_for
from palermo.web.casework.workflow import states

REASON = "She stands at the door and her worker is away."
READS = {
    "worker": True, "colleague": False, "far_colleague": False, "supervisor": True, "recipient": False,
    "data_officer": False, "protection_officer": False, "auditor": False, "administrator": False, "stranger": False,
    "foreign_administrator": False,
}  # fmt: skip


@pytest.mark.parametrize(("who", "reads"), READS.items())
def test_who_reads_a_case(case, cast, who, reads):
    reader = getattr(cast, who)
    assert may(reader, Permission.CASE_READ, case) is reads
    assert cases_for(reader).filter(pk=case.pk).exists() is reads
    if reads:
        assert case_for(reader, case.pk) == case
    else:
        with pytest.raises(Http404):
            case_for(reader, case.pk)


@pytest.mark.parametrize("permission", [each for each in Permission if each.startswith("case.")])
@pytest.mark.parametrize("role", ROLES)
def test_a_role_reaches_as_far_as_it_says_and_never_another_organisation(case, cast, permission, role):
    from palermo.web.accounts.roles import Scope

    scope = ROLES[role].permits.get(permission)
    for who, needed in (("worker", Scope.OWN), ("supervisor", Scope.TEAM), ("stranger", None)):
        user = getattr(cast, who)
        user.roles = [role]
        reaches = scope is not None and needed is not None and scope >= needed
        assert may(user, permission, case) is reaches, (who, role, permission)


def test_who_works_here_no_more_reads_nothing(case, cast):
    cast.worker.is_active = False
    assert not cases_for(cast.worker).exists()


def test_a_number_tells_nothing(cast):
    numbers = {make_case(by=cast.worker).number for _ in range(20)}
    assert len(numbers) == 20
    assert all(len(number) == 9 for number in numbers)


def test_reading_is_recorded(case, cast):
    read_case(case=case, by=cast.worker, via="search")
    entry = Entry.objects.latest("at")
    assert (entry.verb, entry.actor, entry.case) == ("case.read", cast.worker.pk, case.pk)
    assert entry.detail == {"via": "search"}


def test_a_case_moves_through_its_gates_only(case, cast):
    with pytest.raises(ValidationError, match="does not go there"):
        move_case(case=case, to="active", by=cast.worker)
    move_case(case=case, to="on_hold", by=cast.worker, reason="She travels.")
    case.refresh_from_db()
    assert case.state == "on_hold"
    move_case(case=case, to="back", by=cast.worker)
    case.refresh_from_db()
    assert (case.state, case.held_from) == ("intake", "")
    assert [move.after for move in Move.objects.filter(case=case).order_by("at")] == ["intake", "on_hold", "intake"]


def test_a_gate_says_what_is_missing(cast):
    empty = make_case(by=cast.worker)
    with pytest.raises(ValidationError, match="how she is called"):
        move_case(case=empty, to="screening", by=cast.worker)


def test_two_who_move_a_case_at_once(case, cast):
    one, two = Case.objects.get(pk=case.pk), Case.objects.get(pk=case.pk)
    move_case(case=one, to="on_hold", by=cast.worker)
    with pytest.raises(ValidationError, match="just now"):
        move_case(case=two, to="not_eligible", by=cast.supervisor)
    assert Case.objects.get(pk=case.pk).state == "on_hold"


def test_only_a_supervisor_gives_cases_away_and_only_to_who_keeps_cases(case, cast):
    with pytest.raises(PermissionDenied):
        assign_case(case=case, to=cast.colleague, by=cast.worker)
    with pytest.raises(ValidationError, match="organisation"):
        assign_case(case=case, to=cast.stranger, by=cast.supervisor)
    with pytest.raises(ValidationError, match="keeps no cases"):
        assign_case(case=case, to=cast.auditor, by=cast.supervisor)
    assign_case(case=case, to=cast.far_colleague, by=cast.supervisor)
    case.refresh_from_db()
    assert (case.owner, case.team) == (cast.far_colleague, cast.other_team)
    assert not may(cast.worker, Permission.CASE_READ, case)


def test_breaking_the_glass_needs_a_reason_lasts_three_hours_and_is_seen(case, cast):
    with pytest.raises(ValidationError, match="sentence"):
        break_glass(case=case, by=cast.colleague, reason="urgent")
    break_glass(case=case, by=cast.colleague, reason=REASON)
    assert may(cast.colleague, Permission.CASE_READ, case)
    assert may(cast.colleague, Permission.CASE_EDIT, case)
    assert not may(cast.colleague, Permission.CASE_CLOSE, case)
    entry = Entry.objects.filter(verb="case.glass_broken").get()
    assert (entry.case, entry.reason) == (case.pk, REASON)
    Grant.objects.update(until=timezone.now())
    assert not may(cast.colleague, Permission.CASE_READ, case)


@pytest.mark.parametrize("who", ["stranger", "auditor", "administrator", "data_officer", "recipient"])
def test_who_may_not_break_the_glass(case, cast, who):
    with pytest.raises(PermissionDenied):
        break_glass(case=case, by=getattr(cast, who), reason=REASON)


def test_a_restricted_case_stays_shut(case, cast):
    Case.objects.update(restricted=True)
    case.refresh_from_db()
    with pytest.raises(PermissionDenied):
        break_glass(case=case, by=cast.colleague, reason=REASON)


def test_every_state_can_be_reached_and_left():
    reached = {"intake"} | {each for state in states().values() for each in state.leads_to}
    assert {code for code, state in states().items() if state.by_hand} <= reached
    assert [code for code, state in states().items() if not state.leads_to] == ["transferred_out"]

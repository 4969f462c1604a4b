"""What each role permits and how far: written down here once more, by hand, so that a slip in one is seen."""

import pytest

from palermo.web.accounts.roles import PERMISSIONS, ROLES, SCOPES, Permission, Scope, reach

GRANTED, OWN, TEAM, ALL = Scope.GRANTED, Scope.OWN, Scope.TEAM, Scope.ORGANISATION
TABLE = """
                          caseworker  supervisor  recipient  data_officer  protection_officer  auditor  administrator
case.read                 own         team        granted    -             -                   -        -
case.create               own         team        -          -             -                   -        -
case.edit                 own         team        -          -             -                   -        -
case.assign               -           team        -          -             -                   -        -
case.close                own         team        -          -             -                   -        -
case.reopen               own         team        -          -             -                   -        -
case.merge                -           team        -          -             -                   -        -
case.export               own         team        -          -             -                   -        -
case.break_glass          all         all         -          -             -                   -        -
case.see_access           -           team        -          -             all                 -        -
screening.decide          own         team        -          -             -                   -        -
screening.review          -           team        -          -             -                   -        -
plan.approve              -           team        -          -             -                   -        -
referral.send             own         team        -          -             -                   -        -
referral.answer           own         team        granted    -             -                   -        -
transfer.send             own         team        -          -             -                   -        -
transfer.answer           own         team        granted    -             -                   -        -
report.read               -           team        -          all           all                 -        -
contribution.make         -           -           -          all           -                   -        -
retention.review          -           -           -          -             all                 -        -
hold.set                  -           -           -          -             all                 -        -
audit.read                -           -           -          -             all                 all      -
user.manage               -           -           -          -             -                   -        all
organisation.configure    -           -           -          -             -                   -        all
key.change                -           -           -          -             -                   -        all
token.manage              -           -           -          -             -                   -        all
"""
WORDS = {"own": OWN, "team": TEAM, "granted": GRANTED, "all": ALL, "-": None}


def rows():
    head, *lines = TABLE.strip("\n").splitlines()
    for line in lines:
        permission, *cells = line.split()
        for role, cell in zip(head.split(), cells, strict=True):
            yield role, Permission(permission), WORDS[cell]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_permits_what_the_table_says_and_no_more(role):
    told = {permission: scope for each, permission, scope in rows() if each == role}
    assert {permission: reach([role], permission) for permission in Permission} == told


def test_the_table_names_every_role_and_permission():
    assert {row[0] for row in rows()} == set(ROLES)
    assert {row[1] for row in rows()} == set(Permission) == set(PERMISSIONS)
    assert set(SCOPES) == set(Scope)


def test_of_two_roles_what_reaches_further_holds():
    assert reach(["caseworker", "supervisor"], Permission.CASE_READ) is TEAM
    assert reach(["supervisor", "caseworker"], Permission.CASE_READ) is TEAM
    assert reach(["auditor", "caseworker"], Permission.AUDIT_READ) is ALL


@pytest.mark.parametrize("roles", [[], ["nobody"], ["Caseworker"], ["caseworker "]])
def test_what_is_no_role_permits_nothing(roles):
    assert [permission for permission in Permission if reach(roles, permission) is not None] == []


def test_who_sees_people_gives_no_roles_and_who_gives_roles_sees_nobody():
    cases = {permission for permission in Permission if permission.value.startswith("case.")} - {
        Permission.CASE_SEE_ACCESS
    }
    for role in ROLES.values():
        sees = bool(cases & set(role.permits))
        gives = Permission.USER_MANAGE in role.permits
        watches = Permission.AUDIT_READ in role.permits
        assert sees + gives + watches <= 1, role.code


def test_everybody_needs_a_second_factor():
    assert all(role.second_factor for role in ROLES.values())


def test_whose_account_ended_may_nothing(cast):
    cast.worker.is_active = False
    assert cast.worker.may(Permission.CASE_READ) is None

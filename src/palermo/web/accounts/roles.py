"""What can be permitted, how far it reaches, and the roles that permit it.

A role is a declaration: code, name, description, what it permits and how far. A user has one role or several; what
reaches furthest holds. A permission says who may; *when* something may happen is a policy of the app that does it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One thing that somebody may do."""

    CASE_READ = "case.read"
    CASE_CREATE = "case.create"
    CASE_EDIT = "case.edit"
    CASE_ASSIGN = "case.assign"
    CASE_CLOSE = "case.close"
    CASE_REOPEN = "case.reopen"
    CASE_MERGE = "case.merge"
    CASE_EXPORT = "case.export"
    CASE_BREAK_GLASS = "case.break_glass"
    CASE_SEE_ACCESS = "case.see_access"
    SCREENING_DECIDE = "screening.decide"
    SCREENING_REVIEW = "screening.review"
    PLAN_APPROVE = "plan.approve"
    REFERRAL_SEND = "referral.send"
    REFERRAL_ANSWER = "referral.answer"
    TRANSFER_SEND = "transfer.send"
    TRANSFER_ANSWER = "transfer.answer"
    REPORT_READ = "report.read"
    CONTRIBUTION_MAKE = "contribution.make"
    RETENTION_REVIEW = "retention.review"
    HOLD_SET = "hold.set"
    AUDIT_READ = "audit.read"
    USER_MANAGE = "user.manage"
    ORGANISATION_CONFIGURE = "organisation.configure"
    KEY_CHANGE = "key.change"
    TOKEN_MANAGE = "token.manage"  # noqa: S105 - the name of a permission


class Scope(IntEnum):
    """How far a permission reaches: each takes in those before it.

    GRANTED: what somebody was given by name, as by a referral. OWN: what she owns. TEAM: what her teams own.
    ORGANISATION: all of her organisation's.
    """

    GRANTED = 1
    OWN = 2
    TEAM = 3
    ORGANISATION = 4


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody is here for.

    second_factor: whether she signs in with a second factor before she sees anything.
    """

    code: str
    name: str | Promise
    description: str | Promise
    permits: Mapping[Permission, Scope]
    second_factor: bool = True


P = Permission
_OWN, _TEAM, _ALL, _GRANTED = Scope.OWN, Scope.TEAM, Scope.ORGANISATION, Scope.GRANTED

_CASEWORK = {
    P.CASE_READ: _OWN, P.CASE_CREATE: _OWN, P.CASE_EDIT: _OWN, P.CASE_CLOSE: _OWN, P.CASE_REOPEN: _OWN,
    P.CASE_EXPORT: _OWN, P.CASE_BREAK_GLASS: _ALL, P.SCREENING_DECIDE: _OWN, P.REFERRAL_SEND: _OWN,
    P.REFERRAL_ANSWER: _OWN, P.TRANSFER_SEND: _OWN, P.TRANSFER_ANSWER: _OWN,
}  # fmt: skip

ROLES: Mapping[str, Role] = MappingProxyType(
    {
        role.code: role
        for role in (
            Role(
                "caseworker",
                _("Caseworker"),
                _("Works with people, and keeps the records of her own cases."),
                _CASEWORK,
            ),
            Role(
                "supervisor",
                _("Supervisor"),
                _("Answers for a team: reads and edits its cases, gives them to its members, reviews and approves."),
                {permission: max(scope, _TEAM) for permission, scope in _CASEWORK.items()}
                | {
                    P.CASE_ASSIGN: _TEAM,
                    P.CASE_MERGE: _TEAM,
                    P.CASE_SEE_ACCESS: _TEAM,
                    P.SCREENING_REVIEW: _TEAM,
                    P.PLAN_APPROVE: _TEAM,
                    P.REPORT_READ: _TEAM,
                },
            ),
            Role(
                "recipient",
                _("Referral recipient"),
                _("Receives referrals: sees what was shared with her, and nothing else."),
                {P.CASE_READ: _GRANTED, P.REFERRAL_ANSWER: _GRANTED, P.TRANSFER_ANSWER: _GRANTED},
            ),
            Role(
                "data_officer",
                _("Data officer"),
                _("Makes reports and contributions to the open data. Sees counts, and no names."),
                {P.REPORT_READ: _ALL, P.CONTRIBUTION_MAKE: _ALL},
            ),
            Role(
                "protection_officer",
                _("Data protection officer"),
                _("Watches over the records: who read them, and what must be deleted. Sees no case file."),
                {
                    P.AUDIT_READ: _ALL,
                    P.CASE_SEE_ACCESS: _ALL,
                    P.RETENTION_REVIEW: _ALL,
                    P.HOLD_SET: _ALL,
                    P.REPORT_READ: _ALL,
                },
            ),
            Role(
                "auditor",
                _("Auditor"),
                _("Reads what was done by whom, and checks that nothing of it was changed."),
                {P.AUDIT_READ: _ALL},
            ),
            Role(
                "administrator",
                _("Administrator"),
                _("Invites users, gives roles, sets the organisation up. Sees no case."),
                {P.USER_MANAGE: _ALL, P.ORGANISATION_CONFIGURE: _ALL, P.KEY_CHANGE: _ALL, P.TOKEN_MANAGE: _ALL},
            ),
        )
    }
)


PERMISSIONS: Mapping[Permission, str | Promise] = MappingProxyType(
    {
        P.CASE_READ: _("Read cases"),
        P.CASE_CREATE: _("Begin cases"),
        P.CASE_EDIT: _("Change cases"),
        P.CASE_ASSIGN: _("Give cases to others"),
        P.CASE_CLOSE: _("Close cases"),
        P.CASE_REOPEN: _("Open closed cases again"),
        P.CASE_MERGE: _("Join two records of one person"),
        P.CASE_EXPORT: _("Export cases"),
        P.CASE_BREAK_GLASS: _("Open any case in need, with a reason, for three hours"),
        P.CASE_SEE_ACCESS: _("See who has read a case"),
        P.SCREENING_DECIDE: _("Decide on a screening"),
        P.SCREENING_REVIEW: _("Review a screening"),
        P.PLAN_APPROVE: _("Approve plans"),
        P.REFERRAL_SEND: _("Send referrals"),
        P.REFERRAL_ANSWER: _("Answer referrals"),
        P.TRANSFER_SEND: _("Hand cases over"),
        P.TRANSFER_ANSWER: _("Answer when a case is handed over"),
        P.REPORT_READ: _("Read reports"),
        P.CONTRIBUTION_MAKE: _("Make contributions to the open data"),
        P.RETENTION_REVIEW: _("Review what must be deleted"),
        P.HOLD_SET: _("Keep a record from being deleted"),
        P.AUDIT_READ: _("Read the audit"),
        P.USER_MANAGE: _("Invite people and give roles"),
        P.ORGANISATION_CONFIGURE: _("Set the organisation up"),
        P.KEY_CHANGE: _("Change the keys"),
        P.TOKEN_MANAGE: _("Make tokens for other programs"),
    }
)
"""What each permission is called."""

SCOPES: Mapping[Scope, str | Promise] = MappingProxyType(
    {
        Scope.GRANTED: _("what was given to her"),
        Scope.OWN: _("her own"),
        Scope.TEAM: _("her teams'"),
        Scope.ORGANISATION: _("all"),
    }
)
"""How each reach is called."""


def reach(roles: Iterable[str], permission: Permission) -> Scope | None:
    """How far somebody with these roles may do something; None where she may not.

    >>> reach(["caseworker"], Permission.CASE_READ), reach(["caseworker"], Permission.AUDIT_READ)
    (<Scope.OWN: 2>, None)
    """
    found = [ROLES[role].permits[permission] for role in roles if role in ROLES and permission in ROLES[role].permits]
    return max(found, default=None)

"""What can be done with accounts. Every action checks who may, changes, and records, in one transaction."""

from palermo.web.accounts.actions.invitations import accept, invite, invite_again, invited
from palermo.web.accounts.actions.own import (
    accept_conduct,
    change_own,
    change_pin,
    choose_language,
    end_other_sessions,
    end_session,
    try_pin,
)
from palermo.web.accounts.actions.people import (
    change_organisation,
    change_user,
    deactivate,
    end_sessions,
    make_organisation,
    make_team,
    reactivate,
    remove_factors,
    rename_team,
)
from palermo.web.accounts.actions.tokens import end_token, make_token, token_of

__all__ = [
    "accept",
    "accept_conduct",
    "change_organisation",
    "change_own",
    "change_pin",
    "change_user",
    "choose_language",
    "deactivate",
    "end_other_sessions",
    "end_session",
    "end_sessions",
    "end_token",
    "invite",
    "invite_again",
    "invited",
    "make_organisation",
    "make_team",
    "make_token",
    "reactivate",
    "remove_factors",
    "rename_team",
    "token_of",
    "try_pin",
]

"""What accounts say in the audit."""

from django.utils.translation import gettext_lazy as _

from palermo.web.accounts.roles import ROLES

SENTENCES = {
    "session.begun": (_("Signing in"), _("{who} signed in.")),
    "session.ended": (_("Signing out"), _("{who} signed out.")),
    "session.left": (_("Quick exit"), _("{who} left by the quick exit.")),
    "session.refused": (_("Failed sign-in"), _("Somebody tried to sign in as {thing}, with a wrong password.")),
    "session.locked_out": (_("Locked out"), _("Too many tried to sign in as {thing}: that address has to wait.")),
    "session.ended_elsewhere": (_("Sessions ended by oneself"), _("{who} ended {count} of her sessions elsewhere.")),
    "pin.wrong": (_("Wrong PIN"), _("{who} typed a wrong PIN.")),
    "pin.changed": (_("PIN changed"), _("{who} changed her PIN.")),
    "password.changed": (_("Password changed"), _("{who} changed her password.")),
    "conduct.accepted": (
        _("Code of conduct accepted"),
        _("{who} accepted the code of conduct, version {version}."),
    ),
    "factor.added": (_("Second factor added"), _("{who} set up {kind} for {thing}.")),
    "factor.removed": (_("Second factor removed"), _("{who} removed {kind} of {thing}.")),
    "factor.wrong": (_("Wrong code"), _("{who} typed a wrong code of her second factor.")),
    "factor.recovery_code_used": (_("Recovery code used"), _("{who} came in with a recovery code.")),
    "user.invited": (_("Invitation"), _("{who} invited {thing}, with these roles: {roles}.")),
    "user.invited_again": (_("New link"), _("{who} made a new link for {thing}.")),
    "user.came_in": (_("Invitation taken up"), _("{who} came in by her link and made her password.")),
    "user.changed_own": (_("Own name or language"), _("{who} changed her own name or language.")),
    "user.roles_changed": (
        _("Roles changed"),
        _("{who} changed the roles of {thing}. Given: {given}. Taken away: {taken}."),
    ),
    "user.teams_changed": (_("Teams changed"), _("{who} changed the teams of {thing}.")),
    "user.ended": (_("Account ended"), _("{who} ended the account of {thing}.")),
    "user.taken_up": (_("Account taken up again"), _("{who} took up the account of {thing} again.")),
    "user.sessions_ended": (_("Signed out by another"), _("{who} signed {thing} out everywhere ({count}).")),
    "user.factors_removed": (
        _("Second factor removed by another"),
        _("{who} removed the second factor of {thing}, to be set up anew."),
    ),
    "organisation.made": (_("Organisation made"), _("The organisation was made.")),
    "organisation.changed": (_("Organisation changed"), _("{who} changed the organisation: {changed}.")),
    "team.made": (_("Team made"), _("{who} made the team {thing}.")),
    "team.renamed": (_("Team renamed"), _("{who} renamed a team: {thing}.")),
    "token.made": (_("Token made"), _("{who} made the token {thing}, with the role {role}, for {days} days.")),
    "token.ended": (_("Token ended"), _("{who} ended the token {thing}.")),
}
"""For each verb its label and its sentence."""

CODES = {role.code: role.name for role in ROLES.values()} | {
    "totp": _("an app for codes"),
    "webauthn": _("a key"),
    "recovery_codes": _("recovery codes"),
    "name": _("its name"),
    "country": _("its country"),
    "language": _("its language"),
    "time_zone": _("its time zone"),
}
"""What codes are called in these sentences."""

"""Addresses of accounts. Of allauth's own, those where somebody signs up by herself, or by mail, are left out."""

from allauth.account import views as allauth
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.urls import path

from palermo.web.accounts.views import audit, coming_in, mine, people, setting_up

COMING_IN = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("unlock/", coming_in.unlock, name="unlock"),
    path("lock/", coming_in.lock, name="lock"),
    path("here/", coming_in.here, name="here"),
    path("leave/", coming_in.leave, name="leave"),
    path("language/", coming_in.language, name="language"),
    path("conduct/", coming_in.conduct, name="conduct"),
    path("invitation/<str:token>/", coming_in.invitation, name="invitation"),
]

FACTORS = [
    path("factors/", factors.index, name="mfa_index"),
    path("factors/authenticate/", factors.authenticate, name="mfa_authenticate"),
    path("factors/reauthenticate/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("factors/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("factors/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("factors/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("factors/codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("factors/keys/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("factors/keys/add/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("factors/keys/reauthenticate/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("factors/keys/<int:pk>/remove/", coming_in.remove_key, name="mfa_remove_webauthn"),
]

MINE = [
    path("me/", mine.me, name="me"),
    path("me/details/", mine.details, name="details"),
    path("me/pin/", mine.pin, name="pin"),
    path("me/sessions/", mine.sessions, name="sessions"),
    path("me/sessions/end/", mine.end_session, name="end_session"),
]

PEOPLE = [
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<uuid:number>/", people.person, name="person"),
    path("people/<uuid:number>/link/", people.invite_again, name="invite_again"),
    path("people/<uuid:number>/end/", people.deactivate, name="deactivate"),
    path("people/<uuid:number>/take-up/", people.reactivate, name="reactivate"),
    path("people/<uuid:number>/sign-out/", people.end_sessions, name="end_sessions"),
    path("people/<uuid:number>/factors/", people.remove_factors, name="remove_factors"),
    path("teams/", setting_up.teams, name="teams"),
    path("teams/<uuid:number>/", setting_up.team, name="team"),
    path("roles/", setting_up.roles, name="roles"),
    path("organisation/", setting_up.organisation, name="organisation"),
    path("tokens/", setting_up.tokens, name="tokens"),
    path("tokens/<uuid:number>/end/", setting_up.end_token, name="end_token"),
]

AUDIT = [
    path("audit/", audit.audit, name="audit"),
    path("audit/table/", audit.audit_csv, name="audit_csv"),
]

urlpatterns = COMING_IN + FACTORS + MINE + PEOPLE + AUDIT

"""Addresses of accounts. Of allauth's own, those where somebody signs up by herself, or by mail, are left out."""

from allauth.account import views as allauth
from django.urls import include, path

from palermo.web.accounts import views

urlpatterns = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("factors/", include("allauth.mfa.urls")),
    path("unlock/", views.unlock, name="unlock"),
    path("lock/", views.lock, name="lock"),
    path("leave/", views.leave, name="leave"),
    path("language/", views.language, name="language"),
    path("conduct/", views.conduct, name="conduct"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
]

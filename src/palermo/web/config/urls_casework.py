"""Addresses of case work."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("palermo.web.accounts.urls")),
    path("", include("palermo.web.casework.urls")),
]

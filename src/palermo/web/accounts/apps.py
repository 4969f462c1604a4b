"""Accounts as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who works here."""

    name = "palermo.web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

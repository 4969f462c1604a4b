"""The vault as a Django app."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Keys of the organisations, and how far their change has come."""

    name = "palermo.web.vault"
    label = "vault"
    default_auto_field = "django.db.models.BigAutoField"

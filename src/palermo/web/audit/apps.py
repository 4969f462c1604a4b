"""The audit as a Django app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Entries that are only ever added to."""

    name = "palermo.web.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

"""Case work as a Django app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Cases and what is done for people."""

    name = "palermo.web.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

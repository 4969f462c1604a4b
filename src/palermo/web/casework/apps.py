"""Case work as a Django app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Cases and what is done for people."""

    name = "palermo.web.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the audit what the steps of case work are called."""
        from palermo.web.casework.words import tell_all

        tell_all()

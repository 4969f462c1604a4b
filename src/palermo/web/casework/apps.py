"""Case work as a Django app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Cases and what is done for people."""

    name = "palermo.web.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the audit what the steps of case work are called, and put cases into the navigation."""
        from palermo.web.accounts.context import PLACES, Place
        from palermo.web.accounts.roles import Permission
        from palermo.web.casework.words import CASES, tell_all

        tell_all()
        PLACES.insert(1, Place("cases", CASES, frozenset({Permission.CASE_READ})))

"""Case work as a Django app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Cases and what is done for people."""

    name = "palermo.web.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the other rooms what is here: words of the audit, a place in the navigation, what a new key walks."""
        from palermo.web.accounts.context import PLACES, Place
        from palermo.web.accounts.roles import Permission
        from palermo.web.casework.search import index_anew
        from palermo.web.casework.words import CASES, tell_all
        from palermo.web.vault import walks
        from palermo.web.vault.models import Purpose

        walks.also(Purpose.INDEX, "casework.token", index_anew)
        tell_all()
        PLACES.insert(1, Place("cases", CASES, frozenset({Permission.CASE_READ})))

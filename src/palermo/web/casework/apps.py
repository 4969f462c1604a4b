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
        from palermo.web.casework.words import CASES, DIRECTORY, HOUSE, TO_DO, tell_all
        from palermo.web.vault import walks
        from palermo.web.vault.models import Purpose

        walks.also(Purpose.INDEX, "casework.token", index_anew)
        tell_all()
        PLACES.insert(1, Place("cases", CASES, frozenset({Permission.CASE_READ})))
        PLACES.insert(2, Place("to_do", TO_DO, frozenset({Permission.CASE_EDIT})))
        PLACES.insert(3, Place("directory", DIRECTORY, frozenset({Permission.CASE_EDIT})))
        PLACES.append(Place("house_rules", HOUSE, frozenset({Permission.ORGANISATION_CONFIGURE})))

"""Accounts as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who works here."""

    name = "palermo.web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what happens at the door, and tell the audit what its verbs mean."""
        from palermo.web.accounts import factors, signing_in, words  # noqa: F401 - they listen
        from palermo.web.audit.sentences import tell

        tell(words.SENTENCES, words.CODES)

"""The app of templates and static files."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, components and static files that every app shares."""

    name = "palermo.web.ui"
    label = "ui"

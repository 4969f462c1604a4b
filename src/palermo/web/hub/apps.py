"""The app of the hub."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    """The hub. It has no models: it reads releases."""

    name = "palermo.web.hub"
    label = "hub"

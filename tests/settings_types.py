"""The settings that mypy reads: those of the sensitive wing, which have all tables, and what the hub's add."""

from tests.settings_sensitive import *  # noqa: F403

from palermo.web.config.settings_hub import HUB

__all__ = ["HUB"]

"""What every page of the sensitive wing shows around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from palermo import version
from palermo.web.ui.languages import language, languages


def inside(request: HttpRequest) -> dict[str, Any]:
    """The language, the languages, whether everything is invented, and which software this is."""
    return {
        "inside": {
            "language": language(get_language() or "en"),
            "languages": [each for each in languages() if each.code in settings.INSIDE_LANGUAGES],
            "is_demonstration": settings.CASEWORK.demo,
            "version": version(),
            "idle_seconds": settings.IDLE_SECONDS,
        }
    }

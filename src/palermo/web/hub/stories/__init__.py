"""Topics: data stories whose sentences are written once, in six languages, and whose numbers a release fills in."""

from palermo.web.hub.stories._lint import faults
from palermo.web.hub.stories._load import story_names
from palermo.web.hub.stories._views import as_json, index, offered, story

__all__ = ["as_json", "faults", "index", "offered", "story", "story_names"]

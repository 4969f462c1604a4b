"""What is made before the first reader comes, so that she waits for no index, no template and no engine."""

import gc
from wsgiref.util import setup_testing_defaults

import pyarrow as pa
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.urls import reverse

from palermo.tabulate import Question
from palermo.tabulate.plain import understand
from palermo.web.hub.charts import warm
from palermo.web.hub.figures import ask
from palermo.web.hub.maps import COUNTRIES
from palermo.web.hub.releases import Stand, shelf

PAGES = ("home", "explore", "countries", "corridors", "coverage", "releases", "methods", "api-docs")
"""Pages that are visited, whatever a release has: those that take long, or compile templates of their own."""


def prepare(stand: Stand) -> None:
    """Index the columns of the newest release of a stand: before a reader can ask it, where the shelf is watched."""
    for release in stand.releases[:1]:
        for column in release.columns:
            ask(release, Question((column.name,)))
        understand(release, "")  # which makes the index of its phrases
    pa.default_memory_pool().release_unused()  # what reading the files took, of which little is needed any longer


def settle() -> None:
    """Let whoever collects garbage pass over what is here to stay.

    To look through it takes a fifth of a second, in which nobody is answered. What a release left behind that was taken
    away is collected before.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    pa.default_memory_pool().release_unused()


def warm_pages(application: WSGIHandler) -> None:
    """Visit a page of each kind, which compiles its templates; then start the engine that draws."""
    for address in _addresses():
        application.get_response(_request(address))
    warm()


def _addresses() -> list[str]:
    releases = shelf().look().releases
    if not releases:
        return []
    found = [reverse(f"hub:{name}") for name in PAGES]
    column = next((column.name for column in releases[0].columns if column.list == COUNTRIES), "")
    if column:
        found.append(f"{reverse('hub:explore')}?by={column}")
        largest = max(ask(releases[0], Question((column,))).cells, key=lambda cell: cell.n or 0, default=None)
        found += [reverse("hub:country", args=largest.codes)] if largest else []
    return found


def _request(address: str) -> WSGIRequest:
    """A request as a reader's browser would send it."""
    path, _, query = address.partition("?")
    host = settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost"
    environ = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": host, "HTTP_X_FORWARDED_PROTO": "https"}
    setup_testing_defaults(environ)
    return WSGIRequest(environ)

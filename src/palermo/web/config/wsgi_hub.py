"""The hub as a WSGI application, which a server imports."""

import os
import threading
from collections.abc import Callable
from wsgiref.types import WSGIApplication

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.web.config.settings_hub")

django = get_wsgi_application()

from palermo.web.hub.kept import kept  # noqa: E402
from palermo.web.hub.manners import mannered  # noqa: E402
from palermo.web.hub.releases import shelf  # noqa: E402
from palermo.web.hub.warming import prepare, settle, warm_pages  # noqa: E402

WRAPPERS: tuple[Callable[[WSGIApplication], WSGIApplication], ...] = (mannered, kept)
"""What stands before Django, the outermost first. Each is given the application behind it."""

application: WSGIApplication = django
for wrapper in reversed(WRAPPERS):
    application = wrapper(application)


def warm() -> None:
    """Make ready what the first readers need."""
    warm_pages(django)
    settle()


prepare(shelf().look())
shelf().watch(prepare, settle)
threading.Thread(target=warm, name="warm", daemon=True).start()  # it may take its time

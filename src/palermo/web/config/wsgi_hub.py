"""The hub as a WSGI application, which a server imports."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.web.config.settings_hub")

application = get_wsgi_application()

from palermo.web.hub.releases import shelf  # noqa: E402

shelf().warm()

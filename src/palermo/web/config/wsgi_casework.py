"""Case work as a WSGI application, which a server imports."""

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.web.config.settings_casework")

application = get_wsgi_application()

from palermo.web.casework.search import warm  # noqa: E402

threading.Thread(target=warm, name="warm", daemon=True).start()  # the first to search need not wait for it

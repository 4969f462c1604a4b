"""The hub as a WSGI application, which a server imports."""

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.web.config.settings_hub")

application = get_wsgi_application()

from palermo.web.hub.warming import warm_figures, warm_pages  # noqa: E402

warm_figures()
threading.Thread(target=warm_pages, args=(application,), name="warm", daemon=True).start()  # it may take its time

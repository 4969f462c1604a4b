"""The hub as a WSGI application, which a server imports."""

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.web.config.settings_hub")

application = get_wsgi_application()

from palermo.web.hub.charts import warm  # noqa: E402
from palermo.web.hub.releases import shelf  # noqa: E402

shelf().warm()
threading.Thread(target=warm, name="warm", daemon=True).start()  # pages wait for no picture: it may take its time

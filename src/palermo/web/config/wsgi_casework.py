"""Case work as a WSGI application, which a server imports."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.web.config.settings_casework")

application = get_wsgi_application()

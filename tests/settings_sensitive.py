"""Django's settings for the tests of the sensitive wing: its own, with secrets that are none.

mypy reads them too: they have all tables.
"""

import os
import tempfile

os.environ.setdefault("PALERMO_CASEWORK_SECRET_KEY", "tests-only-" * 4)
MASTER = "palermo-master-key-1 dGVzdHMtb25seSF0ZXN0cy1vbmx5IXRlc3RzLW9ubCE="
os.environ.setdefault("PALERMO_CASEWORK_MASTER_KEY", MASTER)
os.environ.setdefault("PALERMO_CASEWORK_DATABASE", f"sqlite:{tempfile.gettempdir()}/palermo-tests.sqlite3")
os.environ.setdefault("PALERMO_CASEWORK_HOSTS", "testserver,localhost,127.0.0.1")

from palermo.web.config.settings_casework import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""Fast, for passwords that are none."""

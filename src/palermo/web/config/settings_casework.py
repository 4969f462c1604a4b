"""Django's settings for case work: a process and a database of its own, which the hub never touches."""

from datetime import timedelta

from palermo.web.config.database import database
from palermo.web.config.declared_casework import load
from palermo.web.ui.languages import languages

CASEWORK = load()
"""The declared settings."""

SECRET_KEY = CASEWORK.secret_key.get_secret_value()
VAULT_MASTER_KEY = CASEWORK.master_key.get_secret_value() if CASEWORK.master_key else ""
VAULT_KEY_COMMAND = CASEWORK.key_command
VAULT_FILES = CASEWORK.files
VAULT_CLAMD = CASEWORK.clamd
VAULT_MOST_BYTES = CASEWORK.most_upload_megabytes * 1_000_000
DEBUG = False
ALLOWED_HOSTS = list(CASEWORK.hosts)
ROOT_URLCONF = "palermo.web.config.urls_casework"
WSGI_APPLICATION = "palermo.web.config.wsgi_casework.application"
DATABASES = {"default": database(CASEWORK.database.get_secret_value())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"

INSTALLED_APPS = [
    "palermo.web.ui",
    "palermo.web.vault",
    "palermo.web.audit",
    "palermo.web.accounts",
    "palermo.web.casework",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "palermo.web.accounts.middleware.KeepNothing",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "palermo.web.accounts.middleware.Sources",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "palermo.web.accounts.middleware.Door",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "palermo.web.accounts.context.inside",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "palermo.web.accounts.adapters.Backend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "palermo.web.accounts.validators.NotRepeated"},
    {"NAME": "palermo.web.accounts.validators.NotTheirName"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "palermo.web.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # her other sessions end, this one goes on
ACCOUNT_FORMS = {
    "login": "palermo.web.accounts.entrance.SignIn",
    "reauthenticate": "palermo.web.accounts.entrance.Again",
    "change_password": "palermo.web.accounts.entrance.ChangePassword",
}
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",  # a house of fifty behind one address signs in at eight o'clock
    "password_failed": "60/30m/ip",  # whatever the names; for one name, axes counts
    "login_failed": "60/30m/ip,6/30m/key",  # codes of second factors; the key is whose it is
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ALLAUTH_TRUSTED_PROXY_COUNT = CASEWORK.proxies
MFA_ADAPTER = "palermo.web.accounts.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "palermo.web.accounts.entrance.Code",
    "reauthenticate": "palermo.web.accounts.entrance.CodeAgain",
    "activate_totp": "palermo.web.accounts.entrance.FirstCode",
    "add_webauthn": "palermo.web.accounts.entrance.AddKey",
    "authenticate_webauthn": "palermo.web.accounts.entrance.Key",
    "reauthenticate_webauthn": "palermo.web.accounts.entrance.KeyAgain",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not CASEWORK.https
MFA_TOTP_ISSUER = "Palermo"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True

AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # who tries during the pause does not make it longer
AXES_USERNAME_CALLABLE = "palermo.web.accounts.signing_in.name_for_counting"
AXES_LOCKOUT_CALLABLE = "palermo.web.accounts.signing_in.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "login", "next", "csrfmiddlewaretoken", "ip_address"]
AXES_DISABLE_ACCESS_LOG = True  # the audit has it
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "palermo.web.accounts.signing_in.address_for_counting"
PROXIES = CASEWORK.proxies

CACHES = {"default": {"BACKEND": "palermo.web.accounts.shared_cache.SharedCache"}}

SESSION_ENGINE = "palermo.web.accounts.session_store"
SESSION_COOKIE_AGE = CASEWORK.session_hours * 3600
SESSION_COOKIE_SECURE = CASEWORK.https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-casework" if CASEWORK.https else "casework"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = CASEWORK.https
CSRF_USE_SESSIONS = True
IDLE_SECONDS = CASEWORK.idle_minutes * 60
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "keys", "exports"]}}

INSIDE_LANGUAGES = ("en",)
"""The languages of the sensitive wing's pages: those that they are translated to whole."""

LANGUAGE_CODE = "en"
LANGUAGES = [(each.code, each.name) for each in languages() if each.code in INSIDE_LANGUAGES]
LANGUAGE_COOKIE_SECURE = CASEWORK.https
LANGUAGE_COOKIE_NAME = "language"
FORMAT_MODULE_PATH = "palermo.web.ui.formats"

STATIC_URL = "/static/"
STATIC_ROOT = CASEWORK.static_folder
STORAGES = {
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if CASEWORK.static_folder
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
}
WHITENOISE_USE_FINDERS = CASEWORK.static_folder is None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 0  # an upload is never held in memory; its temporary file is read once and sealed

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # the square that an authenticator reads is drawn into the page
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if CASEWORK.https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "palermo": {"handlers": ["stderr"], "level": "WARNING"},
        # an address may hold the number of a case, and whoever asked is in the audit: only bugs are told
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "axes": {"handlers": [], "propagate": False},
    },
}

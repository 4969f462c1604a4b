"""Django's settings for the hub: no database, no sessions, no cookies, no request to another host."""

from http import HTTPStatus
from logging import LogRecord

from django.conf.locale import LANG_INFO

from palermo.web.config.declared import load
from palermo.web.ui.languages import languages

HUB = load()
"""The declared settings."""

SECRET_KEY = HUB.secret_key.get_secret_value()
DEBUG = False
ALLOWED_HOSTS = list(HUB.hosts)
ROOT_URLCONF = "palermo.web.config.urls_hub"
WSGI_APPLICATION = "palermo.web.config.wsgi_hub.application"
DATABASES: dict[str, dict[str, object]] = {}
DATA_UPLOAD_MAX_NUMBER_FIELDS = None  # the length of a question is limited; an error page must be able to read it
APPEND_SLASH = False  # the hub's own handler of status 404 sees to it

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "palermo.web.ui",
    "palermo.web.hub",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "palermo.web.hub.middleware.PolicyHeaders",
    "palermo.web.hub.manners.Preflight",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "palermo.web.hub.middleware.Compression",
    "palermo.web.hub.middleware.LanguageOfAddress",
    "palermo.web.hub.errors.ErrorShape",
    "palermo.web.hub.middleware.CacheByRelease",
    "palermo.web.hub.terms.TermsOfUse",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django_cotton.cotton_loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "django_cotton.templatetags.cotton"],
            "context_processors": ["palermo.web.hub.context.hub"],
        },
    }
]

LANGUAGE_CODE = "en"
LANGUAGES = [(each.code, each.name) for each in languages()]
LANG_INFO.setdefault("zh", {"bidi": False, "code": "zh", "name": "Chinese", "name_local": "中文"})
"""Django knows Chinese by its scripts only. In addresses, translations and code lists it is `zh` here; its letters are
the simplified ones, and browsers are told so by its tag."""
FORMAT_MODULE_PATH = "palermo.web.ui.formats"

STATIC_URL = "/static/"
STATIC_ROOT = HUB.static_folder
STORAGES = {
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if HUB.static_folder
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
}
WHITENOISE_USE_FINDERS = HUB.static_folder is None
WHITENOISE_MAX_AGE = HUB.cache_seconds

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"  # what somebody reads here is nobody else's business
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if HUB.https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True


def is_bug(record: LogRecord) -> bool:
    """Whether a line of the log is about a bug, and not about an answer that says that there is none now."""
    return getattr(record, "status_code", None) != HTTPStatus.SERVICE_UNAVAILABLE


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "filters": {"bugs": {"()": "django.utils.log.CallbackFilter", "callback": is_bug}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "palermo": {"handlers": ["stderr"], "level": "WARNING"},
        # a wrong address is its reader's affair, and would name her question in the log; that there is too much to do,
        # or no release, is no bug either, and would fill it
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False, "filters": ["bugs"]},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}

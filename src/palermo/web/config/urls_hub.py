"""The addresses of the hub's process."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from palermo.web.hub import files, machines, terms, urls
from palermo.web.hub.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("favicon.ico", files.icon),
    path("catalog.jsonld", machines.catalog, name="catalog"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path("terms.json", terms.as_json, name="terms-json"),
    *i18n_patterns(path("", include((urls.urlpatterns, urls.app_name))), prefix_default_language=False),
]

handler400 = "palermo.web.hub.errors.bad_request"
handler404 = "palermo.web.hub.errors.not_found"
handler500 = "palermo.web.hub.errors.internal"

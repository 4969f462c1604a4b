"""The hub's pages. English stands at the root, other languages under their code."""

from django.urls import path, re_path

from palermo.web.hub import api, countries, downloads, explore, files, home, methods

app_name = "hub"
urlpatterns = [
    path("", home.page, name="home"),
    path("explore/", explore.page, name="explore"),
    path("explore.json", explore.as_json, name="explore-json"),
    path("explore.csv", explore.as_csv, name="explore-csv"),
    path("explore.svg", explore.as_svg, name="explore-svg"),
    path("countries/", countries.index, name="countries"),
    path("countries/<slug:code>/", countries.country, name="country"),
    path("downloads/", downloads.page, name="downloads"),
    re_path(r"^releases/(?P<id>[\w.-]{1,100})/(?P<file>[\w.-]{1,100})$", files.file, name="download-file"),
    path("methods/", methods.page, name="methods"),
    path("api/", api.page, name="api-docs"),
]

"""The hub's pages. English stands at the root, other languages under their code."""

from django.urls import path, re_path

from palermo.web.hub import api, countries, downloads, explore, files, glossary, home, methods, stories

app_name = "hub"
urlpatterns = [
    path("", home.page, name="home"),
    path("explore/", explore.page, name="explore"),
    path("explore.json", explore.as_json, name="explore-json"),
    path("explore.csv", explore.as_csv, name="explore-csv"),
    path("explore.svg", explore.as_svg, name="explore-svg"),
    path("countries/", countries.index, name="countries"),
    path("countries/<slug:code>/", countries.country, name="country"),
    path("topics/", stories.index, name="topics"),
    path("topics/<slug:slug>/", stories.story, name="topic"),
    path("topics/<slug:slug>.json", stories.as_json, name="topic-json"),
    path("downloads/", downloads.page, name="downloads"),
    re_path(r"^releases/(?P<id>[\w.-]{1,100})/(?P<file>[\w.-]{1,100})$", files.file, name="download-file"),
    path("methods/", methods.page, name="methods"),
    path("glossary/", glossary.index, name="glossary"),
    path("glossary.json", glossary.as_json, name="glossary-json"),
    path("glossary/<slug:name>/", glossary.column, name="glossary-column"),
    path("api/", api.page, name="api-docs"),
]

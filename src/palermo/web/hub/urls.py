"""The hub's pages. English stands at the root, other languages under their code."""

from django.urls import path, re_path

from palermo.web.hub import (
    api,
    catalogue,
    corridors,
    countries,
    explore,
    files,
    glossary,
    home,
    machines,
    methods,
    series,
    stories,
    terms,
)

app_name = "hub"
RELEASE = r"(?P<id>[\w.-]{1,100})"
urlpatterns = [
    path("", home.page, name="home"),
    path("explore/", explore.page, name="explore"),
    path("explore.json", explore.as_json, name="explore-json"),
    path("explore.csv", explore.as_csv, name="explore-csv"),
    path("explore.svg", explore.as_svg, name="explore-svg"),
    path("countries/", countries.index, name="countries"),
    path("countries/<slug:code>/", countries.country, name="country"),
    path("corridors/", corridors.page, name="corridors"),
    path("corridors.json", corridors.as_json, name="corridors-json"),
    path("corridors.csv", corridors.as_csv, name="corridors-csv"),
    path("corridors.svg", corridors.as_svg, name="corridors-svg"),
    path("countries/<slug:code>/series.json", series.as_json, name="series-json"),
    path("countries/<slug:code>/series.csv", series.as_csv, name="series-csv"),
    path("countries/<slug:code>/series.svg", series.as_svg, name="series-svg"),
    path("topics/", stories.index, name="topics"),
    path("topics/<slug:slug>/", stories.story, name="topic"),
    path("topics/<slug:slug>.json", stories.as_json, name="topic-json"),
    path("releases/", catalogue.index, name="releases"),
    path("releases/<release>/", catalogue.page, name="release"),
    re_path(rf"^releases/{RELEASE}/cite\.(?P<format>txt|bib|ris)$", catalogue.cite, name="cite"),
    re_path(rf"^releases/{RELEASE}/csv-metadata\.json$", machines.metadata, name="tables"),
    re_path(rf"^releases/{RELEASE}/(?P<table>[\w.-]{{1,80}}\.csv)-metadata\.json$", machines.metadata, name="table"),
    re_path(rf"^releases/{RELEASE}/(?P<file>[\w.-]{{1,100}})$", files.file, name="download-file"),
    path("downloads/", catalogue.downloads, name="downloads"),
    path("methods/", methods.page, name="methods"),
    path("terms/", terms.page, name="terms"),
    path("feed.atom", machines.feed, name="feed"),
    path("glossary/", glossary.index, name="glossary"),
    path("glossary.json", glossary.as_json, name="glossary-json"),
    path("glossary/<slug:name>/", glossary.column, name="glossary-column"),
    path("api/", api.page, name="api-docs"),
]

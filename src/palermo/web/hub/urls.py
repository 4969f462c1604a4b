"""The hub's pages. English stands at the root, other languages under their code."""

from django.urls import path, re_path

from palermo.web.hub import api_docs, downloads, files, methods

app_name = "hub"
urlpatterns = [
    path("downloads/", downloads.page, name="downloads"),
    re_path(r"^releases/(?P<id>[\w.-]{1,100})/(?P<file>[\w.-]{1,100})$", files.file, name="download-file"),
    path("methods/", methods.page, name="methods"),
    path("api/", api_docs.page, name="api-docs"),
]

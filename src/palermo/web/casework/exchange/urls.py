"""Addresses of files that come in and go out."""

from django.urls import path

from palermo.web.casework.views import exporting, importing

urlpatterns = [
    path("import/", importing.send, name="import_file"),
    path("import/<uuid:batch>/", importing.look, name="import_batch"),
    path("import/<uuid:batch>/make/", importing.make, name="import_make"),
    path("import/<uuid:batch>/refused.csv", importing.refused, name="import_refused"),
    path("import/<uuid:batch>/discard/", importing.discard, name="import_discard"),
    path("cases/export/", exporting.export_list, name="export_list"),
    path("cases/<uuid:key>/export/", exporting.export_one, name="export_case"),
]

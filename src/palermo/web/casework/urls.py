"""Addresses of case work. None holds anything of a person: keys of rows and codes only."""

from django.urls import path

from palermo.web.casework.views import case, children, consent, day, filling, lists, notes

urlpatterns = [
    path("", day.my_day, name="my_day"),
    path("health/", day.health, name="health"),
    path("mask/", case.mask, name="mask"),
    path("cases/", lists.cases, name="cases"),
    path("cases/find/", lists.find, name="find"),
    path("cases/new/", case.make, name="make_case"),
    path("cases/<uuid:key>/", case.case, name="case"),
    path("cases/<uuid:key>/move/", case.move, name="move_case"),
    path("cases/<uuid:key>/glass/", case.glass, name="glass"),
    path("cases/<uuid:key>/forms/<slug:name>/", filling.fill_in, name="fill_in"),
    path("cases/<uuid:key>/forms/<slug:name>/save/", filling.save, name="save_form"),
    path("cases/<uuid:key>/notes/", notes.note, name="note"),
    path("cases/<uuid:key>/timeline/", notes.happened, name="timeline"),
    path("cases/<uuid:key>/access/", notes.access, name="access"),
    path("cases/<uuid:key>/files/", notes.attach, name="attach"),
    path("cases/<uuid:key>/files/<uuid:attachment>/", notes.attached, name="attached"),
    path("cases/<uuid:key>/files/<uuid:attachment>/take-out/", notes.take_out, name="take_out_file"),
    path("cases/<uuid:key>/forms/<slug:name>/take-out/", filling.take_out, name="take_out"),
    path("cases/<uuid:key>/exceptions/", children.allow, name="child_exception"),
    path("cases/<uuid:key>/exceptions/<uuid:exception>/end/", children.end, name="end_child_exception"),
    path("cases/<uuid:key>/conflicts/<uuid:conflict>/", filling.decide, name="decide"),
    path("cases/<uuid:key>/consent/", consent.ask, name="consent"),
    path("cases/<uuid:key>/consent/history/", consent.history, name="consent_history"),
    path("cases/<uuid:key>/consent/take-back/", consent.take_back, name="take_back"),
    path("cases/<uuid:key>/consent/exceptions/", consent.ask_exception, name="ask_exception"),
    path("cases/<uuid:key>/consent/exceptions/<uuid:exception>/", consent.decide_exception, name="decide_exception"),
]

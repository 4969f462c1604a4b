"""My day: what waits for somebody."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from palermo.web.casework import alerts, naming, queries, tasks
from palermo.web.casework.views.who import user_of


def my_day(request: HttpRequest) -> HttpResponse:
    """What is to be done today, and what she worked on last."""
    user = user_of(request)
    waiting = queries.waiting_for(user)
    recent = list(queries.recent_of(user))
    told, due, (plans, closures) = alerts.unseen(user), tasks.tasks(tasks.of_owner(user)), tasks.to_approve(user)
    named = [
        *recent,
        *(each.case for each in waiting.conflicts),
        *(each.case for each in waiting.glass),
        *waiting.silent,
        *(each.case for each in told),
        *(each.case for each in due),
        *(each.case for each in plans),
        *(each.case for each in closures),
        *(each.case for each in waiting.screenings),
        *(each.case for each in waiting.exceptions),
    ]
    return render(
        request,
        "casework/my_day.html",
        {
            "waiting": waiting,
            "recent": recent,
            "names": naming.names_of(named, masked=naming.is_masked(request)),
            "masked": naming.is_masked(request),
            "alerts": told,
            "groups": tasks.grouped(due),
            "plans": plans,
            "closures": closures,
        },
    )


def health(request: HttpRequest) -> HttpResponse:
    """Whether it answers and its database too: for who watches over it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")

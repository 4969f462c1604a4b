"""Pages of case work."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def my_day(request: HttpRequest) -> HttpResponse:
    """What is to be done today."""
    return render(request, "casework/my_day.html")


def health(request: HttpRequest) -> HttpResponse:
    """Whether it answers and its database too: for who watches over it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")

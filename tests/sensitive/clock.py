"""A clock that tests turn."""

import time
from datetime import timedelta

from django.utils import timezone


def turn(monkeypatch, **by):
    """Turn both clocks, the one of dates and the one of seconds, by so much from now."""
    later, now, seconds = timedelta(**by), timezone.now, time.time
    monkeypatch.setattr("django.utils.timezone.now", lambda: now() + later)
    monkeypatch.setattr("axes.handlers.proxy.now", lambda: now() + later)  # which took it by its name
    monkeypatch.setattr("time.time", lambda: seconds() + later.total_seconds())

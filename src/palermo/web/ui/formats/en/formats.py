"""Dates in English: 24 November 2026."""

DATE_FORMAT = "j F Y"

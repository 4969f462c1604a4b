"""Dates in Arabic: day, month, year, without the comma that Django sets after the month."""

DATE_FORMAT = "j F Y"

"""The web: one Django project, one folder an app."""

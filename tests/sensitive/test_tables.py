"""The tables as PostgreSQL wants them, seen on SQLite too: it forgives what PostgreSQL refuses."""

from django.apps import apps
from django.core.management import call_command


def test_no_index_or_constraint_is_called_as_a_table_is():
    models = [model for app in apps.get_app_configs() for model in app.get_models()]
    tables = {model._meta.db_table for model in models}
    names = [each.name for model in models for each in (*model._meta.indexes, *model._meta.constraints)]
    assert not tables & set(names)
    assert len(names) == len(set(names))
    assert all(len(name) <= 60 for name in names)


def test_the_migrations_are_what_the_models_say_and_one_line_an_app(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)

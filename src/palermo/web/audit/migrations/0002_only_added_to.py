"""The database itself refuses to change or delete an entry."""

from django.db import migrations

from palermo.web.audit import triggers


class Migration(migrations.Migration):
    """Triggers on the table of entries."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(triggers.add, triggers.remove)]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import palermo.web.vault.fields
import palermo.web.vault.rows


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0007_notes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                ("form", models.CharField(max_length=40)),
                ("plain", models.JSONField(blank=True, default=dict)),
                ("sealed", palermo.web.vault.fields.SealedJSON(null=True)),
                ("versions", models.JSONField(blank=True, default=dict)),
                ("gone", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="casework.case"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Conflict",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                ("field", models.CharField(max_length=60)),
                ("based_on", models.PositiveIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("value", palermo.web.vault.fields.SealedJSON()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("kept", models.CharField(blank=True, max_length=8)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="conflicts", to="casework.case"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="conflicts", to="casework.part"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                ("field", models.CharField(max_length=60)),
                ("version", models.PositiveIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("code", models.CharField(default="edit", max_length=16)),
                ("value", palermo.web.vault.fields.SealedJSON(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="casework.case"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="casework.part"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="part",
            index=models.Index(fields=["case", "form", "made_at"], name="casework_parts"),
        ),
        migrations.AddIndex(
            model_name="conflict",
            index=models.Index(
                condition=models.Q(("decided_at", None)), fields=["case", "at"], name="casework_open_conflicts"
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["case", "-at"], name="casework_changes"),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.UniqueConstraint(
                fields=("part", "field", "version"), name="casework_one_change_a_version"
            ),
        ),
    ]

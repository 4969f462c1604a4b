import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import palermo.web.vault.fields
import palermo.web.vault.rows


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0006_exchange"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                ("file", models.UUIDField()),
                ("name", palermo.web.vault.fields.SealedText()),
                ("about", palermo.web.vault.fields.SealedText(null=True)),
                ("kind", models.CharField(max_length=40)),
                ("scan", models.CharField(max_length=16)),
                ("size", models.PositiveBigIntegerField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("gone_at", models.DateTimeField(blank=True, null=True)),
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
                    "gone_by",
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="casework.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                ("kind", models.CharField(default="note", max_length=40)),
                ("text", palermo.web.vault.fields.SealedText()),
                ("at", models.DateTimeField()),
                ("written_at", models.DateTimeField(auto_now_add=True)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="casework.case"
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="casework.note",
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
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(fields=["case", "made_at"], name="casework_attachments"),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["case", "-at"], name="casework_notes"),
        ),
    ]

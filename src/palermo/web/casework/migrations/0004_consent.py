import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import palermo.web.vault.fields
import palermo.web.vault.rows


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0003_children"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recipient",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                ("name", palermo.web.vault.fields.SealedText()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConsentException",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                ("item", models.CharField(max_length=40)),
                ("groups", models.JSONField(blank=True, default=list)),
                ("reason", palermo.web.vault.fields.SealedText()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("until", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("is_approved", models.BooleanField(default=False)),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consent_exceptions",
                        to="casework.case",
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
                    "recipient",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.recipient",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Talk",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("on", models.DateField()),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("written", "Signed by her hand"),
                            ("recorded", "Recorded with her permission"),
                            ("certified", "Said aloud, and certified in writing by the worker"),
                        ],
                        max_length=12,
                    ),
                ),
                ("certification", palermo.web.vault.fields.SealedText(null=True)),
                ("language", models.CharField(blank=True, max_length=12)),
                ("text_version", models.CharField(blank=True, max_length=12)),
                ("interpreter", palermo.web.vault.fields.SealedText(null=True)),
                ("guardian", palermo.web.vault.fields.SealedText(null=True)),
                ("note", palermo.web.vault.fields.SealedText(null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="talks", to="casework.case"
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
            name="ConsentEvent",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("item", models.CharField(max_length=40)),
                ("party", models.CharField(max_length=12)),
                ("effect", models.CharField(max_length=12)),
                ("groups", models.JSONField(blank=True, default=list)),
                ("until", models.DateField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="casework.case"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="casework.recipient",
                    ),
                ),
                (
                    "talk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="casework.talk"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="recipient",
            index=models.Index(fields=["organisation", "made_at"], name="casework_recipients"),
        ),
        migrations.AddIndex(
            model_name="consentexception",
            index=models.Index(fields=["case", "until"], name="casework_exceptions"),
        ),
        migrations.AddIndex(
            model_name="consentexception",
            index=models.Index(
                condition=models.Q(("decided_at", None)), fields=["case"], name="casework_exceptions_open"
            ),
        ),
        migrations.AddIndex(
            model_name="talk",
            index=models.Index(fields=["case", "-at"], name="casework_talks"),
        ),
        migrations.AddConstraint(
            model_name="consentevent",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="casework_consent_number"),
        ),
    ]

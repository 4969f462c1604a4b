import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import palermo.web.vault.fields
import palermo.web.vault.rows


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0008_parts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Screening",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("answers", palermo.web.vault.fields.SealedJSON()),
                ("fired", palermo.web.vault.fields.SealedJSON()),
                ("age", models.CharField(max_length=12)),
                ("law", models.CharField(max_length=16)),
                ("assistance", models.CharField(max_length=16)),
                ("rules", models.JSONField(default=dict)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="screenings", to="casework.case"
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
            name="ScreeningDecision",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("proposed", "Proposed"), ("decided", "Decided"), ("reviewed", "Reviewed")],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("status", models.CharField(max_length=40)),
                ("body", models.CharField(blank=True, max_length=40)),
                ("decider", palermo.web.vault.fields.SealedText(null=True)),
                ("reason", palermo.web.vault.fields.SealedText()),
                ("agrees", models.BooleanField(null=True)),
                ("awaits_review", models.BooleanField(default=False)),
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
                        related_name="screening_decisions",
                        to="casework.case",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "screening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="casework.screening"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="screening",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="casework_screening_number"),
        ),
        migrations.AddIndex(
            model_name="screeningdecision",
            index=models.Index(fields=["case", "-at"], name="casework_screening_said"),
        ),
        migrations.AddIndex(
            model_name="screeningdecision",
            index=models.Index(
                condition=models.Q(("awaits_review", True)), fields=["case"], name="casework_awaits_review"
            ),
        ),
    ]

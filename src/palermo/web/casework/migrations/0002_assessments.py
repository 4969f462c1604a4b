import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import palermo.web.vault.fields
import palermo.web.vault.rows


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RiskAssessment",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("immediate", "Now, at once"),
                            ("plan", "For the plan"),
                            ("return", "Before a return"),
                        ],
                        max_length=12,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "level",
                    models.CharField(choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")], max_length=8),
                ),
                (
                    "own",
                    models.CharField(
                        blank=True, choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")], max_length=8
                    ),
                ),
                ("threats", models.JSONField(blank=True, default=list)),
                ("words", palermo.web.vault.fields.SealedJSON()),
                ("review_on", models.DateField()),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="risks", to="casework.case"
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
            name="Vulnerability",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("country", models.CharField(blank=True, max_length=8)),
                ("answers", palermo.web.vault.fields.SealedJSON()),
                ("rules", models.CharField(max_length=12)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="vulnerabilities", to="casework.case"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "vulnerabilities",
            },
        ),
        migrations.AddIndex(
            model_name="riskassessment",
            index=models.Index(fields=["case", "kind", "-number"], name="casework_risk_by_kind"),
        ),
        migrations.AddIndex(
            model_name="riskassessment",
            index=models.Index(fields=["review_on"], name="casework_risk_due"),
        ),
        migrations.AddConstraint(
            model_name="riskassessment",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="casework_risk_number"),
        ),
        migrations.AddConstraint(
            model_name="vulnerability",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="casework_one_vulnerability_a_number"),
        ),
    ]

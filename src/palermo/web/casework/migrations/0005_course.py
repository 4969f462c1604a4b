import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import palermo.web.vault.fields
import palermo.web.vault.rows


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0004_consent"),
    ]

    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("assigned", "This case was given to you"),
                            ("plan_yes", "The plan was approved"),
                            ("plan_no", "The plan was sent back"),
                            ("closure_yes", "The closure was approved"),
                            ("closure_no", "The closure was sent back"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
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
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="alerts", to="casework.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("reason", models.CharField(max_length=40)),
                ("reviewed_on", models.DateField()),
                ("review", palermo.web.vault.fields.SealedText()),
                ("outcome", palermo.web.vault.fields.SealedText()),
                ("open_items", models.JSONField(blank=True, default=dict)),
                ("handed_on", palermo.web.vault.fields.SealedText(null=True)),
                ("wants_approval", models.BooleanField(default=False)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("is_approved", models.BooleanField(default=False)),
                ("comment", palermo.web.vault.fields.SealedText(null=True)),
                ("spent_at", models.DateTimeField(blank=True, null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="closures", to="casework.case"
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
            ],
        ),
        migrations.CreateModel(
            name="HouseRules",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("plan_approval", models.BooleanField(default=False)),
                ("closure_approval", models.BooleanField(default=False)),
                ("recovery_days", models.PositiveSmallIntegerField(default=30)),
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
            name="RecoveryPeriod",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("end", models.CharField(blank=True, max_length=20)),
                ("grounds", palermo.web.vault.fields.SealedText(null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="recovery_periods", to="casework.case"
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
            name="Visit",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("due", models.DateField()),
                ("state", models.CharField(default="planned", max_length=8)),
                ("on", models.DateField(blank=True, null=True)),
                ("purpose", palermo.web.vault.fields.SealedText(null=True)),
                ("text", palermo.web.vault.fields.SealedText(null=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="casework.case"
                    ),
                ),
                (
                    "ended_by",
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
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(condition=models.Q(("seen_at", None)), fields=["user", "-at"], name="casework_alerts"),
        ),
        migrations.AddIndex(
            model_name="closure",
            index=models.Index(fields=["case", "-at"], name="casework_closures"),
        ),
        migrations.AddIndex(
            model_name="closure",
            index=models.Index(
                condition=models.Q(("decided_at", None), ("spent_at", None), ("wants_approval", True)),
                fields=["organisation", "at"],
                name="casework_closures_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="houserules",
            index=models.Index(fields=["organisation", "-at"], name="casework_house_rules"),
        ),
        migrations.AddIndex(
            model_name="recoveryperiod",
            index=models.Index(fields=["case", "-at"], name="casework_recovery"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                condition=models.Q(("state", "planned")), fields=["case", "due"], name="casework_visits_due"
            ),
        ),
    ]

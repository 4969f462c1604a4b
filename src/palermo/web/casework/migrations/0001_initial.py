import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import palermo.web.vault.fields
import palermo.web.vault.rows


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=16)),
                ("state", models.CharField(default="intake", max_length=16)),
                ("held_from", models.CharField(blank=True, max_length=16)),
                (
                    "risk",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not assessed"), ("low", "Low"), ("medium", "Medium"), ("high", "High")],
                        default="",
                        max_length=8,
                    ),
                ),
                ("is_child", models.BooleanField(default=False)),
                ("restricted", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("contact_at", models.DateTimeField(blank=True, null=True)),
                ("assisted_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="accounts.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("glass", "Broke the glass"), ("shared", "Shared with her")], max_length=8
                    ),
                ),
                ("may_edit", models.BooleanField(default=False)),
                ("reason", palermo.web.vault.fields.SealedText(null=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("until", models.DateTimeField()),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grants", to="casework.case"
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="grants", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Move",
            fields=[
                ("id", models.UUIDField(default=palermo.web.vault.rows.new_id, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("before", models.CharField(max_length=16)),
                ("after", models.CharField(max_length=16)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("reason", palermo.web.vault.fields.SealedText(null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="casework.case"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["organisation", "-changed_at"], name="casework_by_change"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["organisation", "state", "-changed_at"], name="casework_by_state"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["team", "-changed_at"], name="casework_of_team"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["team", "state", "-changed_at"], name="casework_of_team_by_state"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["owner", "-changed_at"], name="casework_of_owner"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["owner", "state", "-changed_at"], name="casework_of_owner_by_state"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("organisation", "number"), name="casework_number"),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["user", "until"], name="casework_grants"),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(
                condition=models.Q(("seen_at", None)), fields=["made_at"], name="casework_unseen_grants"
            ),
        ),
        migrations.AddIndex(
            model_name="move",
            index=models.Index(fields=["case", "-at"], name="casework_moves"),
        ),
    ]

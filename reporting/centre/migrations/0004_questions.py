"""The centre asks back, the organizer answers, and a record is accepted."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def by_whom() -> models.ForeignKey:
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("centre", "0003_signed"),
    ]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="sender",
            field=models.CharField(blank=True, default="", max_length=100),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="record",
            name="accepted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(model_name="record", name="accepted_by", field=by_whom()),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False),
                ),
                ("about", models.CharField(blank=True, max_length=100)),
                ("about_words", models.TextField(blank=True)),
                ("text", models.TextField()),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("asked_by", by_whom()),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="centre.record",
                    ),
                ),
            ],
            options={"ordering": ["asked_at", "pk"]},
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("text", models.TextField()),
                ("version", models.PositiveIntegerField(blank=True, null=True)),
                ("received_at", models.DateTimeField(auto_now_add=True)),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="centre.question",
                    ),
                ),
            ],
            options={"ordering": ["received_at", "pk"]},
        ),
    ]

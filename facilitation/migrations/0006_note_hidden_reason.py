from django.db import migrations, models


def remember_why(apps, _schema_editor):
    """Notes were hidden for a reason before it was shown: the last event that hid them has it."""
    notes = apps.get_model("facilitation", "Note").objects
    events = apps.get_model("facilitation", "Event").objects.filter(kind="notes_hidden")
    for payload in events.order_by("dialogue_id", "seq").values_list("payload", flat=True):
        hidden = notes.filter(pk__in=[note for note, *_ in payload["changes"]], state="hidden")
        hidden.update(hidden_reason=payload.get("reason", ""))


class Migration(migrations.Migration):
    dependencies = [
        ("facilitation", "0005_note_number"),
    ]

    operations = [
        migrations.AddField(
            model_name="note",
            name="hidden_reason",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(remember_why, migrations.RunPython.noop),
    ]

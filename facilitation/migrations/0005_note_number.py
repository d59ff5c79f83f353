from django.db import migrations, models
from django.db.models import F


def number_by_place(apps, _schema_editor):
    """The first place of older notes is not known any more; the present one is near it."""
    apps.get_model("facilitation", "Note").objects.update(number=F("place"))


class Migration(migrations.Migration):
    dependencies = [
        ("facilitation", "0004_no_quotes_asked"),
    ]

    operations = [
        migrations.AddField(
            model_name="note",
            name="number",
            field=models.PositiveBigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.RunPython(number_by_place, migrations.RunPython.noop),
    ]

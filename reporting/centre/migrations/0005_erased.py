"""A replaced version can be erased where a newer one masks what it holds of a person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("centre", "0004_questions")]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("facilitation", "0003_quotes_asked"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="dialogue",
            name="quotes_asked",
        ),
    ]

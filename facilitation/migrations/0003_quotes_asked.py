from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("facilitation", "0002_breakouts_lead_and_handover"),
    ]

    operations = [
        migrations.AddField(
            model_name="dialogue",
            name="quotes_asked",
            field=models.PositiveIntegerField(default=0),
        ),
    ]

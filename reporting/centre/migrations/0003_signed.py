"""Every record says whether an organizer signed its version."""

import json

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from reporting.centre.intake import content_of


def read_whether_signed(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Records from before this column: the files that were accepted say it."""
    submissions = apps.get_model("centre", "Submission").objects.filter(record__isnull=False)
    records = apps.get_model("centre", "Record").objects
    for submission in submissions.iterator(chunk_size=20):
        content = content_of(data=bytes(submission.raw), media_type=submission.media_type)
        versions = json.loads(content).get("versions") or [{}]
        if versions[-1].get("signed"):
            records.filter(pk=submission.record_id).update(signed=True)


class Migration(migrations.Migration):
    dependencies = [("centre", "0002_tokens")]

    operations = [
        migrations.AddField(
            model_name="record",
            name="signed",
            field=models.BooleanField(default=False),
            preserve_default=False,
        ),
        migrations.RunPython(read_whether_signed, migrations.RunPython.noop),
    ]

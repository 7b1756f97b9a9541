"""Rows of files of licences are found by their constraint and two indexes, all of which begin with the file."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("licensing", "0006_file_guards")]

    operations = [
        migrations.AlterField(
            model_name="licencerow",
            name="upload",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="licensing.licencefile",
            ),
        ),
    ]

"""Verdicts and states of rows are in no index, and pages keep room for them: writing them leaves the indexes alone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("licensing", "0008_selections")]

    operations = [
        migrations.RemoveIndex(model_name="licencerow", name="licence_rows_by_verdict"),
        migrations.RunSQL(
            "ALTER TABLE licensing_licencerow SET (fillfactor = 45)",
            "ALTER TABLE licensing_licencerow RESET (fillfactor)",
        ),
    ]

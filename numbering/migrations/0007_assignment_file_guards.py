"""Rows of a file stay in the tenant of their file, held by the database (design, rule 1)."""

from django.db import migrations

from tenants.scoping import composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("numbering", "0006_assignment_files")]

    operations = [
        *composite_foreign_key("numbering_assignmentrow", "upload_id", "numbering_assignmentfile"),
    ]

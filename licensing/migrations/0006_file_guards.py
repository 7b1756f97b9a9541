"""A row belongs to the tenant of its file, and so does what a file has changed."""

from django.db import migrations

from tenants.scoping import composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("licensing", "0005_files")]
    operations = [
        *composite_foreign_key("licensing_licencerow", "upload_id", "licensing_licencefile"),
        *composite_foreign_key("licensing_licencechange", "upload_id", "licensing_licencefile"),
    ]

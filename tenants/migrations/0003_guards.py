"""Links of the directory stay in their tenant, whatever writes them."""

from django.db import migrations

from tenants.scoping import composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_people_imports")]

    operations = [
        *composite_foreign_key("tenants_person", "site_id", "tenants_site"),
        *composite_foreign_key("tenants_site", "emergency_address_id", "tenants_emergencyaddress"),
        *composite_foreign_key("tenants_peopleimportrow", "upload_id", "tenants_peopleimport"),
    ]

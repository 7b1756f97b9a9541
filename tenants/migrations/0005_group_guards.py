"""Members of a group are of its tenant, whatever writes them."""

from django.db import migrations

from tenants.scoping import composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("tenants", "0004_groups")]

    operations = [
        *composite_foreign_key("tenants_groupmember", "group_id", "tenants_group"),
        *composite_foreign_key("tenants_groupmember", "person_id", "tenants_person"),
    ]

"""The bridge's numbers and organisers stay in their tenant, whatever writes them."""

from django.db import migrations

from tenants.scoping import composite_foreign_key

NUMBER, ORGANISER = "bridges_bridgenumber", "bridges_organiser"


class Migration(migrations.Migration):
    dependencies = [
        ("bridges", "0001_initial"),
        ("numbering", "0002_guards"),
        ("tenants", "0005_group_guards"),
    ]

    operations = [
        *composite_foreign_key(NUMBER, "bridge_id", "bridges_bridge"),
        *composite_foreign_key(NUMBER, "number_id", "numbering_phonenumber"),
        *composite_foreign_key(ORGANISER, "person_id", "tenants_person"),
        *composite_foreign_key(ORGANISER, "toll_number_id", NUMBER),
        *composite_foreign_key(ORGANISER, "toll_free_number_id", NUMBER),
    ]

"""The main number is one of the tenant's own, whatever writes it."""

from django.db import migrations

from tenants.scoping import composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("service_numbers", "0001_initial"), ("numbering", "0002_guards")]

    operations = [
        *composite_foreign_key("service_numbers_mainnumber", "number_id", "numbering_phonenumber"),
    ]

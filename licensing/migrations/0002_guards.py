"""Purchases are append-only, and a licence's person belongs to the licence's tenant."""

from django.db import migrations

from audit.append_only import append_only
from tenants.scoping import composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("licensing", "0001_initial")]
    operations = [
        append_only("licensing_seatpurchase"),
        *composite_foreign_key("licensing_assignment", "person_id", "tenants_person"),
    ]

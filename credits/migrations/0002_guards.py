"""The ledger is append-only, and an entry's lot belongs to the entry's tenant."""

from django.db import migrations

from audit.append_only import append_only
from tenants.scoping import composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("credits", "0001_initial")]
    operations = [
        append_only("credits_entry"),
        *composite_foreign_key("credits_entry", "lot_id", "credits_lot"),
    ]

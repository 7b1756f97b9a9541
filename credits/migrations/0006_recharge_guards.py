"""Links of recharges that must stay in one tenant, held by the database."""

from django.db import migrations

from tenants.scoping import composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("credits", "0005_recharges_and_expected_use")]
    operations = [
        *composite_foreign_key("credits_recharge", "method_id", "credits_paymentmethod"),
        *composite_foreign_key("credits_recharge", "entry_id", "credits_entry"),
        *composite_foreign_key("credits_account", "method_id", "credits_paymentmethod"),
    ]

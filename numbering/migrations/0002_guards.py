"""Links that must stay in one tenant, held by the database (design, rule 1)."""

from django.db import migrations

from tenants.scoping import composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("numbering", "0001_initial"), ("tenants", "0001_initial")]

    operations = [
        *composite_foreign_key("numbering_heldnumber", "order_id", "numbering_numberorder"),
        *composite_foreign_key("numbering_phonenumber", "order_id", "numbering_numberorder"),
        *composite_foreign_key("numbering_phonenumber", "person_id", "tenants_person"),
        *composite_foreign_key("numbering_phonenumber", "emergency_address_id", "tenants_emergencyaddress"),
        *composite_foreign_key("numbering_numberorder", "emergency_address_id", "tenants_emergencyaddress"),
        *composite_foreign_key("numbering_requestevent", "request_id", "numbering_numberrequest"),
    ]

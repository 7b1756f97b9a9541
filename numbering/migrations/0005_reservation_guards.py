"""Links that must stay in one tenant, held by the database (design, rule 1)."""

from django.db import migrations

from tenants.scoping import composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("numbering", "0004_reservations"), ("tenants", "0001_initial")]

    operations = [
        *composite_foreign_key("numbering_reservationline", "reservation_id", "numbering_reservation"),
        *composite_foreign_key("numbering_reservationline", "instead_of_id", "numbering_reservationline"),
        *composite_foreign_key(
            "numbering_reservationline", "emergency_address_id", "tenants_emergencyaddress"
        ),
        *composite_foreign_key("numbering_numberorder", "line_id", "numbering_reservationline"),
    ]

"""What a carrier has of an order stays in the order's tenant."""

from django.db import migrations

from tenants.scoping import composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("porting", "0004_carrier_orders")]

    operations = [*composite_foreign_key("porting_carrierorder", "order_id", "porting_portorder")]

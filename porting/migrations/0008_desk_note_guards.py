"""A mention stays in the tenant of its order and its comment."""

from django.db import migrations

from tenants.scoping import composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("porting", "0007_desk_notes")]

    operations = [
        *composite_foreign_key("porting_mention", "order_id", "porting_portorder"),
        *composite_foreign_key("porting_mention", "event_id", "porting_portevent"),
    ]

"""A port order, its numbers and its papers stay in one tenant, whatever writes them."""

from django.db import migrations

from tenants.scoping import composite_foreign_key

ORDER = "porting_portorder"


class Migration(migrations.Migration):
    dependencies = [("porting", "0001_initial"), ("numbering", "0002_guards"), ("tenants", "0003_guards")]

    operations = [
        *composite_foreign_key(ORDER, "project_id", "porting_portproject"),
        *composite_foreign_key(ORDER, "follows_id", ORDER),
        *composite_foreign_key("porting_portednumber", "order_id", ORDER),
        *composite_foreign_key("porting_portednumber", "person_id", "tenants_person"),
        *composite_foreign_key("porting_portednumber", "replaces_id", "numbering_phonenumber"),
        *composite_foreign_key("porting_portdocument", "order_id", ORDER),
        *composite_foreign_key("porting_letter", "order_id", ORDER),
        *composite_foreign_key("porting_portversion", "order_id", ORDER),
        *composite_foreign_key("porting_portevent", "order_id", ORDER),
        *composite_foreign_key("porting_fieldmark", "order_id", ORDER),
    ]

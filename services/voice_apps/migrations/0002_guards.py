"""The edges of a call graph, and what numbers reach, stay in their tenant, whatever writes them."""

from django.db import migrations

from tenants.scoping import composite_foreign_key

DESTINATION, ACCOUNT, APP = "voice_apps_destination", "voice_apps_resourceaccount", "voice_apps_voiceapp"


class Migration(migrations.Migration):
    dependencies = [
        ("voice_apps", "0001_initial"),
        ("numbering", "0002_guards"),
        ("sounds", "0001_initial"),
        ("tenants", "0005_group_guards"),
    ]

    operations = [
        *composite_foreign_key(DESTINATION, "app_id", APP),
        *composite_foreign_key(DESTINATION, "target_id", APP),
        *composite_foreign_key(DESTINATION, "person_id", "tenants_person"),
        *composite_foreign_key(DESTINATION, "group_id", "tenants_group"),
        *composite_foreign_key(DESTINATION, "sound_id", "sounds_sound"),
        *composite_foreign_key(ACCOUNT, "app_id", APP),
        *composite_foreign_key(ACCOUNT, "number_id", "numbering_phonenumber"),
    ]

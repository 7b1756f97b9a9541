"""An attendant, its flows and their sounds stay in one tenant, whatever writes them."""

from django.db import migrations

from tenants.scoping import composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("attendants", "0001_initial"), ("voice_apps", "0002_guards")]

    operations = [
        *composite_foreign_key("attendants_attendant", "app_id", "voice_apps_voiceapp"),
        *composite_foreign_key("attendants_flow", "attendant_id", "attendants_attendant", key="app_id"),
        *composite_foreign_key("attendants_flow", "greeting_sound_id", "sounds_sound"),
        *composite_foreign_key("attendants_flow", "menu_sound_id", "sounds_sound"),
    ]

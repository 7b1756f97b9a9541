"""A queue, its agents and its sounds stay in one tenant, whatever writes them."""

from django.db import migrations

from tenants.scoping import composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("queues", "0001_initial"), ("voice_apps", "0002_guards")]

    operations = [
        *composite_foreign_key("queues_queue", "app_id", "voice_apps_voiceapp"),
        *composite_foreign_key("queues_queue", "greeting_sound_id", "sounds_sound"),
        *composite_foreign_key("queues_queue", "music_id", "sounds_sound"),
        *composite_foreign_key("queues_agent", "queue_id", "queues_queue", key="app_id"),
        *composite_foreign_key("queues_agent", "person_id", "tenants_person"),
        *composite_foreign_key("queues_agent", "group_id", "tenants_group"),
    ]

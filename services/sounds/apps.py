from django.apps import AppConfig


class SoundsConfig(AppConfig):
    name = "services.sounds"
    label = "sounds"

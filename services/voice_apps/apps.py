from django.apps import AppConfig


class VoiceAppsConfig(AppConfig):
    name = "services.voice_apps"
    label = "voice_apps"

from django.apps import AppConfig


class BridgesConfig(AppConfig):
    name = "services.bridges"
    label = "bridges"

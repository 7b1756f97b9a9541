from django.apps import AppConfig


class AttendantsConfig(AppConfig):
    name = "services.attendants"
    label = "attendants"

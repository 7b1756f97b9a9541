from django.apps import AppConfig


class ServiceNumbersConfig(AppConfig):
    name = "services.numbers"
    label = "service_numbers"

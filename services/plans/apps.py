from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "services.plans"
    label = "plans"

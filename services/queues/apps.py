from django.apps import AppConfig


class QueuesConfig(AppConfig):
    name = "services.queues"
    label = "queues"

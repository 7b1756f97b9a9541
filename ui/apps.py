"""The app that carries the design system."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Registered so that its template tags load; it has no models."""

    name = "ui"

"""The project: settings, addresses, the worker application, embedded servers."""

from config.celery import app as celery_app

__all__ = ["celery_app"]

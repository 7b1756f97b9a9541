"""Addresses of the workers' page and of the demonstration's outbox, under /operator/workers/."""

from django.urls import URLPattern, path

from jobs import operator_views

app_name = "operator_workers"
urlpatterns: list[URLPattern] = [
    path("", operator_views.workers, name="workers"),
    path("jobs/<int:job_id>/retry/", operator_views.retry, name="retry"),
    path("outbox/", operator_views.outbox, name="outbox"),
    path("outbox/<int:mail_id>/", operator_views.mail, name="mail"),
]

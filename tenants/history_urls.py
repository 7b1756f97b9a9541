"""Addresses of a tenant's record. The pages stand above the record itself, which knows no tenants and no roles."""

from django.urls import URLPattern, path

from tenants import history_views

app_name = "history"
urlpatterns: list[URLPattern] = [
    path("", history_views.history, name="list"),
    path("export/", history_views.export, name="export"),
]

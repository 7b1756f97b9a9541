"""Addresses."""

from django.urls import URLPattern

app_name = "operator_workers"
urlpatterns: list[URLPattern] = []

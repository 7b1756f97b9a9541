"""Addresses."""

from django.urls import URLPattern

app_name = "service_numbers"
urlpatterns: list[URLPattern] = []

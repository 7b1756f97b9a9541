"""Addresses."""

from django.urls import URLPattern

app_name = "operator_carrier"
urlpatterns: list[URLPattern] = []

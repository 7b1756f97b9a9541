"""Addresses."""

from django.urls import URLPattern

app_name = "operator_countries"
urlpatterns: list[URLPattern] = []

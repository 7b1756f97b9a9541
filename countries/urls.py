"""Addresses."""

from django.urls import URLPattern

app_name = "countries"
urlpatterns: list[URLPattern] = []

"""Addresses."""

from django.urls import URLPattern

app_name = "operator_licensing"
urlpatterns: list[URLPattern] = []

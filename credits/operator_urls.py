"""Addresses."""

from django.urls import URLPattern

app_name = "operator_credits"
urlpatterns: list[URLPattern] = []

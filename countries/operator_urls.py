"""Addresses of the operator's side of the reference data."""

from django.urls import path

from countries import provider

app_name = "operator_countries"
urlpatterns = [
    path("", provider.country_list, name="list"),
    path("<slug:iso2>/", provider.edit, name="edit"),
]

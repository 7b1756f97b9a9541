"""Addresses of the operator's side of the reference data."""

from django.urls import path

from countries import operator_views as views

app_name = "operator_countries"
urlpatterns = [
    path("", views.country_list, name="list"),
    path("rates/", views.rate_list, name="rates"),
    path("rates/<slug:prefix>/", views.rate, name="rate"),
    path("rates/<slug:prefix>/restore/", views.restore_rate, name="restore_rate"),
    path("<slug:code>/", views.edit, name="edit"),
    path("<slug:code>/restore/", views.restore, name="restore"),
]

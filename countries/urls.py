"""Addresses of step 1 and of the countries."""

from django.urls import path

from countries import views

app_name = "countries"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("seen/", views.seen, name="seen"),
    path("all/", views.country_list, name="list"),
    path("compare/", views.compare, name="compare"),
    path("sources/", views.sources, name="sources"),
    path("<slug:iso2>/", views.detail, name="detail"),
    path("<slug:iso2>/unseen/", views.unseen, name="unseen"),
]

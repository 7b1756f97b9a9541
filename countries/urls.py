"""Addresses."""

from django.urls import path

from countries import review_views, views

app_name = "countries"
urlpatterns = [
    path("", review_views.overview, name="overview"),
    path("seen/", review_views.mark_seen, name="mark_seen"),
    path("not-seen/", review_views.forget, name="forget"),
    path("all/", views.country_list, name="list"),
    path("compare/", views.compare, name="compare"),
    path("sources/", views.source_page, name="sources"),
    path("<slug:code>/", views.detail, name="detail"),
]

"""Addresses of step 5."""

from django.urls import path

from services.plans import views

app_name = "plans"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("people/", views.people, name="people"),
    path("people/export.csv", views.export, name="export"),
    path("move/", views.move, name="move"),
]

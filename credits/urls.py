"""Addresses of a tenant's credit."""

from django.urls import path

from credits import views

app_name = "credits"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("pay/", views.pay, name="pay"),
]

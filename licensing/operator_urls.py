"""Addresses of the operator's side of licences."""

from django.urls import path

from licensing import provider

app_name = "operator_licensing"
urlpatterns = [path("<slug:slug>/", provider.purchases, name="purchases")]

"""Addresses of the operator's side of credit."""

from django.urls import path

from credits import provider

app_name = "operator_credits"
urlpatterns = [path("<slug:slug>/", provider.tenant_payments, name="payments")]

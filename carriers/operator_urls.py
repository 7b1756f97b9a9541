"""Addresses of the operator's carrier page."""

from django.urls import path

from carriers import operator_views

app_name = "operator_carrier"
urlpatterns = [
    path("", operator_views.stock_page, name="stock"),
    path("faults/", operator_views.add_fault, name="add_fault"),
    path("faults/<int:pk>/remove/", operator_views.remove_fault, name="remove_fault"),
]

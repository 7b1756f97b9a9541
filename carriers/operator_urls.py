"""Addresses of the operator's carrier page."""

from django.urls import path

from carriers import operator_views, port_views

app_name = "operator_carrier"
urlpatterns = [
    path("", operator_views.stock_page, name="stock"),
    path("faults/", operator_views.add_fault, name="add_fault"),
    path("faults/<int:pk>/remove/", operator_views.remove_fault, name="remove_fault"),
    path("ports/", port_views.ports_page, name="ports"),
    path("ports/days/", port_views.skip_days, name="skip_days"),
    path("ports/next/", port_views.add_answer, name="add_answer"),
    path("ports/next/<int:pk>/remove/", port_views.remove_answer, name="remove_answer"),
]

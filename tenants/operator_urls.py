"""Addresses of the operator's console, under /operator/."""

from django.urls import URLPattern, path

from tenants import operator_views

app_name = "operator"
urlpatterns: list[URLPattern] = [
    path("", operator_views.tenant_list, name="tenants"),
    path("tenants/new/", operator_views.create_tenant, name="create_tenant"),
    path("tenants/<slug:slug>/", operator_views.tenant_page, name="tenant"),
    path("tenants/<slug:slug>/postpaid/", operator_views.set_postpaid, name="set_postpaid"),
    path("staff/", operator_views.staff_list, name="staff"),
    path("staff/<int:user_id>/link/", operator_views.send_link, name="send_link"),
    path("staff/<int:user_id>/switch/", operator_views.switch, name="switch"),
]

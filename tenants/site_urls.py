"""Addresses."""

from django.urls import path

from tenants import address_views, site_views

app_name = "sites"
urlpatterns = [
    path("", site_views.site_list, name="list"),
    path("new/", site_views.new, name="new"),
    path("<int:pk>/", site_views.edit, name="edit"),
    path("<int:pk>/remove/", site_views.remove, name="remove"),
    path("addresses/", address_views.address_list, name="addresses"),
    path("addresses/new/", address_views.new, name="new_address"),
    path("addresses/<int:pk>/", address_views.detail, name="address"),
    path("addresses/<int:pk>/edit/", address_views.edit, name="edit_address"),
    path("addresses/<int:pk>/validate/", address_views.validate, name="validate_address"),
    path("addresses/<int:pk>/copy/", address_views.copy, name="copy_address"),
    path("addresses/<int:pk>/remove/", address_views.remove, name="remove_address"),
    path("terms/<slug:code>/", address_views.terms, name="terms"),
]

"""Addresses of groups, under /t/<tenant>/groups/."""

from django.urls import path

from tenants import group_views

app_name = "groups"
urlpatterns = [
    path("", group_views.group_list, name="list"),
    path("new/", group_views.new, name="new"),
    path("<int:pk>/", group_views.detail, name="detail"),
    path("<int:pk>/edit/", group_views.edit, name="edit"),
    path("<int:pk>/people/", group_views.add_members, name="add_members"),
    path("<int:pk>/people/back/", group_views.take_back, name="take_back"),
    path("<int:pk>/people/out/", group_views.take_out, name="take_out"),
    path("<int:pk>/remove/", group_views.remove, name="remove"),
]

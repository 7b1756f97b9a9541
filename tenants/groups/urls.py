"""Addresses of groups, under /t/<tenant>/groups/."""

from django.urls import path

from tenants.groups import views

app_name = "groups"
urlpatterns = [
    path("", views.group_list, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/people/", views.add_members, name="add_members"),
    path("<int:pk>/people/back/", views.take_back, name="take_back"),
    path("<int:pk>/people/out/", views.take_out, name="take_out"),
    path("<int:pk>/remove/", views.remove, name="remove"),
]

"""Addresses of auto attendants, under /t/<tenant>/attendants/."""

from django.urls import path

from services.attendants import directory_views, part_views, views

app_name = "attendants"
urlpatterns = [
    path("", views.attendant_list, name="list"),
    path("new/", views.new, name="new"),
    path("dial/<slug:way>/", directory_views.directory, name="directory"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/general/", part_views.general, name="general"),
    path("<int:pk>/hours/", part_views.hours, name="hours"),
    path("<int:pk>/hours/look/", part_views.look, name="look"),
    path("<int:pk>/flow/<slug:moment>/", part_views.flow, name="flow"),
    path("<int:pk>/copy/", views.copy, name="copy"),
    path("<int:pk>/remove/", views.remove, name="remove"),
]

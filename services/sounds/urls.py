"""Addresses of sounds."""

from django.urls import path

from services.sounds import views

app_name = "sounds"
urlpatterns = [
    path("", views.sound_list, name="list"),
    path("upload/", views.upload, name="upload"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/rename/", views.rename, name="rename"),
    path("<int:pk>/remove/", views.remove, name="remove"),
    path("<int:pk>/content/", views.content, name="content"),
    path("<int:pk>/download/", views.download, name="download"),
]

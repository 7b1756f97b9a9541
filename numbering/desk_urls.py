"""Addresses of the desk."""

from django.urls import path

from numbering import desk

app_name = "desk"
urlpatterns = [
    path("", desk.queue, name="queue"),
    path("<slug:name>/", desk.queue, name="view"),
    path("requests/<int:pk>/", desk.detail, name="request"),
    path("requests/<int:pk>/claim/", desk.claim, name="claim"),
    path("requests/<int:pk>/comment/", desk.comment, name="comment"),
    path("requests/<int:pk>/ask/", desk.ask, name="ask"),
    path("requests/<int:pk>/deliver/", desk.deliver, name="deliver"),
    path("requests/<int:pk>/close/", desk.close, name="close"),
]

"""Addresses of the desk."""

from django.urls import path

from numbering.requests import desk_views

app_name = "desk"
urlpatterns = [
    path("", desk_views.queue, name="queue"),
    path("<slug:name>/", desk_views.queue, name="view"),
    path("requests/<int:pk>/", desk_views.detail, name="request"),
    path("requests/<int:pk>/claim/", desk_views.claim, name="claim"),
    path("requests/<int:pk>/comment/", desk_views.comment, name="comment"),
    path("requests/<int:pk>/ask/", desk_views.ask, name="ask"),
    path("requests/<int:pk>/deliver/", desk_views.deliver, name="deliver"),
    path("requests/<int:pk>/close/", desk_views.close, name="close"),
]

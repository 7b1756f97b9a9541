"""Addresses of call queues, under /t/<tenant>/queues/."""

from django.urls import path

from services.queues import agent_views, queue_views

app_name = "queues"
urlpatterns = [
    path("", queue_views.queue_list, name="list"),
    path("new/", queue_views.new, name="new"),
    path("suggest/", queue_views.suggest, name="suggest"),
    path("<int:pk>/", queue_views.detail, name="detail"),
    path("<int:pk>/edit/", queue_views.edit, name="edit"),
    path("<int:pk>/copy/", queue_views.copy, name="copy"),
    path("<int:pk>/remove/", queue_views.remove, name="remove"),
    path("<int:pk>/agents/<int:agent_id>/<slug:way>/", agent_views.opt, name="opt"),
]

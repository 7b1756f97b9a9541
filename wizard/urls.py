"""Addresses of the task list."""

from django.urls import path

from wizard import views

app_name = "wizard"
urlpatterns = [
    path("", views.task_list, name="task_list"),
    path("steps/<slug:key>/choice/", views.choose, name="choose"),
]

"""Addresses of a tenant's home and of the task list."""

from django.urls import path

from wizard import views

app_name = "wizard"
urlpatterns = [
    path("", views.task_list, name="task_list"),
    path("steps/", views.steps, name="steps"),
    path("steps/<slug:key>/choice/", views.choose, name="choose"),
]

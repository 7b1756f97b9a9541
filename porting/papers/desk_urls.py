"""Addresses of papers for the desk."""

from django.urls import path

from porting.papers import desk_views

app_name = "desk_port_papers"
urlpatterns = [
    path("<int:paper>/pages/<int:number>/", desk_views.page, name="page"),
    path("<int:paper>/download/", desk_views.download, name="download"),
]

"""Addresses of papers for the desk."""

from django.urls import path

from porting import paper_desk

app_name = "desk_port_papers"
urlpatterns = [
    path("<int:paper>/pages/<int:number>/", paper_desk.page, name="page"),
    path("<int:paper>/download/", paper_desk.download, name="download"),
]

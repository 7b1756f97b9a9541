"""Addresses of the customer's side of port orders."""

from django.urls import path

from porting import order_part_views as parts
from porting import order_views as views

app_name = "ports"
urlpatterns = [
    path("", views.order_list, name="list"),
    path("new/", views.new, name="new"),
    path("projects/<int:pk>/", views.project, name="project"),
    path("<int:pk>/", views.detail, name="order"),
    path("<int:pk>/check/", views.check, name="check"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/delete/", views.delete, name="delete"),
    path("<int:pk>/comment/", views.comment, name="comment"),
    path("<int:pk>/split/", views.split, name="split"),
    path("<int:pk>/take-back/", views.take_back, name="take_back"),
    path("<int:pk>/date/", parts.date, name="date"),
    path("<int:pk>/numbers/", parts.numbers, name="numbers"),
    path("<int:pk>/numbers/change/", parts.change_numbers, name="change_numbers"),
    path("<int:pk>/numbers/<int:number>/", parts.purpose, name="purpose"),
    path("<int:pk>/part/<slug:part>/", parts.part, name="part"),
    path("<int:pk>/look/<slug:part>/", parts.look, name="look"),
]

"""Addresses of the desk's port orders."""

from django.urls import path

from porting.desk import act_views, views

app_name = "desk_ports"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("view/<slug:name>/", views.queue, name="view"),
    path("next/", views.take_next, name="next"),
    path("<int:pk>/", views.order, name="order"),
    path("<int:pk>/claim/", views.claim, name="claim"),
    path("<int:pk>/priority/", views.prioritise, name="priority"),
    path("<int:pk>/marks/", views.marks, name="marks"),
    path("<int:pk>/numbers/", act_views.numbers, name="numbers"),
    path("<int:pk>/numbers/split/", act_views.split, name="split"),
    path("<int:pk>/do/<slug:name>/", act_views.act, name="act"),
]

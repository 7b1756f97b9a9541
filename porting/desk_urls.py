"""Addresses of the desk's port orders."""

from django.urls import path

from porting import desk_act_views, desk_views

app_name = "desk_ports"
urlpatterns = [
    path("", desk_views.queue, name="queue"),
    path("view/<slug:name>/", desk_views.queue, name="view"),
    path("next/", desk_views.take_next, name="next"),
    path("<int:pk>/", desk_views.order, name="order"),
    path("<int:pk>/claim/", desk_views.claim, name="claim"),
    path("<int:pk>/priority/", desk_views.prioritise, name="priority"),
    path("<int:pk>/marks/", desk_views.marks, name="marks"),
    path("<int:pk>/numbers/", desk_act_views.numbers, name="numbers"),
    path("<int:pk>/numbers/split/", desk_act_views.split, name="split"),
    path("<int:pk>/do/<slug:name>/", desk_act_views.act, name="act"),
]

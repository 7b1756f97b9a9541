"""Addresses of the operator's side of port orders."""

from django.urls import path

from porting.reference import operator_calendar_views as calendar
from porting.reference import operator_views as views

app_name = "operator_ports"
urlpatterns = [
    path("", views.rules, name="rules"),
    path("rules/add/", views.add_rule, name="add_rule"),
    path("rules/<int:pk>/", views.rule, name="rule"),
    path("rules/<int:pk>/restore/", views.restore_rule, name="restore_rule"),
    path("rules/<int:pk>/remove/", views.remove_rule, name="remove_rule"),
    path("requirements/", views.requirements, name="requirements"),
    path("requirements/add/", views.add_requirement, name="add_requirement"),
    path("requirements/<int:pk>/", views.requirement, name="requirement"),
    path("requirements/<int:pk>/restore/", views.restore_requirement, name="restore_requirement"),
    path("requirements/<int:pk>/remove/", views.remove_requirement, name="remove_requirement"),
    path("reasons/", views.reasons, name="reasons"),
    path("reasons/<slug:code>/", views.reason, name="reason"),
    path("reasons/<slug:code>/restore/", views.restore_reason, name="restore_reason"),
    path("days/", calendar.days, name="days"),
    path("days/set/", calendar.set_day, name="set_day"),
    path("days/<int:pk>/forget/", calendar.forget_day, name="forget_day"),
    path("clock/", calendar.clock, name="clock"),
    path("messages/", calendar.messages, name="messages"),
]

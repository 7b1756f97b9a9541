"""Addresses of step 2."""

from django.urls import path

from licensing import assign_views, views

app_name = "licensing"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("products/", views.catalogue, name="catalogue"),
    path("buy/", views.buy, name="buy"),
    path("assign/", assign_views.assign, name="assign"),
    path("remove/", assign_views.remove, name="remove"),
    path("retry/", assign_views.retry, name="retry"),
    path("people/<int:pk>/", views.person, name="person"),
    path("changes/<int:pk>/undo/", assign_views.take_back, name="undo"),
]

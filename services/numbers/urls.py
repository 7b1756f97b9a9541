"""Addresses of step 4. The shelf is "toll" or "toll-free"; fixed words stand before it."""

from django.urls import path

from services.numbers import main_number_views, replacement_views, views

app_name = "service_numbers"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("capacity/<int:pk>/", views.capacity, name="capacity"),
    path("capacity/<int:pk>/change/", views.change_capacity, name="change_capacity"),
    path("people/<int:pk>/replace/", replacement_views.replace_person, name="replace_person"),
    path("main/<int:pk>/", main_number_views.choose, name="choose_main"),
    path("main/<int:pk>/end/", main_number_views.end, name="end_main"),
    path("<slug:shelf>/", views.search, name="search"),
    path("<slug:shelf>/hold/", views.hold, name="hold"),
    path("<slug:shelf>/orders/<int:pk>/", views.order, name="order"),
    path("<slug:shelf>/orders/<int:pk>/keep/", views.keep, name="keep"),
    path("<slug:shelf>/orders/<int:pk>/let-go/", views.let_go, name="let_go"),
    path("<slug:shelf>/orders/<int:pk>/hold-again/", views.hold_again, name="hold_again"),
    path("<slug:shelf>/orders/<int:pk>/extend/", views.extend, name="extend"),
]

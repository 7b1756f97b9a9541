"""Addresses of steps 4 and 9. The shelf is "toll" or "toll-free"; fixed words stand before it."""

from django.urls import path

from services.numbers import answer_bulk_views, answer_views, main_number_views, replacement_views, views

app_name = "service_numbers"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("capacity/<int:pk>/", views.capacity, name="capacity"),
    path("capacity/<int:pk>/change/", views.change_capacity, name="change_capacity"),
    path("answers/", answer_views.answer_list, name="answers"),
    path("answers/bulk/", answer_bulk_views.bulk, name="answer_bulk"),
    path("answers/bulk/undo/", answer_bulk_views.undo, name="answer_bulk_undo"),
    path("answers/by/<int:app>/put-on/", answer_views.put_on, name="put_on"),
    path("answers/<int:pk>/", answer_views.answer, name="answer"),
    path("answers/<int:pk>/assign/", answer_views.assign, name="assign"),
    path("answers/<int:pk>/take-away/", answer_views.take_away, name="take_away"),
    path("answers/<int:pk>/again/", answer_views.again, name="again"),
    path("answers/<int:pk>/park/", answer_views.park, name="park"),
    path("answers/<int:pk>/unpark/", answer_views.unpark, name="unpark"),
    path("answers/<int:pk>/priority/", answer_views.priority, name="priority"),
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

"""Addresses of step 6."""

from django.urls import path

from services.bridges import bulk_views, number_views, organiser_views, views

app_name = "bridges"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("settings/", views.settings, name="settings"),
    path("numbers/put-on/", views.put_on, name="put_on"),
    path("numbers/default/", views.choose_default, name="choose_default"),
    path("numbers/put-back/<int:pk>/", number_views.put_back, name="put_back"),
    path("numbers/<int:pk>/", number_views.number, name="number"),
    path("numbers/<int:pk>/languages/", number_views.set_languages, name="set_languages"),
    path("numbers/<int:pk>/languages/restore/", number_views.restore_languages, name="restore_languages"),
    path("numbers/<int:pk>/default/", number_views.make_default, name="make_default"),
    path("numbers/<int:pk>/take-off/", number_views.take_off, name="take_off"),
    path("numbers/<int:pk>/take-back/", number_views.take_back, name="take_back"),
    path("numbers/<int:pk>/organisers/", number_views.move_organisers, name="move_organisers"),
    path("organisers/", organiser_views.organiser_list, name="organisers"),
    path("organisers/export.csv", organiser_views.export, name="export"),
    path("organisers/bulk/", bulk_views.bulk, name="bulk"),
    path("organisers/make/", organiser_views.enable, name="enable"),
    path("organisers/make/<int:pk>/", organiser_views.enable_person, name="enable_person"),
    path("organisers/<int:pk>/", organiser_views.organiser, name="organiser"),
    path("organisers/<int:pk>/numbers/", organiser_views.change_numbers, name="change_numbers"),
    path("organisers/<int:pk>/pin/", organiser_views.reset_pin, name="reset_pin"),
    path("organisers/<int:pk>/id/", organiser_views.new_id, name="new_id"),
    path("organisers/<int:pk>/send/", organiser_views.send_info, name="send_info"),
    path("organisers/<int:pk>/remove/", organiser_views.remove, name="remove"),
]

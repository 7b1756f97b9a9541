"""Addresses of step 2."""

from django.urls import path

from licensing import assign_views, export_views, views
from licensing.files import views as file_views

app_name = "licensing"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("products/", views.catalogue, name="catalogue"),
    path("buy/", views.buy, name="buy"),
    path("assign/", assign_views.assign, name="assign"),
    path("remove/", assign_views.remove, name="remove"),
    path("retry/", assign_views.retry, name="retry"),
    path("export/", export_views.page, name="export_page"),
    path("export.csv", export_views.file, name="export"),
    path("files/", file_views.files, name="files"),
    path("files/template.csv", file_views.template, name="file_template"),
    path("files/<int:pk>/", file_views.detail, name="file"),
    path("files/<int:pk>/columns/", file_views.columns, name="file_columns"),
    path("files/<int:pk>/check/", file_views.check, name="file_check"),
    path("files/<int:pk>/buy/", file_views.buy, name="file_buy"),
    path("files/<int:pk>/confirm/", file_views.confirm, name="file_confirm"),
    path("files/<int:pk>/put-aside/", file_views.put_aside, name="file_put_aside"),
    path("files/<int:pk>/undo/", file_views.take_back, name="file_undo"),
    path("files/<int:pk>/rejected.csv", file_views.rejected, name="file_rejected"),
    path("people/<int:pk>/", views.person, name="person"),
    path("changes/<int:pk>/undo/", assign_views.take_back, name="undo"),
]

"""Addresses."""

from django.urls import path

from tenants.people import bulk_views, import_views, views

app_name = "people"
urlpatterns = [
    path("", views.person_list, name="list"),
    path("new/", views.new, name="new"),
    path("suggest/", views.suggest, name="suggest"),
    path("export/", views.export_page, name="export_page"),
    path("export.csv", views.export, name="export"),
    path("mark/", bulk_views.mark, name="mark"),
    path("unmark/", bulk_views.unmark, name="unmark"),
    path("set/<slug:what>/", bulk_views.set_value, name="set"),
    path("remove/", bulk_views.remove, name="remove"),
    path("changes/<int:pk>/undo/", bulk_views.undo, name="undo"),
    path("files/", import_views.uploads, name="imports"),
    path("files/template.csv", import_views.template, name="template"),
    path("files/<int:pk>/", import_views.detail, name="import"),
    path("files/<int:pk>/confirm/", import_views.confirm, name="confirm_import"),
    path("files/<int:pk>/put-aside/", import_views.put_aside, name="put_aside_import"),
    path("files/<int:pk>/rejected.csv", import_views.rejected, name="rejected_rows"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
]

"""Addresses."""

from django.urls import path

from tenants import people_bulk_views, people_import_views, people_views

app_name = "people"
urlpatterns = [
    path("", people_views.person_list, name="list"),
    path("new/", people_views.new, name="new"),
    path("suggest/", people_views.suggest, name="suggest"),
    path("export/", people_views.export_page, name="export_page"),
    path("export.csv", people_views.export, name="export"),
    path("mark/", people_bulk_views.mark, name="mark"),
    path("unmark/", people_bulk_views.unmark, name="unmark"),
    path("set/<slug:what>/", people_bulk_views.set_value, name="set"),
    path("remove/", people_bulk_views.remove, name="remove"),
    path("changes/<int:pk>/undo/", people_bulk_views.undo, name="undo"),
    path("files/", people_import_views.uploads, name="imports"),
    path("files/template.csv", people_import_views.template, name="template"),
    path("files/<int:pk>/", people_import_views.detail, name="import"),
    path("files/<int:pk>/confirm/", people_import_views.confirm, name="confirm_import"),
    path("files/<int:pk>/put-aside/", people_import_views.put_aside, name="put_aside_import"),
    path("files/<int:pk>/rejected.csv", people_import_views.rejected, name="rejected_rows"),
    path("<int:pk>/", people_views.detail, name="detail"),
    path("<int:pk>/edit/", people_views.edit, name="edit"),
]

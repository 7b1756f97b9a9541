"""Addresses of step 3 and of the inventory."""

from django.urls import path

from numbering import assignment_views, bulk_views, inventory_views, list_views, number_views, views
from numbering.direct_routing import views as direct_routing_views
from numbering.files import views as file_views
from numbering.reservations import views as reservation_views

app_name = "numbering"
urlpatterns = [
    path("", inventory_views.number_list, name="list"),
    path("export/", list_views.export_page, name="export_page"),
    path("export.csv", list_views.export, name="export"),
    path("by-list/", list_views.by_list, name="by_list"),
    path("bulk/", bulk_views.bulk, name="bulk"),
    path("<int:pk>/", number_views.detail, name="detail"),
    path("<int:pk>/unassign/", number_views.unassign, name="unassign"),
    path("<int:pk>/assign-again/", number_views.assign_again, name="assign_again"),
    path("<int:pk>/address/", number_views.change_address, name="change_address"),
    path("<int:pk>/usage/", number_views.change_usage, name="change_usage"),
    path("<int:pk>/keep-free/", number_views.block, name="block"),
    path("<int:pk>/clear/", number_views.clear, name="clear"),
    path("people/", views.user_numbers, name="user_numbers"),
    path("people/hold/", views.hold, name="hold"),
    path("orders/<int:pk>/", views.order, name="order"),
    path("orders/<int:pk>/keep/", views.keep, name="keep"),
    path("orders/<int:pk>/let-go/", views.let_go, name="let_go"),
    path("orders/<int:pk>/hold-again/", views.hold_again, name="hold_again"),
    path("orders/<int:pk>/extend/", views.extend, name="extend"),
    path("assign/", assignment_views.assign, name="assign"),
    path("assign/all/", assignment_views.suggest_all, name="suggest"),
    path("assign/undo/", assignment_views.assign_undo, name="assign_undo"),
    path("assign/<int:pk>/", assignment_views.assign_person, name="assign_person"),
    path("assign/files/", file_views.files, name="files"),
    path("assign/files/template.csv", file_views.template, name="file_template"),
    path("assign/files/<int:pk>/", file_views.detail, name="file"),
    path("assign/files/<int:pk>/confirm/", file_views.confirm, name="confirm_file"),
    path("assign/files/<int:pk>/put-aside/", file_views.put_aside, name="put_aside_file"),
    path("assign/files/<int:pk>/rejected.csv", file_views.rejected, name="rejected_assignments"),
    path("direct-routing/", direct_routing_views.direct_routing_page, name="direct_routing"),
    path("direct-routing/check/", direct_routing_views.check, name="direct_routing_check"),
    path("direct-routing/add/", direct_routing_views.add, name="direct_routing_add"),
    path("direct-routing/rejected.csv", direct_routing_views.rejects, name="direct_routing_rejects"),
    path("reservations/", reservation_views.reservation_list, name="reservations"),
    path("reservations/new/", reservation_views.new, name="reserve"),
    path("reservations/<int:pk>/", reservation_views.reservation, name="reservation"),
    path("reservations/<int:pk>/confirm/", reservation_views.confirm, name="confirm_reservation"),
    path("reservations/<int:pk>/give-back/", reservation_views.give_back, name="give_back_reservation"),
    path("reservations/<int:pk>/extend/", reservation_views.extend, name="extend_reservation"),
    path("reservations/<int:pk>/numbers.csv", reservation_views.numbers_file, name="reservation_file"),
    path("reservations/<int:pk>/stop/", reservation_views.stop, name="stop_reservation"),
    path("reservations/<int:pk>/lines/<int:line>/instead/", reservation_views.alternative, name="instead"),
]

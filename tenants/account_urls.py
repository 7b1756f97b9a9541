"""Addresses of one's own account, and of the link in an invitation."""

from django.urls import URLPattern, path

from tenants import account_views, invitation_views

app_name = "account_pages"
urlpatterns: list[URLPattern] = [
    path("", account_views.overview, name="overview"),
    path("sessions/<int:session_id>/end/", account_views.end_session, name="end_session"),
    path("invitation/<str:token>/", invitation_views.accept, name="accept_invitation"),
]

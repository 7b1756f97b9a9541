"""Addresses of the organisation and its members, under /t/<tenant>/organisation/."""

from django.urls import URLPattern, path

from tenants import member_views, organisation_views

app_name = "tenants"
urlpatterns: list[URLPattern] = [
    path("", organisation_views.organisation, name="organisation"),
    path("edit/", organisation_views.edit, name="edit"),
    path("members/", member_views.member_list, name="members"),
    path("members/invite/", member_views.invite, name="invite"),
    path("members/<int:member_id>/role/", member_views.change_role, name="change_role"),
    path("members/<int:member_id>/remove/", member_views.remove, name="remove_member"),
    path("invitations/<int:invitation_id>/resend/", member_views.resend, name="resend_invitation"),
    path("invitations/<int:invitation_id>/revoke/", member_views.revoke, name="revoke_invitation"),
]

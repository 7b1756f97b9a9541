"""The front door: sends each person to where their work is."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tenants.models import Membership, User


def home(request: HttpRequest) -> HttpResponse:
    """To the only tenant or the desk; with more than one place to go, a page that offers them."""
    user = cast(User, request.user)
    memberships = list(
        Membership._base_manager.filter(user=user).select_related("tenant").order_by("tenant__name")
    )
    if len(memberships) == 1 and not user.is_desk:
        return redirect("wizard:task_list", memberships[0].tenant.slug)
    if not memberships and user.is_desk:
        return redirect(reverse("operator:tenants") if user.is_operator else reverse("desk_ports:queue"))
    return render(request, "tenants/home.html", {"memberships": memberships})

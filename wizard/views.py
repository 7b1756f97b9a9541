"""The task list: the ten steps, where each stands, and the one next thing to do."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from wizard import choices
from wizard.board import board
from wizard.groups import grouped
from wizard.steps import STEPS, next_step, placed_steps
from wizard.waiting import waiting


@tenant_view(*ANY_ROLE)
def task_list(request: TenantRequest) -> HttpResponse:
    """The home of a tenant."""
    steps = placed_steps(request.tenant)
    finished = sum(step.is_finished for step in steps)
    following = next_step(steps)
    context = {
        "steps": steps,
        "groups": grouped(steps),
        "next": following,
        "finished": finished,
        "board": board(steps, following),
        "waiting": waiting(request.tenant),
    }
    return render(request, "wizard/task_list.html", context)


@require_POST
@tenant_view(Role.ADMIN)
def choose(request: TenantRequest, key: str) -> HttpResponse:
    """Say that a step is needed, or that it is not."""
    step = next((step for step in STEPS if step.key == key), None)
    if step is None:
        raise Http404
    not_needed = request.POST.get("not_needed") == "yes"
    choices.choose(request.tenant, step, not_needed=not_needed, by=request.user)
    messages.success(
        request,
        _("Step %(number)s is marked as %(word)s.")
        % {
            "number": step.number,
            "word": _("not needed") if not_needed else _("needed"),
        },
    )
    return redirect("wizard:task_list", request.tenant.slug)

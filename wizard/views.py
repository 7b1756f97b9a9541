"""A tenant's home: the ten steps while one of them is open, and the overview once all are finished."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.selection import row_id
from wizard import choices, finishes
from wizard.board import board
from wizard.dashboard import Dashboard
from wizard.groups import grouped
from wizard.steps import PlacedStep, next_step, placed_steps, step_by_key
from wizard.waiting import waiting


@tenant_view(*ANY_ROLE)
def task_list(request: TenantRequest) -> HttpResponse:
    """The home of a tenant: the task list, or the overview when every step is completed or not needed."""
    steps = placed_steps(request.tenant)
    if all(step.is_finished for step in steps):
        return _overview(request, steps)
    return _list(request, steps)


@tenant_view(*ANY_ROLE)
def steps(request: TenantRequest) -> HttpResponse:
    """The task list, whatever is finished."""
    return _list(request, placed_steps(request.tenant))


def _overview(request: TenantRequest, steps: list[PlacedStep]) -> HttpResponse:
    if finishes.finished_at(request.tenant) is None:
        finishes.note(request.tenant)
    context = {
        "dashboard": Dashboard(request.tenant, number=row_id(request.GET.get("number"))),
        "steps": steps,
        "may_act": request.membership.role == Role.ADMIN,
    }
    return render(request, "wizard/dashboard.html", context)


def _list(request: TenantRequest, steps: list[PlacedStep]) -> HttpResponse:
    following = next_step(steps)
    is_open = [step for step in steps if not step.is_finished]
    context = {
        "steps": steps,
        "groups": grouped(steps),
        "next": following,
        "finished": len(steps) - len(is_open),
        "open_again": is_open,
        "finished_at": finishes.finished_at(request.tenant) if is_open else None,
        "board": board(steps, following),
        "waiting": waiting(request.tenant),
    }
    return render(request, "wizard/task_list.html", context)


@require_POST
@tenant_view(Role.ADMIN)
def choose(request: TenantRequest, key: str) -> HttpResponse:
    """Say that a step is needed, or that it is not."""
    try:
        step = step_by_key(key)
    except StopIteration as error:
        raise Http404 from error
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

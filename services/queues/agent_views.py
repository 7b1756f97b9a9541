"""Opting agents of a queue in and out."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from services.queues import agents
from services.queues.models import Agent
from services.queues.settings import answering
from tenants.access import TenantRequest, tenant_view
from tenants.models import Role
from ui.toasts import say
from ui.ways import way_on, with_way_on


@require_POST
@tenant_view(Role.ADMIN)
def opt(request: TenantRequest, pk: int, agent_id: int, way: str) -> HttpResponse:
    """Let an agent get the queue's calls (`way` is "in"), or not for now ("out"); each is the undo of the other."""
    if way not in ("in", "out"):
        raise Http404
    related = ("queue__app", "person", "group", "tenant")
    agent: Agent = get_object_or_404(Agent.objects.select_related(*related), pk=agent_id, queue=pk)
    opted_in = way == "in"
    back = way_on(request) or reverse("queues:detail", args=[request.tenant.slug, pk]) + "#agents"
    words = {"name": answering(agent), "queue": agent.queue.app.name}
    if agents.set_opted_in(agent, opted_in, by=request.user):
        sentence = (
            _("%(name)s gets calls of %(queue)s again.")
            if opted_in
            else _("%(name)s gets no calls of %(queue)s for now.")
        )
        other = "out" if opted_in else "in"
        undo = reverse("queues:opt", args=[request.tenant.slug, pk, agent_id, other])
        say(request, sentence % words, undo=with_way_on(undo, back))
    else:
        say(request, _("That was so already; nothing was changed."))
    return redirect(back)

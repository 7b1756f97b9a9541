"""The pages of call queues: the list, which is step 7, one queue, make, edit, copy, delete."""

from typing import Any, Final

from django.contrib import messages
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from audit.queries import events_of
from audit.sentences import differences, sentence
from services.queues import checks, queues, story, words
from services.queues.agent_field import suggestions
from services.queues.editor import Editor
from services.queues.forms import QueueFilter
from services.queues.models import Queue
from services.queues.rosters import roster
from services.queues.settings import SLOTS, Settings
from services.queues.standings import cut_people, standings
from services.voice_apps.impacts import arrivals, arrivals_of
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.paging import paginate
from ui.refusals import Refusal
from ui.toasts import say

STEP_KEY: Final = "call_queues"
EVENTS: Final = 10  # of the history on a queue's page


@tenant_view(*ANY_ROLE)
def queue_list(request: TenantRequest) -> HttpResponse:
    """Step 7: all call queues, by name."""
    filters = QueueFilter(request)
    found = filters.apply(Queue.objects.select_related("app__tenant").annotate(by_name=Lower("app__name")))
    page = paginate(request, found, order="by_name")
    problems, standing = checks.problems_in(page.rows), standings(page.rows)
    leading = arrivals_of([queue.app for queue in page.rows])
    context = {
        "filters": filters,
        "page": page,
        "rows": [
            {
                "queue": queue,
                "language": words.language(queue.app.language),
                "standing": standing.get(queue.pk),
                "arrivals": leading.get(queue.pk, []),
                "problems": problems[queue.pk],
                "health": checks.health(problems[queue.pk]),
            }
            for queue in page.rows
        ],
        "may_act": request.membership.role == Role.ADMIN,
        "step_key": STEP_KEY,
    }
    return render(request, "queues/list.html", context)


def _queue(pk: int) -> Queue:
    found: Queue = get_object_or_404(queues.rows(), pk=pk)
    return found


@tenant_view(*ANY_ROLE)
def detail(request: TenantRequest, pk: int) -> HttpResponse:
    """One queue: what is wrong with it, what happens to a call, who answers, its settings, what leads to it."""
    queue = _queue(pk)
    settings = Settings.of(queue)
    standing = standings([queue])[queue.pk]
    events = paginate(request, events_of(queue), per_page=EVENTS, order="-id")
    context = {
        "queue": queue,
        "settings": settings,
        "standing": standing,
        "spoken": words.language(settings.language),
        "moments": story.moments(settings, standing),
        "lines": words.facts(settings),
        "problems": checks.problems_in([queue])[queue.pk],
        "roster": roster(queue),
        "cut": cut_people(queue) if standing.cut else [],
        "arrivals": arrivals(queue.app),
        "events": events,
        "history": [(event, sentence(event), differences(event)) for event in events],
        "may_act": request.membership.role == Role.ADMIN,
    }
    return render(request, "queues/detail.html", context)


@tenant_view(Role.ADMIN)
def new(request: TenantRequest) -> HttpResponse:
    """Make a queue."""
    return _edit(request, None)


@tenant_view(Role.ADMIN)
def edit(request: TenantRequest, pk: int) -> HttpResponse:
    """Change a queue."""
    return _edit(request, _queue(pk))


def _edit(request: TenantRequest, queue: Queue | None) -> HttpResponse:
    posted = request.method == "POST"
    data, files = (request.POST, request.FILES) if posted else (None, None)
    editor = Editor(request.tenant, queue=queue, data=data, files=files)
    if not posted:
        return _form_page(request, editor)
    if editor.press:
        editor.arrange(by=request.user)
        return _form_page(request, editor)
    if editor.is_valid(by=request.user):
        try:
            return _saved(request, editor)
        except Refusal as refusal:
            editor.refuse(refusal)
    return _form_page(request, editor, status=422)


def _form_page(request: TenantRequest, editor: Editor, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "editor": editor,
        "queue": editor.queue,
        "form": editor.main,
        "agents": editor.agents,
        "exits": [(slot, editor.exits[slot]) for slot in SLOTS],
        "latest": events_of(editor.queue).first() if editor.queue and editor.differences else None,
    }
    part = request.htmx.target == "agents"
    if editor.press == "add" and (part or not editor.agents.errors):
        editor.agents.take_focus()
    if part:
        return render(request, "queues/form.html#agents", context)
    if editor.press and editor.agents.errors:
        status = 422
    return render(request, "queues/form.html", context, status=status)


def _saved(request: TenantRequest, editor: Editor) -> HttpResponse:
    wanted = editor.wanted
    if editor.queue is None:
        queue = queues.add(request.tenant, wanted, by=request.user)
        said = [_("The call queue %(name)s is made.") % {"name": queue.app.name}]
    else:
        queue = editor.queue
        different = queues.change(queue, wanted, version=editor.version, by=request.user)
        said = [_("Saved.") if different else _("Nothing was different, so nothing was saved.")]
    said += [*editor.said(wanted), *([editor.agents.lost_words] if editor.agents.lost else [])]
    say(request, " ".join(said), level=messages.WARNING if len(said) > 1 else messages.SUCCESS)
    return redirect("queues:detail", request.tenant.slug, queue.pk)


@tenant_view(Role.ADMIN)
def suggest(request: TenantRequest) -> HttpResponse:
    """People and groups for the field of agents: whatever it is called, it sends what was typed and nothing else."""
    typed = next((value for value in request.GET.values() if value), "")
    labels = suggestions(str(typed)) if typed else []
    return render(request, "people/suggestions.html", {"labels": labels})


@require_POST
@tenant_view(Role.ADMIN)
def copy(request: TenantRequest, pk: int) -> HttpResponse:
    """Make another queue like this one, and go on by naming it."""
    queue = _queue(pk)
    made = queues.copy(queue, by=request.user)
    words = _("%(copy)s has all settings and agents of %(name)s. Nothing leads to it yet.")
    undo = reverse("queues:remove", args=[request.tenant.slug, made.pk])
    say(request, words % {"copy": made.app.name, "name": queue.app.name}, undo=undo)
    return redirect("queues:edit", request.tenant.slug, made.pk)


@tenant_view(Role.ADMIN)
def remove(request: TenantRequest, pk: int) -> HttpResponse:
    """Show what goes with a queue; delete it when that is confirmed and nothing leads to it."""
    queue = _queue(pk)
    refusal = None
    if request.method == "POST":
        try:
            queues.remove(queue, by=request.user)
        except Refusal as raised:
            refusal = raised
        else:
            say(request, _("The call queue %(name)s was deleted.") % {"name": queue.app.name})
            return redirect("queues:list", request.tenant.slug)
    context = {
        "queue": queue,
        "arrivals": arrivals(queue.app),
        "standing": standings([queue])[queue.pk],
        "refusal": refusal,
    }
    return render(request, "queues/remove.html", context, status=422 if refusal else 200)

"""The customer's pages of port orders: the list, a new one, the order with its task list, and the acts upon it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from numbering.requests.forms import TextForm
from porting import order_parts, orders, prechecks, projects
from porting.actions import Action, why_not
from porting.carrier.expiry import expires_at
from porting.carrier.rejections import open_rejections
from porting.models import PortOrder, PortProject
from porting.order_forms import OpenForm, PortFilter
from porting.order_rows import numbers_kept
from porting.transitions import Side
from porting.turns import corrections, entry_words, sentence_of
from porting.versions import changes
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.forms import refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.toasts import say
from ui.ways import way_on

EVENTS_SHOWN = 200
Status = PortOrder.Status


@tenant_view(*ANY_ROLE)
def order_list(request: TenantRequest) -> HttpResponse:
    """All port orders, newest first; filters are in the address."""
    filters = PortFilter(request)
    rows = PortOrder.objects.select_related("project")
    page = paginate(request, filters.apply(rows), order="-id")
    standing = projects.words_of({row.project_id for row in page.rows if row.project_id})
    for row in page.rows:
        row.project_word = standing.get(row.project_id, "")
    context = {
        "filters": filters,
        "page": page,
        "yours": PortOrder.objects.filter(status__in=projects.ACTION).count(),
        "any": bool(page.rows) or PortOrder.objects.exists(),
        "may_act": request.membership.role == Role.ADMIN,
    }
    return render(request, "ports/list.html", context)


@tenant_view(Role.ADMIN)
def new(request: TenantRequest) -> HttpResponse:
    """Open an order; a list of several accounts or kinds becomes several, which the next page explains."""
    first = {"kind": request.GET.get("kind") or PortOrder.Kind.USER, "country": _usual_country(request)}
    form = OpenForm(request.POST, request.FILES) if request.method == "POST" else OpenForm(initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = projects.bring(
                request.tenant,
                form.entries,
                country=data["country"],
                kind=data["kind"],
                name=data["name"],
                by=request.user,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            if isinstance(made, PortProject):
                say(request, _("The numbers are sorted into orders. Nothing has been sent."))
                return redirect("ports:project", request.tenant.slug, made.pk)
            say(request, _("Port order %(reference)s is a draft.") % {"reference": made.reference})
            return redirect("ports:order", request.tenant.slug, made.pk)
    context = {"form": form, "next": way_on(request)}
    return render(request, "ports/new.html", context, status=422 if form.errors else 200)


def _usual_country(request: TenantRequest) -> str:
    return str(request.tenant.country or "")


def order_of(pk: int) -> PortOrder:
    """The order, of this tenant."""
    rows = PortOrder.objects.select_related("tenant", "created_by", "project", "follows")
    return get_object_or_404(rows, pk=pk)


@tenant_view(*ANY_ROLE)
def detail(request: TenantRequest, pk: int) -> HttpResponse:
    """One order: whose turn it is, the task list or the facts, numbers, timeline and versions."""
    return page_of(request, order_of(pk))


def page_of(request: TenantRequest, order: PortOrder, form: TextForm | None = None) -> HttpResponse:
    """The order's page, with a message form that was refused."""
    editable = order.status in PortOrder.EDITABLE
    rejections = open_rejections(order)
    found = prechecks.whole(order) if editable else []
    secrets = order_parts.secrets_of(order)
    asked = order_parts.asked_of(order, day=order.created_at.date())
    labels = {one.key: one.requirement.label for one in asked}
    events = list(order.events.filter(private=False).order_by("-id")[: EVENTS_SHOWN + 1])
    for event in events:
        event.words = entry_words(event)  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "order": order,
        "may_act": request.membership.role == Role.ADMIN,
        "editable": editable,
        "turn": sentence_of(order, rejections),
        "corrections": corrections(order, rejections),
        "tasks": tasks_of(request, order, found) if editable else [],
        "left": len(prechecks.blocking(found)),
        "facts": facts_of(order, labels, secrets),
        "events": events[:EVENTS_SHOWN],
        "events_cut": len(events) > EVENTS_SHOWN,
        "changes": changes(list(order.versions.all()), labels, secrets),
        "expires_at": expires_at(order),
        "why": {str(action.value): why_not(action, order.status, Side.CUSTOMER) for action in SHOWN},
        "numbers": list(numbers_kept(order).order_by("e164")[:6]),
        "papers_url": _papers_url(order),
        "form": form or TextForm(),
        "other_kinds": any(one.field == "numbers" and one.part == order_parts.NUMBERS for one in found),
    }
    return render(
        request, "ports/order.html", context, status=422 if form is not None and form.errors else 200
    )


SHOWN = (
    Action.SUBMIT,
    Action.CHANGE_DATE,
    Action.CANCEL,
    Action.DELETE,
    Action.COMMENT,
    Action.CHANGE_NUMBERS,
)


def _papers_url(order: PortOrder) -> str:
    try:
        return reverse("port_papers:overview", args=[order.tenant.slug, order.pk])
    except NoReverseMatch:
        return ""


def part_url(order: PortOrder, part: str) -> str:
    """Where a part of the order is filled in."""
    if part == order_parts.PAPERS:
        return _papers_url(order)
    name = part if part in (order_parts.NUMBERS, order_parts.DATE) else ""
    if name:
        return reverse(f"ports:{name}", args=[order.tenant.slug, order.pk])
    return reverse("ports:part", args=[order.tenant.slug, order.pk, part])


def field_url(order: PortOrder, finding: prechecks.Finding) -> str:
    """Where a finding is put right: its field, where the part has it on a form."""
    url = part_url(order, finding.part)
    return f"{url}#id_{finding.field}" if url and finding.part in order_parts.FORM_PARTS else url


def tasks_of(
    request: TenantRequest, order: PortOrder, found: list[prechecks.Finding]
) -> list[dict[str, Any]]:
    """The parts of the form with what each still lacks."""
    tasks = []
    for part, title in order_parts.TITLES.items():
        mine = [one for one in found if one.part == part]
        blocking = prechecks.blocking(mine)
        tasks.append(
            {
                "part": part,
                "title": title,
                "url": part_url(order, part),
                "count": len(blocking),
                "first": (blocking or mine)[0] if mine else None,
                "optional": part == order_parts.CONTACTS,
            }
        )
    return tasks


def facts_of(order: PortOrder, labels: dict[str, str], secrets: frozenset[str]) -> list[tuple[str, object]]:
    """What the order says, with secrets in part; empty fields are left to the page, which says so."""
    found: list[tuple[str, object]] = []
    for part in order_parts.FORM_PARTS:
        for key in order_parts.COLUMNS[part]:
            value = getattr(order, f"get_{key}_display", lambda key=key: getattr(order, key))()
            label = labels.get(key) or str(PortOrder._meta.get_field(key).verbose_name)  # type: ignore[union-attr]
            if value or key in labels:
                found.append(
                    (label[:1].upper() + label[1:], order_parts.shown(key, value, secret=key in secrets))
                )
    for key, value in order.details.items():
        found.append((labels.get(key, key), order_parts.shown(key, value, secret=key in secrets)))
    return found


@require_POST
@tenant_view(Role.ADMIN)
def comment(request: TenantRequest, pk: int) -> HttpResponse:
    """Write to the desk."""
    order, form = order_of(pk), TextForm(request.POST)
    if form.is_valid():
        try:
            orders.comment(order, form.cleaned_data["text"], by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("Your message is in the timeline, and the desk can read it."))
            return redirect("ports:order", request.tenant.slug, pk)
    return page_of(request, order, form)


@tenant_view(Role.ADMIN)
def check(request: TenantRequest, pk: int) -> HttpResponse:
    """Check your answers, then hand the order in."""
    order = order_of(pk)
    if request.method == "POST":
        try:
            orders.submit(order, by=request.user)
        except Refusal as refusal:
            say_refusal(request, refusal)
            return redirect("ports:check", request.tenant.slug, pk)
        words = {"reference": order.reference}
        if order.status == Status.AWAITING_SIGNATURE:
            say(request, _("%(reference)s waits for the signature now.") % words)
        else:
            say(request, _("%(reference)s is with the desk.") % words)
        return redirect("ports:order", request.tenant.slug, pk)
    found = prechecks.whole(order)
    asked = order_parts.asked_of(order, day=order.created_at.date())
    labels = {one.key: one.requirement.label for one in asked}
    context = {
        "order": order,
        "problems": [(one, field_url(order, one)) for one in prechecks.blocking(found)],
        "hints": [one for one in found if not one.blocks],
        "facts": facts_of(order, labels, order_parts.secrets_of(order)),
        "why": why_not(Action.SUBMIT, order.status, Side.CUSTOMER),
    }
    return render(request, "ports/check.html", context)


def say_refusal(request: TenantRequest, refusal: Refusal) -> None:
    """Tell why an act was refused, on the next page."""
    say(request, refusal.sentence, level=messages.ERROR, url=refusal.url, link=refusal.link)


@tenant_view(Role.ADMIN)
def cancel(request: TenantRequest, pk: int) -> HttpResponse:
    """Ask once more, then cancel: what the carrier has given up it does not take up again."""
    return _confirmed(
        request,
        pk,
        Action.CANCEL,
        lambda order, text: orders.cancel(order, by=request.user, text=text),
        _("The cancellation is on its way."),
    )


@tenant_view(Role.ADMIN)
def delete(request: TenantRequest, pk: int) -> HttpResponse:
    """Ask once more, then delete the draft with its numbers and papers."""
    return _confirmed(
        request,
        pk,
        Action.DELETE,
        lambda order, _text: orders.delete(order, by=request.user),
        _("The draft is deleted."),
    )


def _confirmed(
    request: TenantRequest, pk: int, action: Action, act: Callable[[PortOrder, str], None], done: str
) -> HttpResponse:
    order, form = order_of(pk), TextForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act(order, form.cleaned_data["text"])
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, done)
            if action == Action.DELETE:
                return redirect("ports:list", request.tenant.slug)
            return redirect("ports:order", request.tenant.slug, pk)
    context = {
        "order": order,
        "form": form,
        "deletes": action == Action.DELETE,
        "why": why_not(action, order.status, Side.CUSTOMER),
    }
    return render(request, "ports/confirm.html", context, status=422 if form.errors else 200)


@require_POST
@tenant_view(Role.ADMIN)
def split(request: TenantRequest, pk: int) -> HttpResponse:
    """Give numbers that do not go together orders of their own."""
    project = projects.split_draft(order_of(pk), by=request.user)
    say(request, _("The numbers are sorted into orders. Nothing has been sent."))
    return redirect("ports:project", request.tenant.slug, project.pk)


@require_POST
@tenant_view(Role.ADMIN)
def take_back(request: TenantRequest, pk: int) -> HttpResponse:
    """Make an order that waits for its signature a draft again."""
    orders.take_back(order_of(pk), by=request.user)
    say(request, _("The order is a draft again."))
    return redirect("ports:order", request.tenant.slug, pk)


@tenant_view(*ANY_ROLE)
def project(request: TenantRequest, pk: int) -> HttpResponse:
    """The orders of a project in their sequence, why they are apart, and how they stand as one."""
    row = get_object_or_404(PortProject, pk=pk)
    rows = PortOrder.objects.filter(project=row).select_related("follows")
    page = paginate(request, rows, order="id")
    context = {
        "project": row,
        "standing": projects.standing_of(row),
        "page": page,
        "numbers": sum(rows.values_list("number_count", flat=True)),
    }
    return render(request, "ports/project.html", context)

"""The pages of an order's papers and letter: what is there, what is missing, adding, looking at one, removing."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from porting import mails
from porting.actions import Action, why_not
from porting.models import Letter, PortDocument, PortOrder
from porting.papers import letters, papers, serving
from porting.papers.forms import PaperForm
from porting.transitions import Side
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.forms import refuse
from ui.refusals import Refusal
from ui.toasts import say


def _order(pk: int) -> PortOrder:
    return get_object_or_404(PortOrder.objects.select_related("tenant"), pk=pk)


def _paper(pk: int, paper: int, *, removed: bool = False) -> PortDocument:
    rows = PortDocument.objects.select_related("order__tenant").filter(removed_at__isnull=not removed)
    return get_object_or_404(rows, pk=paper, order_id=pk)


@tenant_view(*ANY_ROLE)
def overview(request: TenantRequest, pk: int) -> HttpResponse:
    """The papers and the letter of an order; `?replace=` names a paper that the form takes the place of."""
    order = _order(pk)
    replaces = _named(order, request.GET.get("replace", ""))
    initial = {"kind": replaces.kind} if replaces else {}
    return _page(request, order, PaperForm(initial=initial), replaces)


def _named(order: PortOrder, number: str) -> PortDocument | None:
    """The paper of this number, if the order has it."""
    is_number = number.isascii() and number.isdigit() and len(number) < 18
    return papers.of(order).filter(pk=int(number)).first() if is_number else None


def _page(
    request: TenantRequest, order: PortOrder, form: PaperForm, replaces: PortDocument | None = None
) -> HttpResponse:
    context = {
        **papers_context(order, is_admin=request.membership.role == Role.ADMIN),
        "order": order,
        "form": form,
        "replaces": replaces,
        "back_url": mails.path_of(order),
    }
    return render(request, "ports/papers.html", context, status=422 if form.errors else 200)


def papers_context(order: PortOrder, *, is_admin: bool) -> dict[str, object]:
    """What the pieces `ports/_papers.html` and `ports/_letter.html` show; a fixed number of queries."""
    letter = letters.current(order)
    state = letters.state_of(order, letter)
    only_admins = "" if is_admin else _("Only a tenant admin can see and change papers.")
    return {
        "papers": list(papers.of(order)),
        "paper_problems": papers.problems(order, letter_state=state),
        "letter": letter,
        "letter_state": state,
        "may_see_papers": is_admin,
        "why_no_paper": only_admins or why_not(Action.ADD_DOCUMENT, order.status, Side.CUSTOMER),
        "why_no_removal": only_admins or why_not(Action.REMOVE_DOCUMENT, order.status, Side.CUSTOMER),
        "why_no_letter": only_admins or why_not(Action.MAKE_LETTER, order.status, Side.CUSTOMER),
    }


@require_POST
@tenant_view(Role.ADMIN)
def add(request: TenantRequest, pk: int) -> HttpResponse:
    """Keep an uploaded paper, in place of another one if the form names it."""
    order = _order(pk)
    replaces = _named(order, request.POST.get("replaces", ""))
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            paper = papers.add(
                order,
                file.paper,
                kind=form.cleaned_data["kind"],
                file_name=file.name,
                dated=form.cleaned_data["dated"],
                replaces=replaces,
                by=request.user,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("%(file)s is kept with the order.") % {"file": paper.file_name})
            return redirect("port_papers:overview", request.tenant.slug, pk)
    return _page(request, order, form, replaces)


@require_POST
@tenant_view(Role.ADMIN)
def remove(request: TenantRequest, pk: int, paper: int) -> HttpResponse:
    """Take a paper out of its order; it can be put back."""
    found = _paper(pk, paper)
    papers.remove(found, by=request.user)
    undo = reverse("port_papers:put_back", args=[request.tenant.slug, pk, paper])
    say(request, _("%(file)s is removed.") % {"file": found.file_name}, undo=undo)
    return redirect("port_papers:overview", request.tenant.slug, pk)


@require_POST
@tenant_view(Role.ADMIN)
def put_back(request: TenantRequest, pk: int, paper: int) -> HttpResponse:
    """Undo a removal."""
    found = _paper(pk, paper, removed=True)
    papers.put_back(found, by=request.user)
    say(request, _("%(file)s is with the order again.") % {"file": found.file_name})
    return redirect("port_papers:overview", request.tenant.slug, pk)


@tenant_view(Role.ADMIN)
def look(request: TenantRequest, pk: int, paper: int) -> HttpResponse:
    """One paper, page by page."""
    found = _paper(pk, paper)
    context = {"order": found.order, "paper": found, "numbers": range(1, found.pages + 1)}
    return render(request, "ports/paper.html", context)


@tenant_view(Role.ADMIN)
def page(request: TenantRequest, pk: int, paper: int, number: int) -> HttpResponseBase:
    """A page of a paper as a picture."""
    found = _paper(pk, paper)
    return serving.picture(request, bytes(found.content), digest=found.digest, page=number, pages=found.pages)


@tenant_view(Role.ADMIN)
def download(request: TenantRequest, pk: int, paper: int) -> HttpResponse:
    """The very file that was uploaded."""
    found = _paper(pk, paper)
    return serving.file(bytes(found.content), content_type=found.content_type, name=found.file_name)


@require_POST
@tenant_view(Role.ADMIN)
def make_letter(request: TenantRequest, pk: int) -> HttpResponse:
    """Make the letter, to be signed by the link or on paper."""
    order = _order(pk)
    way = Letter.Way.LINK if request.POST.get("way") == Letter.Way.LINK else Letter.Way.PAPER
    made = letters.make(order, way, by=request.user)
    if made.way == Letter.Way.LINK:
        say(request, _("The letter is on its way to %(address)s.") % {"address": made.sent_to})
    else:
        say(request, _("The letter is made. Download it, have it signed, and upload it here."))
    return redirect("port_papers:overview", request.tenant.slug, pk)


@require_POST
@tenant_view(Role.ADMIN)
def revoke_letter(request: TenantRequest, pk: int) -> HttpResponse:
    """Take back the letter that nobody has signed."""
    letter = letters.current(_order(pk))
    if letter is None:
        raise Refusal(_("The letter has been signed or taken back meanwhile. Look at the order again."))
    letters.revoke(letter, by=request.user)
    say(request, _("The letter is taken back. Its link leads nowhere now."))
    return redirect("port_papers:overview", request.tenant.slug, pk)


@tenant_view(Role.ADMIN)
def letter(request: TenantRequest, pk: int) -> HttpResponse:
    """The letter as it was made, to be signed on paper."""
    order = _order(pk)
    found = get_object_or_404(order.letters.filter(revoked_at=None).order_by("-pk")[:1])
    return serving.file(
        bytes(found.pdf), content_type="application/pdf", name=f"{order.reference}-letter.pdf"
    )

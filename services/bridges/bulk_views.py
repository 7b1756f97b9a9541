"""Acts on many organisers: first what would happen and to whom, then the act."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from services.bridges import mails, organisers, queries
from services.bridges.filters import OrganiserFilter
from services.bridges.forms import ManyNumbersForm
from services.bridges.models import Organiser
from tenants.access import TenantRequest, tenant_view
from tenants.models import Role
from ui.forms import refuse
from ui.refusals import Refusal
from ui.selection import posted_listing, row_ids
from ui.toasts import say

MOST: Final = 1000  # organisers at once; each of them may be mailed
SHOWN: Final = 50  # that a check page names
ACTS: Final = ("numbers", "mail", "remove")


@dataclass(frozen=True)
class Check:
    """What an act would do, and to whom."""

    act: str
    rows: list[Organiser]

    @property
    def count(self) -> int:
        """How many organisers are meant."""
        return len(self.rows)

    @property
    def shown(self) -> list[Organiser]:
        """Those that the page names."""
        return self.rows[:SHOWN]

    @property
    def hidden(self) -> int:
        """Those that it only counts."""
        return max(0, self.count - SHOWN)

    @property
    def mailed(self) -> int:
        """Those whom the reminder reaches: they hold a licence, and their user name is an address."""
        return sum(row.is_licensed and mails.can_be_mailed(row) for row in self.rows)  # type: ignore[attr-defined]

    @property
    def button(self) -> str:
        """The words on the button that does it."""
        count = self.mailed if self.act == "mail" else self.count
        words = {
            "numbers": ngettext(
                "Change the numbers of %(n)s organiser", "Change the numbers of %(n)s organisers", count
            ),
            "mail": ngettext("Mail %(n)s organiser", "Mail %(n)s organisers", count),
            "remove": ngettext("Take away %(n)s conference", "Take away %(n)s conferences", count),
        }
        return words[self.act] % {"n": f"{count:,}"}


@require_POST
@tenant_view(Role.ADMIN)
def bulk(request: TenantRequest) -> HttpResponse:
    """Check, and with `confirmed` do."""
    act = request.POST.get("act", "")
    rows = list(_selected(request).order_by("person__sort_key", "pk")[: MOST + 1])
    if act not in ACTS or not rows:
        raise Refusal(_("Tick the organisers first, then choose what to do."))
    if len(rows) > MOST:
        raise Refusal(_("At most 1,000 organisers at once. Narrow the list, then try again."))
    check = Check(act, rows)
    confirmed = "confirmed" in request.POST
    form = ManyNumbersForm(request.POST if confirmed else None) if act == "numbers" else None
    if confirmed and (form is None or form.is_valid()):
        try:
            say(request, _done(request, check, form.chosen if form else {}))
        except Refusal as refusal:
            if form is None:
                raise
            refuse(form, refusal)
        else:
            return redirect("bridges:organisers", request.tenant.slug)
    context = {"check": check, "act": act, "form": form}
    return render(request, "bridges/bulk.html", context, status=422 if form and form.errors else 200)


def _selected(request: TenantRequest) -> QuerySet[Any]:
    """The organisers that the form means: ticked ones, or with `everything` all that match `filters`."""
    rows = queries.organisers()
    if not request.POST.get("everything"):
        return rows.filter(pk__in=row_ids(request.POST.getlist("pick")))
    listing = posted_listing(request)
    return OrganiserFilter(listing).apply(rows) if listing is not None else rows.none()


def _done(request: TenantRequest, check: Check, chosen: dict[str, Any]) -> str:
    """Do it, and say what was done."""
    if check.act == "numbers":
        n = organisers.change_many(request.tenant, check.rows, by=request.user, **chosen)
        words = ngettext(
            "The numbers of %(n)s organiser are changed.", "The numbers of %(n)s organisers are changed.", n
        )
    elif check.act == "mail":
        n = organisers.send_info_to_many(check.rows)
        words = ngettext(
            "%(n)s organiser is mailed the details, without the PIN.",
            "%(n)s organisers are mailed their details, without the PINs.",
            n,
        )
    else:
        n = organisers.remove(request.tenant, check.rows, by=request.user)
        words = ngettext("%(n)s conference id no longer exists.", "%(n)s conference ids no longer exist.", n)
    return words % {"n": f"{n:,}"}

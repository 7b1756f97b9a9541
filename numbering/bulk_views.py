"""Acts on many numbers: first what would happen, then the act."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from numbering import blocks, releases, usage
from numbering.impacts import number_impacts
from numbering.inventory_views import annotate_rows, selected
from numbering.models import PhoneNumber, Usage
from numbering.number_forms import BlockForm, UsageForm
from tenants.access import TenantRequest, tenant_view
from tenants.models import Role
from ui.forms import ConsoleForm, refuse
from ui.refusals import Refusal
from ui.toasts import say

MOST = 1000  # rules 3.5: a release takes at most 1,000 numbers
SHOWN = 50
ACTS = ("release", "usage", "block", "clear")
ENDING = ("release", "usage")  # after these the numbers answer as they did no more


@dataclass(frozen=True)
class Check:
    """What a bulk act would do: to how many, which stand in the way, which consequences follow."""

    act: str
    numbers: list[PhoneNumber]
    in_use: list[PhoneNumber]

    @property
    def count(self) -> int:
        """How many numbers are meant."""
        return len(self.numbers)

    @property
    def shown(self) -> list[PhoneNumber]:
        """Those that the page names."""
        return self.numbers[:SHOWN]

    @property
    def hidden(self) -> int:
        """Those that it only counts."""
        return max(0, self.count - SHOWN)

    @property
    def uncounted(self) -> int:
        """Numbers that came on top of the quota, and could not be replaced within it."""
        return sum(number.origin not in PhoneNumber.COUNTS_AGAINST_QUOTA for number in self.numbers)

    @property
    def own(self) -> int:
        """Numbers of the tenant's own trunk: they leave the inventory and stay with their carrier."""
        return sum(number.supply == PhoneNumber.Supply.DIRECT_ROUTING for number in self.numbers)

    @property
    def button(self) -> str:
        """The words on the button that does it."""
        words = {
            "release": ngettext("Release %(n)s number", "Release %(n)s numbers", self.count),
            "usage": ngettext("Change %(n)s number", "Change %(n)s numbers", self.count),
            "block": ngettext("Keep %(n)s number free", "Keep %(n)s numbers free", self.count),
            "clear": ngettext(
                "Let %(n)s number be given again", "Let %(n)s numbers be given again", self.count
            ),
        }
        return words[self.act] % {"n": f"{self.count:,}"}


@require_POST
@tenant_view(Role.ADMIN)
def bulk(request: TenantRequest) -> HttpResponse:
    """Check, and with `confirmed` do. The whole lot goes or none of it."""
    numbers = list(selected(request).select_related("person", "tenant").order_by("e164")[: MOST + 1])
    act = request.POST.get("act", "")
    if act not in ACTS or not numbers:
        raise Refusal(_("Tick the numbers first, then choose what to do."))
    if len(numbers) > MOST:
        raise Refusal(_("At most 1,000 numbers at once. Narrow the list, then try again."))
    return check_page(request, act, numbers)


def check_page(request: TenantRequest, act: str, numbers: list[PhoneNumber]) -> HttpResponse:
    """What the act would do to these numbers, and with `confirmed` the act itself. People and tenants are loaded."""
    check = Check(
        act, numbers, annotate_rows([one for one in numbers if one.status != PhoneNumber.Status.UNASSIGNED])
    )
    form = _form(act, request.POST if "confirmed" in request.POST else None)
    if "confirmed" in request.POST and (form is None or form.is_valid()):
        try:
            _do(check, form.cleaned_data if form else {}, request)
            return redirect("numbering:list", request.tenant.slug)
        except Refusal as refusal:
            form = form or _bound()
            refuse(form, refusal)
    context = {
        "check": check,
        "form": form,
        "act": act,
        "fields": act in ("usage", "block"),
        "impacts": number_impacts(numbers) if act in ENDING else [],
    }
    return render(request, "numbering/bulk.html", context, status=422 if form and form.errors else 200)


def _bound() -> ConsoleForm:
    form = ConsoleForm({})
    form.is_valid()
    return form


def _form(act: str, data: Any) -> ConsoleForm | None:
    if act == "usage":
        return UsageForm(data, initial={"usage": Usage.VOICE_APP})
    return BlockForm(data) if act == "block" else None


def _do(check: Check, data: dict[str, Any], request: TenantRequest) -> None:
    """The act itself, all or none."""
    n = check.count
    with transaction.atomic():
        if check.act == "release":
            releases.release(check.numbers, by=request.user)
            words = ngettext("%(n)s number is being released.", "%(n)s numbers are being released.", n)
        elif check.act == "usage":
            usage.change_many(check.numbers, data["usage"], by=request.user)
            words = ngettext("The use of %(n)s number is changed.", "The use of %(n)s numbers is changed.", n)
        elif check.act == "block":
            blocks.block_many(check.numbers, data["days"] or blocks.FOREVER, by=request.user)
            words = ngettext("%(n)s number is kept free.", "%(n)s numbers are kept free.", n)
        else:
            blocks.clear_many(check.numbers, by=request.user)
            words = ngettext("%(n)s number can be given again.", "%(n)s numbers can be given again.", n)
    say(request, words % {"n": f"{n:,}"})

"""Step 3 of the set-up."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from countries.models import Country
from licensing.queries import people_needing_numbers
from numbering.models import Allowance, NumberOrder, PhoneNumber, Usage
from numbering.queries import free_numbers
from numbering.quotas import live_held
from tenants.models import EmergencyAddress, Tenant
from tenants.steps import Step, StepGroup, StepState, StepStatus
from ui.formats import in_zone, zone_of

Activation = PhoneNumber.Activation


def state(tenant: Tenant) -> StepState:
    """Completed when everybody who needs a number has one, with a valid emergency address where it is asked for."""
    people = people_needing_numbers(tenant)
    need = people.count()
    if not need:
        return StepState(StepStatus.BLOCKED, _("Needs somebody with the licences for a telephone: step 2."))
    having = people.filter(numbers__isnull=False).count()
    reason = _having(having, need)
    if problem := _problem(tenant):
        return StepState(
            StepStatus.PROBLEM, f"{problem} {reason}", _("See what failed"), _problem_url(tenant)
        )
    missing = _without_address()
    if having == need and not missing:
        return StepState(StepStatus.COMPLETED, reason)
    held, until = _held(tenant)
    if held:
        reason = f"{reason} {held_words(held, until)}"
    if missing:
        words = ngettext(
            "%(n)s number lacks an emergency address.", "%(n)s numbers lack an emergency address.", missing
        )
        reason = f"{reason} {words % {'n': missing}}"
    began = having or held or PhoneNumber.objects.filter(usage=Usage.USER).exists()
    status = StepStatus.IN_PROGRESS if began else StepStatus.NOT_STARTED
    without = need - having
    if without and free_numbers(tenant).count() >= without:
        give = ngettext("Give a number to %(n)s person", "Give numbers to %(n)s people", without)
        return StepState(
            status, reason, give % {"n": without}, reverse("numbering:assign", args=[tenant.slug])
        )
    return StepState(status, reason, _action(without))


def _having(having: int, need: int) -> str:
    return ngettext(
        "%(having)s of %(need)s person has a number.", "%(having)s of %(need)s people have a number.", need
    ) % {"having": having, "need": need}


def held_words(held: int, until: str) -> str:
    """ "6 more are held for you until 10:24." """
    return ngettext(
        "%(n)s more is held for you until %(until)s.", "%(n)s more are held for you until %(until)s.", held
    ) % {"n": held, "until": until}


def _held(tenant: Tenant) -> tuple[int, str]:
    """How many user numbers are held, and when the first hold ends, by the tenant's clock."""
    rows = live_held(tenant).filter(allowance=Allowance.USER, expires_at__isnull=False)
    ends = [end for end in rows.order_by("expires_at").values_list("expires_at", flat=True) if end]
    return len(ends), in_zone(ends[0], zone_of(tenant.time_zone), "time") if ends else ""


def _without_address() -> int:
    """People's numbers without a validated address, in countries that ask for one (rules 11.4)."""
    asking = Country.objects.exclude(emergency_address_moment="").values("iso2")
    valid = Q(emergency_address__validation=EmergencyAddress.Validation.VALIDATED)
    rows = PhoneNumber.objects.filter(person__isnull=False, country__in=asking)
    return rows.exclude(valid).count()


def _problem(tenant: Tenant) -> str:
    """A number that could not be activated, or the latest order when it failed; empty when all is well."""
    failed = PhoneNumber.objects.filter(usage=Usage.USER).aggregate(
        n=Count("pk", filter=Q(activation=Activation.FAILED))
    )["n"]
    if failed:
        words = ngettext(
            "%(n)s number could not be activated.", "%(n)s numbers could not be activated.", failed
        )
        return words % {"n": failed}
    order = latest_order()
    if order is not None and order.status == NumberOrder.Status.FAILED:
        return _("Order %(reference)s failed.") % {"reference": order.name}
    return ""


def latest_order() -> NumberOrder | None:
    """The newest order of user numbers: a failed one is a problem until a newer one is there.

    A part of a reservation that failed is none: its worker tries again, and the reservation tells how it ended.
    """
    part = Q(status=NumberOrder.Status.FAILED, line__isnull=False)
    return NumberOrder.objects.filter(allowance=Allowance.USER).exclude(part).order_by("-id").first()


def _problem_url(tenant: Tenant) -> str:
    order = latest_order()
    if order is not None and order.status == NumberOrder.Status.FAILED:
        return reverse("numbering:order", args=[tenant.slug, order.pk])
    return f"{reverse('numbering:list', args=[tenant.slug])}?status=failed"


def _action(without: int) -> str:
    if not without:
        return _("Complete the emergency addresses")
    return ngettext("Find a number for %(n)s person", "Find numbers for %(n)s people", without) % {
        "n": without
    }


STEP = Step(
    number=3,
    key="user_numbers",
    title=gettext_lazy("User numbers"),
    purpose=gettext_lazy(
        "Every person with a telephone needs a number, and emergency services need an address."
    ),
    group=StepGroup.NUMBERS,
    url_name="numbering:user_numbers",
    state=state,
    needs=(2,),
    may_be_skipped=False,
)

"""Amounts and states of credit on pages, and the notice of pages elsewhere that credit matters to."""

from decimal import Decimal
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from credits import money
from credits.consumers import uses
from credits.models import Recharge
from credits.standing import standing_of
from ui.templatetags.ui import status

register = template.Library()

KINDS = {
    Recharge.Status.REQUESTED: "now",
    Recharge.Status.PAYING: "now",
    Recharge.Status.UNCLEAR: "bad",
    Recharge.Status.WITH_PROVIDER: "wait",
    Recharge.Status.PAID: "plain",
    Recharge.Status.DECLINED: "bad",
    Recharge.Status.WITHDRAWN: "skip",
}


@register.filter
def usd(amount: Decimal | None) -> str:
    """An amount without its currency, in whole cents rounded down; less than a cent is told exactly.

    Nothing reads "not stated".
    """
    return _("not stated") if amount is None else money.cents(amount)


@register.filter
def moved(amount: Decimal) -> str:
    """A movement of the ledger: its sign and all four decimals."""
    return f"{'−' if amount < 0 else '+'}{money.exact(abs(amount))}"


@register.filter
def exactly(amount: Decimal) -> str:
    """What is left of a lot: all four decimals."""
    return money.exact(amount)


@register.simple_tag
def recharge_status(recharge: Recharge, provider: bool = False) -> SafeString:
    """The status of a recharge as a pill; with `provider` in the words of the operator's pages."""
    label = str(recharge.get_status_display())
    if provider and recharge.status == Recharge.Status.WITH_PROVIDER:
        label = _("Waits for a payment")
    return status(KINDS[Recharge.Status(recharge.status)], label)


@register.inclusion_tag("credits/_notice.html", takes_context=True)
def credit_notice(context: RequestContext, what: str = "") -> dict[str, Any]:
    """A notice while something stops for want of credit; nothing while all goes on.

    `what` is the sentence that says what stops on this page; left out, all that uses credit is told.
    """
    request = context["request"]
    standing = standing_of(request.tenant)
    stops = [what] if what else [use.stops for use in uses(request.tenant)] if standing.blocked else []
    return {"standing": standing, "stops": stops, "request": request, "tenant": request.tenant}

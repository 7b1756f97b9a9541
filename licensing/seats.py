"""Buying seats, and giving them up."""

from datetime import date
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import Actor, record
from licensing.models import Assignment, Product, SeatPurchase
from licensing.queries import bought_by_product
from licensing.seat_uses import used_elsewhere
from tenants.models import Tenant
from tenants.scoping import lock_tenant
from ui.refusals import Refusal

MOST_SEATS: Final = 1_000_000  # in one purchase: a slip of the finger, not a rule of the guide


@transaction.atomic
def buy(
    tenant: Tenant,
    product: Product,
    quantity: int,
    *,
    reference: str,
    source: str,
    by: Actor,
    bought_on: date | None = None,
    amount: Decimal | None = None,
) -> SeatPurchase:
    """Write a purchase of `quantity` seats; a negative one gives seats up. The pool is the sum of its purchases.

    The same reference, product and quantity is the purchase that is there already. Refuses a reference that another
    purchase of the product has, a date in the future, and to give up seats that people hold.
    """
    lock_tenant(tenant)
    if known := SeatPurchase.objects.filter(tenant=tenant, product=product, reference=reference).first():
        return _same_purchase(known, quantity)
    _check(tenant, product, quantity, bought_on)
    purchase = SeatPurchase.objects.create(
        tenant=tenant,
        product=product,
        quantity=quantity,
        reference=reference,
        source=source,
        bought_on=bought_on or timezone.now().date(),
        amount=Decimal(0) if product.free and amount is None else amount,
        recorded_by_name=str(by)[:150],
    )
    after = {"product": product.sku, "seats": quantity, "reference": reference, "source": source}
    action = "seats.bought" if quantity > 0 else "seats.given_up"
    record(action, by=by, tenant=tenant, obj=purchase, after=after)
    return purchase


def _same_purchase(known: SeatPurchase, quantity: int) -> SeatPurchase:
    if known.quantity == quantity:
        return known
    raise Refusal(
        _(
            "The reference %(reference)s belongs to a purchase of %(seats)s seats of %(product)s. "
            "Give this purchase its own reference."
        )
        % {"reference": known.reference, "seats": f"{known.quantity:,}", "product": known.product},
        field="reference",
    )


def _check(tenant: Tenant, product: Product, quantity: int, bought_on: date | None) -> None:
    if not 0 < abs(quantity) <= MOST_SEATS:
        raise Refusal(
            _("Enter a number of seats from 1 to %(most)s, or a negative one to give seats up.")
            % {"most": f"{MOST_SEATS:,}"},
            field="quantity",
        )
    if bought_on and bought_on > timezone.now().date():
        raise Refusal(
            _("The date of the purchase is in the future. Enter the day on which it was made."),
            field="bought_on",
        )
    if quantity < 0:
        _check_giving_up(tenant, product, -quantity)


def _check_giving_up(tenant: Tenant, product: Product, quantity: int) -> None:
    bought = bought_by_product(tenant).get(product.sku, 0)
    held = Assignment.objects.filter(tenant=tenant, product=product, state__in=Assignment.TAKES_A_SEAT)
    used = held.count() + used_elsewhere(tenant).get(product.sku, 0)
    if quantity > bought - used:
        raise Refusal(
            _("%(used)s of %(bought)s seats of %(product)s are in use, so %(most)s.")
            % {
                "used": f"{used:,}",
                "bought": f"{bought:,}",
                "product": product,
                "most": ngettext(
                    "%(left)s seat can be given up", "%(left)s seats can be given up", bought - used
                )
                % {"left": f"{bought - used:,}"},
            },
            field="quantity",
        )

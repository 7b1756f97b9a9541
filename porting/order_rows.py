"""The rows of an order as verbs need them: locked, counted, without what was taken out."""

from django.db.models import QuerySet
from django.utils import timezone

from porting.models import PortedNumber, PortOrder
from porting.reference.rules import rule_for


def locked(order: PortOrder) -> PortOrder:
    """The order as it is now, and kept so until the transaction ends."""
    rows = PortOrder.objects.select_for_update(of=("self",)).select_related("tenant", "created_by")
    order.refresh_from_db(from_queryset=rows)
    return order


def save_new(order: PortOrder) -> None:
    """Save an order that is new, and give it its reference, which is made of its key."""
    order.reference = f"new-{timezone.now().timestamp():.6f}"[:20]
    order.save()
    order.reference = f"PO-{1000 + order.pk}"
    order.save(update_fields=["reference"])


def numbers_kept(order: PortOrder) -> QuerySet[PortedNumber]:
    """All numbers but those that were taken out."""
    return PortedNumber.objects.filter(order=order).exclude(status=PortedNumber.Status.DROPPED)


def count_again(order: PortOrder) -> None:
    """Write how many numbers the order has, and what they make of its way: online, or by the desk's hand."""
    order.number_count = numbers_kept(order).count()
    rule = rule_for(str(order.country), order.kind, day=timezone.now().date())
    manual = order.number_count > rule.most_numbers
    order.channel = PortOrder.Channel.MANUAL if manual else PortOrder.Channel.ONLINE
    order.changed_at = timezone.now()
    order.save(update_fields=["number_count", "channel", "changed_at"])

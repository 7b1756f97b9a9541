"""Marks of the desk on fields that the customer has changed under its eyes, and the approval that goes with them."""

from porting.models import FieldMark, PortOrder


def forget(order: PortOrder, field: str) -> None:
    """While an order is in review the customer may ask for another date and add papers: what is new was not checked.

    The mark goes, and with it an approval that was given to something else. Call it inside the transaction of the change.
    """
    if order.status != PortOrder.Status.IN_REVIEW:
        return
    FieldMark.objects.filter(order=order, version=order.version, field=field).delete()
    withdraw_approval(order)


def withdraw_approval(order: PortOrder) -> None:
    """The order is no longer as it was approved, so it must be approved again before it is sent."""
    PortOrder.objects.filter(pk=order.pk).update(approved_at=None, approved_by_name="")
    order.approved_at, order.approved_by_name = None, ""

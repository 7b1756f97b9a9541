"""Mails to the desk's agents: an order was handed over or taken over, a colleague names one, the customer has written."""

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _

from porting.models import PortOrder
from tenants.models import User


def handed_over(order: PortOrder, to: User, *, by: User, text: str) -> None:
    """To the agent who gets an order."""
    words = {"name": by, "reference": order.reference}
    _send(to, _("%(name)s hands %(reference)s over to you") % words, order, text)


def taken_over(order: PortOrder, before: User, *, by: User) -> None:
    """To the agent who had an order, and who would otherwise learn it from a shut button."""
    words = {"name": by, "reference": order.reference}
    _send(before, _("%(name)s has taken over %(reference)s") % words, order, "")


def mentioned(order: PortOrder, to: User, *, by: User, text: str) -> None:
    """To an agent whom a colleague names in a comment."""
    words = {"name": by, "reference": order.reference}
    _send(to, _("%(name)s mentions you in %(reference)s") % words, order, text)


def customer_wrote(order: PortOrder, *, text: str) -> None:
    """To the agent who has the order; nobody is told when nobody has it: it stands in the queue."""
    to = order.claimed_by
    if to is not None and to.is_active and to.is_desk:
        _send(
            to, _("The customer has written in %(reference)s") % {"reference": order.reference}, order, text
        )


def address_at_desk(order: PortOrder) -> str:
    """The whole address of the order's page at the desk."""
    return f"{settings.SITE_URL}{reverse('desk_ports:order', args=[order.pk])}"


def _send(to: User, subject: str, order: PortOrder, text: str) -> None:
    lines = [text, f"{order.reference}, {order.tenant}: {order.name}", address_at_desk(order)]
    send_mail(subject, "\n\n".join(line for line in lines if line), None, [to.email])

"""Mails among the desk's agents: an order was handed over, or taken over."""

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


def address_at_desk(order: PortOrder) -> str:
    """The whole address of the order's page at the desk."""
    return f"{settings.SITE_URL}{reverse('desk_ports:order', args=[order.pk])}"


def _send(to: User, subject: str, order: PortOrder, text: str) -> None:
    lines = [text, f"{order.reference}, {order.tenant}: {order.name}", address_at_desk(order)]
    send_mail(subject, "\n\n".join(line for line in lines if line), None, [to.email])

"""Mails about credit, to the tenant's admins and billing, and to the operators; written with what they tell of."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from credits import consumers
from credits.models import Recharge
from credits.money import usd
from tenants.models import Membership, Role, Tenant, User


def tell_paid(recharge: Recharge) -> None:
    """A recharge was paid."""
    subject = _("%(amount)s of credit was paid") % {"amount": usd(recharge.amount)}
    _about(recharge, subject, "paid")


def tell_declined(recharge: Recharge) -> None:
    """A recharge was not paid, and is not tried again."""
    subject = _("A recharge of %(amount)s was not paid") % {"amount": usd(recharge.amount)}
    _about(recharge, subject, "declined")


def tell_unclear(recharge: Recharge) -> None:
    """Nobody knows whether a recharge was paid; the operators are told as well."""
    subject = _("It is not clear whether a recharge of %(amount)s was paid") % {
        "amount": usd(recharge.amount)
    }
    _about(recharge, subject, "unclear")
    tell_operators(recharge)


def tell_low(tenant: Tenant, left: Decimal, trigger: Decimal) -> None:
    """The balance has fallen below the mark, and nothing fills it up."""
    subject = _("Your credit is below %(trigger)s") % {"trigger": usd(trigger)}
    _to_tenant(tenant, subject, "low", left=usd(left), trigger=usd(trigger))


def tell_empty(tenant: Tenant, left: Decimal, needed: Decimal | None) -> None:
    """Nothing is left, or not enough: calls stop."""
    subject = _("Your credit is used up") if left <= 0 else _("Your credit no longer covers calls")
    stops = [use.stops for use in consumers.uses(tenant)]
    _to_tenant(tenant, subject, "empty", left=usd(left), needed=usd(needed) if needed else "", stops=stops)


def tell_operators(recharge: Recharge) -> None:
    """The provider is to act: to record a payment, or to find out about one."""
    operators = User.objects.filter(provider_role=User.ProviderRole.OPERATOR, is_active=True)
    words = {"tenant": recharge.tenant, "amount": usd(recharge.amount)}
    unclear = recharge.status == Recharge.Status.UNCLEAR
    subject = (
        _("%(tenant)s: a payment of %(amount)s is not clear")
        if unclear
        else _("%(tenant)s asks for %(amount)s of credit")
    )
    url = reverse("operator_credits:payments", args=[recharge.tenant.slug])
    to = list(operators.order_by("pk").values_list("email", flat=True))
    _send(subject % words, "operators", to, url, recharge=recharge, amount=usd(recharge.amount))


def _about(recharge: Recharge, subject: str, template: str) -> None:
    url = reverse("credits:recharge", args=[recharge.tenant.slug, recharge.pk])
    _to_tenant(recharge.tenant, subject, template, url=url, recharge=recharge, amount=usd(recharge.amount))


def _to_tenant(tenant: Tenant, subject: str, template: str, *, url: str = "", **context: Any) -> None:
    concerned = Membership.objects.filter(
        tenant=tenant, role__in=(Role.ADMIN, Role.BILLING), user__is_active=True
    )
    to = list(concerned.order_by("pk").values_list("user__email", flat=True))
    url = url or reverse("credits:overview", args=[tenant.slug])
    _send(f"{tenant}: {subject}", template, to, url, tenant=tenant, **context)


def _send(subject: str, template: str, to: Sequence[str], url: str, **context: Any) -> None:
    body = render_to_string(f"credits/mail/{template}.txt", {"url": f"{settings.SITE_URL}{url}", **context})
    for address in to:
        send_mail(" ".join(subject.split()), body.strip() + "\n", None, [address])

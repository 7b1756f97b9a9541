"""How a tenant's credit stands: worked out from the balance, the account and the recharges, never stored (rules 12.2)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credits.accounts import known_account
from credits.balances import balance
from credits.models import Account, Lot, Recharge
from credits.money import cents, usd
from tenants.models import Tenant


class State(models.TextChoices):
    """The states of rules 12.2, and that of a tenant that pays afterwards."""

    NONE = "none", gettext_lazy("No credit yet")
    FUNDED = "funded", gettext_lazy("Funded")
    LOW = "low", gettext_lazy("Low")
    EXHAUSTED = "exhausted", gettext_lazy("Used up")
    RECHARGING = "recharging", gettext_lazy("Being recharged")
    RECHARGE_FAILED = "recharge_failed", gettext_lazy("Recharge failed")
    POSTPAID = "postpaid", gettext_lazy("Paid afterwards")


@dataclass(frozen=True)
class Standing:
    """The state with what it follows from. `recharge` is the open one, else the newest."""

    state: State
    balance: Decimal
    account: Account
    recharge: Recharge | None
    tenant: Tenant

    @property
    def blocked(self) -> bool:
        """What consumes credit stops: exactly while the balance is not positive (rules 12.1, 12.2)."""
        return self.state != State.POSTPAID and self.balance <= 0

    @property
    def pill(self) -> str:
        """The kind of status that the state is shown as."""
        if self.state in (State.EXHAUSTED, State.RECHARGE_FAILED):
            return "bad"
        return {State.LOW: "wait", State.RECHARGING: "now", State.NONE: "todo"}.get(self.state, "plain")

    @property
    def sentence(self) -> str:
        """The state in a sentence with its figures."""
        return _SENTENCES[self.state](self)


def standing_of(tenant: Tenant) -> Standing:
    """The state of the tenant's credit now, inside its scope; four queries at most."""
    left = balance(tenant)
    account = known_account(tenant)
    recharge = Recharge.objects.filter(tenant=tenant).select_related("method").order_by("-id").first()
    return Standing(_state(tenant, left, account, recharge), left, account, recharge, tenant)


def _state(tenant: Tenant, left: Decimal, account: Account, recharge: Recharge | None) -> State:
    if tenant.postpaid:
        return State.POSTPAID
    if recharge and recharge.status == Recharge.Status.UNCLEAR:
        return State.RECHARGE_FAILED
    if recharge and recharge.is_open:
        return State.RECHARGING
    if account.auto_recharge and account.stopped_at:
        return State.RECHARGE_FAILED
    if left <= 0:
        return State.EXHAUSTED if Lot.objects.filter(tenant=tenant).exists() else State.NONE
    below = account.trigger is not None and left < account.trigger
    return State.LOW if below or account.refused_at else State.FUNDED


def balance_words(balance: Decimal) -> str:
    """A balance in a sentence, rounded down to the cent."""
    return f"US$ {cents(balance)}"


def _left(standing: Standing) -> str:
    if standing.balance <= 0:
        return str(_("No credit is left."))
    return _("%(left)s can be spent.") % {"left": balance_words(standing.balance)}


def _low(standing: Standing) -> str:
    account = standing.account
    if account.refused_at and account.refused_amount:
        words = _("%(left)s is left, and a charge of %(needed)s was refused because that does not cover it.")
        return words % {"left": balance_words(standing.balance), "needed": usd(account.refused_amount)}
    words = _("%(left)s is left, which is below your %(trigger)s, and nothing fills it up by itself.")
    return words % {"left": balance_words(standing.balance), "trigger": usd(account.trigger or Decimal(0))}


def _recharging(standing: Standing) -> str:
    recharge = standing.recharge
    amount = recharge.amount if recharge else Decimal(0)
    with_provider = recharge is not None and recharge.status == Recharge.Status.WITH_PROVIDER
    words = (
        _("%(amount)s more waits for your provider to record the payment.")
        if with_provider
        else _("%(amount)s more is being paid.")
    )
    return f"{_left(standing)} {words % {'amount': usd(amount)}}"


def _failed(standing: Standing) -> str:
    recharge = standing.recharge
    if recharge and recharge.status == Recharge.Status.UNCLEAR:
        words = _("The payment gateway never said whether %(amount)s was paid.") % {
            "amount": usd(recharge.amount)
        }
    else:
        words = _("The last automatic recharge was not paid, and none is made until somebody acts.")
    return f"{words} {_left(standing)}"


_SENTENCES = {
    State.NONE: lambda standing: str(_("There is no credit yet.")),
    State.FUNDED: _left,
    State.LOW: _low,
    State.EXHAUSTED: lambda standing: str(_("Your credit is used up.")),
    State.RECHARGING: _recharging,
    State.RECHARGE_FAILED: _failed,
    State.POSTPAID: lambda standing: str(_("Usage is paid afterwards: nothing here needs prepaid credit.")),
}

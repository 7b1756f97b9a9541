"""What the desk writes in an order: for its own eyes, or for the customer to read."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import record
from porting import mails
from porting.actions import Action
from porting.desk import claims, mentions
from porting.models import PortEvent, PortOrder
from porting.transitions import Side, tell
from tenants.models import User
from ui.refusals import Refusal

LONGEST: Final = 4000
"""Characters of a comment."""


@transaction.atomic
def comment(order: PortOrder, text: str, *, by: User, private: bool, once: str = "") -> PortEvent | None:
    """Write in an order, whoever has it. A private comment is seen by the desk alone; another is mailed to the customer.

    Colleagues whom the text names are told. Of comments with the same words and the same `once` in an order the first is written,
    and none is returned for the others, so that what was sent twice is said once.
    """
    text = text.strip()
    if not text:
        raise Refusal(_("Write what you want to say."), field="text")
    if len(text) > LONGEST:
        words = _("A comment has at most %(most)s characters; yours has %(count)s.")
        raise Refusal(words % {"most": LONGEST, "count": len(text)}, field="text")
    claims.begin(order, Action.COMMENT, by=by)
    if once and order.events.filter(details__once=once, text=text).exists():
        return None
    agents = mentions.named(text)
    details = {"once": once} if once else {}
    event = tell(
        order, PortEvent.Kind.COMMENT, by=by, side=Side.DESK, text=text, private=private, details=details
    )
    mentions.add(event, agents, by=by)
    if private:
        record("port.noted", by=by, obj=order)  # in the provider's record: the customer reads the tenant's
    else:
        record("port.commented", by=by, tenant=order.tenant, obj=order)
        mails.commented(order, text)
    return event


@transaction.atomic
def need_no_answer(order: PortOrder, *, by: User) -> bool:
    """Say that the customer's last message needs no answer ("Thank you!"). Whether one was waiting."""
    claims.begin(order, Action.COMMENT, by=by)
    if order.customer_wrote_at is None:
        return False
    order.customer_wrote_at = None
    order.save(update_fields=["customer_wrote_at"])
    record("port.no_answer", by=by, obj=order)
    return True

"""Who or what a ported number is meant for: a person, or the place of a temporary number that it takes over from."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import record
from numbering.models import PhoneNumber, Usage
from porting.models import PortedNumber, PortOrder
from porting.order_rows import locked
from tenants.models import Person, User
from ui.formats import national
from ui.refusals import Refusal


def why_shut(order: PortOrder, number: PortedNumber) -> str:
    """Why the purpose cannot be changed any more; empty while it can. The carrier need not know of it."""
    if number.status in PortedNumber.ENDED:
        return _("The number has moved, or was taken out of the order. The inventory says who has it.")
    return "" if order.is_open else _("This order is over.")


@transaction.atomic
def set_purpose(
    number: PortedNumber, *, person: Person | None, replaces: PhoneNumber | None, by: User
) -> bool:
    """Say whom the number is given to on the day when it moves, or which temporary number it takes over from.

    A person gets numbers for people alone. Whatever answers the temporary number answers this one from then on. Returns
    whether anything was different.
    """
    order = locked(number.order)
    number.refresh_from_db()
    if sentence := why_shut(order, number):
        raise Refusal(sentence)
    if person is not None and number.usage != Usage.USER:
        raise Refusal(_("This number will be for a service, so no person can have it."), field="person")
    if replaces is not None:
        _check_temporary(number, replaces)
        if person is not None and replaces.person_id != person.pk:
            words = {"number": national(replaces.e164), "name": person}
            raise Refusal(
                _("%(number)s is not with %(name)s. Choose one of the two.") % words, field="temporary"
            )
    before = (number.person_id, number.replaces_id)
    number.person, number.replaces = person, replaces
    if before == (number.person_id, number.replaces_id):
        return False
    number.save(update_fields=["person", "replaces"])
    record(
        "port.numbers_changed",
        by=by,
        tenant=order.tenant,
        obj=order,
        after={
            "number": number.e164,
            "person": str(person or ""),
            "replaces": replaces.e164 if replaces else "",
        },
    )
    return True


def _check_temporary(number: PortedNumber, replaces: PhoneNumber) -> None:
    words = {"number": national(replaces.e164)}
    if replaces.usage != number.usage:
        raise Refusal(
            _("%(number)s is not for the same use as the number that comes.") % words, field="temporary"
        )
    if replaces.status != PhoneNumber.Status.ASSIGNED:
        raise Refusal(
            _("%(number)s is with nobody, so there is nothing to take over.") % words, field="temporary"
        )
    others = PortedNumber.objects.filter(replaces=replaces).exclude(pk=number.pk)
    if others.exclude(order__status__in=PortOrder.CLOSED).exists():
        raise Refusal(
            _("Another ported number takes over from %(number)s already.") % words, field="temporary"
        )

"""How many calls a service number takes at the same time (rules 4).

No source states a figure, only "hundreds" for a service number and "a few" for a person's; 300 and 3 are our inference.
"""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import Actor, record
from numbering.inventory import CALLS_OF_A_SERVICE
from numbering.models import PhoneNumber
from ui.refusals import Refusal

DEFAULT: Final = CALLS_OF_A_SERVICE
MOST: Final = 2_000  # calls; the largest figure that the sources mention, unanswered


@transaction.atomic
def change(number: PhoneNumber, calls: int, *, by: Actor) -> PhoneNumber:
    """Let a service number take so many calls at once. Refuses fewer than one and more than 2,000."""
    number = PhoneNumber.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=number.pk)
    if not number.is_service:
        raise Refusal(_("This number is for a person. Change its use first."))
    if not 1 <= calls <= MOST:
        raise Refusal(
            _("A service number takes 1 to 2,000 calls at the same time; you typed %(n)s.")
            % {"n": f"{calls:,}"},
            field="max_concurrent_calls",
        )
    was = number.max_concurrent_calls
    if was == calls:
        return number
    PhoneNumber.objects.filter(pk=number.pk).update(max_concurrent_calls=calls)
    number.max_concurrent_calls = calls
    record(
        "number.capacity_changed",
        by=by,
        tenant=number.tenant,
        obj=number,
        before={"max_concurrent_calls": was},
        after={"max_concurrent_calls": calls},
    )
    return number

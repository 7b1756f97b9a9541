"""The one way by which a number comes to answer for a service: a queue, an attendant, the bridge (rules 3.5, 10)."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from numbering import needs
from numbering.assignments import check_free
from numbering.blocks import Block, block_columns
from numbering.models import Kind, PhoneNumber, Usage
from numbering.transitions import move, move_many
from tenants.models import User
from tenants.scoping import lock_tenant
from ui.formats import national
from ui.refusals import Refusal

Status = PhoneNumber.Status
FOR: Final[dict[str, StrPromise]] = {
    Usage.USER: gettext_lazy("people"),
    Usage.VOICE_APP: gettext_lazy("queues and attendants"),
    Usage.CONFERENCE: gettext_lazy("the conference bridge"),
}
"""What a usage is, as it stands after "is for"."""


def take(
    number: PhoneNumber, *, usage: str, holder: str, by: User, despite_block: bool = False
) -> PhoneNumber:
    """Let a free service number answer for `holder` (words for the record: "call queue Sales").

    Write the row that says so in the same transaction, and register it with `numbering.holders`. Counted under the
    tenant's lock, so of two services that want a number at one moment one gets it and the other is told who has it.
    Refuses a number that is for something else than `usage`, that is not free or is kept free, and a toll-free one
    without credit (rules 2.2). `despite_block` is for undoing a removal that set a block. Returns the fresh number.
    """
    return take_many([number], usage=usage, holder=holder, by=by, despite_block=despite_block)[0]


@transaction.atomic
def take_many(
    numbers: Sequence[PhoneNumber], *, usage: str, holder: str, by: User, despite_block: bool = False
) -> list[PhoneNumber]:
    """Let several numbers of one tenant answer for one holder, all or none, in a fixed number of queries; see `take`."""
    tenant = lock_tenant(numbers[0].tenant)
    rows = PhoneNumber.objects.select_related("tenant", "person").filter(
        pk__in=[number.pk for number in numbers], tenant=tenant
    )
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if len(found) < len({number.pk for number in numbers}):
        raise Refusal(_("Some of these numbers are gone already. Look at the list again."))
    for number in found:
        check_free(number, despite_block=despite_block)
        _check_usage(number, usage)
    if any(spends_credit(number) for number in found):
        needs.check_credit(tenant, Kind.TOLL_FREE)
    move_many(
        found,
        Status.ASSIGNED,
        by=by,
        only_if=Q(usage=usage),
        note=_("to %(holder)s") % {"holder": holder},
        assigned_at=timezone.now(),
        **block_columns(None),
    )
    return list(rows.order_by("pk"))


@transaction.atomic
def give_back(number: PhoneNumber, *, holder: str, by: User, block_days: Block = None) -> PhoneNumber:
    """Let the number that answered for `holder` be free again; `block_days` (1 to 365, or FOREVER) keeps it so.

    Delete the row that says what it answered for in the same transaction. Refuses a number that no service has.
    """
    columns = block_columns(block_days)
    if number.status != Status.ASSIGNED or number.person_id is not None:
        raise Refusal(_("%(number)s answers for no service.") % {"number": national(number.e164)})
    move(
        number,
        Status.UNASSIGNED,
        by=by,
        only_if=Q(person=None),
        note=_("from %(holder)s") % {"holder": holder},
        assigned_at=None,
        **columns,
    )
    return number


def spends_credit(number: PhoneNumber) -> bool:
    """Whether the tenant pays for calls to it: toll-free, unless it comes over the tenant's own trunk (our inference)."""
    return number.kind == Kind.TOLL_FREE and number.supply != PhoneNumber.Supply.DIRECT_ROUTING


def _check_usage(number: PhoneNumber, usage: str) -> None:
    if number.usage == usage:
        return
    raise Refusal(
        _("%(number)s is for %(now)s. Let it be for %(needed)s first.")
        % {"number": national(number.e164), "now": FOR[number.usage], "needed": FOR[usage]},
        url=reverse("numbering:detail", args=[number.tenant.slug, number.pk]),
        link=_("Change what it is for"),
        field="number",
    )

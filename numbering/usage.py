"""Changing what a number is for (rules 3.5): only while it is free, and only where the other quota has room."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import Change, record, record_many
from numbering.holders import holder_of, holder_words
from numbering.holds import allowance_for
from numbering.inventory import calls_at_once
from numbering.models import PhoneNumber, Usage
from numbering.quotas import quota
from tenants.models import User
from tenants.scoping import lock_tenant
from ui.formats import national
from ui.refusals import Refusal


@transaction.atomic
def change_usage(number: PhoneNumber, usage: str, *, by: User) -> PhoneNumber:
    """Let a free number be for something else. A number that counts against a quota needs room in the other one."""
    _check_known(usage)
    allowance = allowance_for(usage, number.kind)
    tenant = lock_tenant(number.tenant)
    number = (
        PhoneNumber.objects.select_for_update(of=("self",))
        .select_related("tenant", "person")
        .get(pk=number.pk)
    )
    if number.status != PhoneNumber.Status.UNASSIGNED:
        raise _not_free(number)
    if number.usage == usage:
        return number
    counts = number.origin in PhoneNumber.COUNTS_AGAINST_QUOTA
    if counts and allowance != number.allowance and not (room := quota(tenant, allowance)).left:
        raise Refusal(room.sentence, field="usage")
    before = {"usage": number.usage, "allowance": number.allowance}
    after = {"usage": usage, "allowance": str(allowance)}
    stays = (usage == Usage.USER) == (number.usage == Usage.USER)
    calls = number.max_concurrent_calls if stays else calls_at_once(usage)
    PhoneNumber.objects.filter(pk=number.pk).update(max_concurrent_calls=calls, **after)
    number.refresh_from_db()
    record("number.usage_changed", by=by, tenant=tenant, obj=number, before=before, after=after)
    return number


@transaction.atomic
def change_many(numbers: Sequence[PhoneNumber], usage: str, *, by: User) -> None:
    """Let free numbers of one tenant be for something else, all or none; see `change_usage`.

    Those that stay in their quota, as from queues to the bridge, go in one statement.
    """
    _check_known(usage)
    lock_tenant(numbers[0].tenant)
    rows = PhoneNumber.objects.select_for_update(of=("self",)).select_related("tenant", "person")
    staying = []
    for number in rows.filter(pk__in=[one.pk for one in numbers]).order_by("pk"):
        if not number.is_service or allowance_for(usage, number.kind) != number.allowance:
            change_usage(number, usage, by=by)
        elif number.status != PhoneNumber.Status.UNASSIGNED:
            raise _not_free(number)
        elif number.usage != usage:
            staying.append(number)
    PhoneNumber.objects.filter(pk__in=[number.pk for number in staying]).update(usage=usage)
    changes = [
        Change("number.usage_changed", number, before={"usage": number.usage}, after={"usage": usage})
        for number in staying
    ]
    record_many(changes, by=by, tenant=numbers[0].tenant)


def _check_known(usage: str) -> None:
    if usage not in Usage.values:
        raise Refusal(_("Choose what the number is for."), field="usage")


def _not_free(number: PhoneNumber) -> Refusal:
    if number.status == PhoneNumber.Status.RELEASING:
        return Refusal(_("%(number)s is being released.") % {"number": national(number.e164)}, field="usage")
    holder = holder_of(number)
    return Refusal(
        _("%(number)s is assigned to %(name)s. Take it away first, then change its use.")
        % {"number": national(number.e164), "name": holder_words(number)},
        url=holder.url if holder else "",
        link=_("Go to %(name)s") % {"name": holder} if holder else "",
        field="usage",
    )

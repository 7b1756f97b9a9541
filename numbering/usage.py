"""Changing what a number is for (rules 3.5): only while it is free, and only where the other quota has room."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import Change, record_many
from numbering.holders import holder_of, holder_words
from numbering.holds import allowance_for
from numbering.inventory import calls_at_once
from numbering.models import PhoneNumber, Usage
from numbering.quotas import quota
from tenants.models import Tenant, User
from tenants.scoping import lock_tenant
from ui.formats import national
from ui.refusals import Refusal
from ui.templatetags.ui import thousands


def change_usage(number: PhoneNumber, usage: str, *, by: User) -> PhoneNumber:
    """Let a free number be for something else. A number that counts against a quota needs room in the other one."""
    change_many([number], usage, by=by)
    return PhoneNumber.objects.select_related("tenant", "person").get(pk=number.pk)


@transaction.atomic
def change_many(numbers: Sequence[PhoneNumber], usage: str, *, by: User) -> None:
    """Let free numbers of one tenant be for something else, all or none; those that are for it already stay as they are.

    Numbers that count against a quota need room in the other one for all of them. A number that comes to be for a person
    or leaves people takes as many calls at once as such numbers do. The queries do not grow with the numbers.
    """
    _check_known(usage)
    for kind in {number.kind for number in numbers}:
        allowance_for(usage, kind)
    tenant = lock_tenant(numbers[0].tenant)
    rows = list(
        PhoneNumber.objects.select_for_update(of=("self",))
        .select_related("tenant", "person")
        .filter(pk__in=[one.pk for one in numbers], tenant=tenant)
        .order_by("pk")
    )
    if busy := next((row for row in rows if row.status != PhoneNumber.Status.UNASSIGNED), None):
        raise _not_free(busy)
    changing = [row for row in rows if row.usage != usage]
    _check_room(tenant, changing, usage)
    changes = [_change(row, usage) for row in changing]
    for (allowance, calls), keys in _alike(changing, usage).items():
        PhoneNumber.objects.filter(pk__in=keys).update(
            usage=usage, allowance=allowance, max_concurrent_calls=calls
        )
    record_many(changes, by=by, tenant=tenant)


def _change(row: PhoneNumber, usage: str) -> Change:
    before = {"usage": row.usage, "allowance": row.allowance}
    after = {"usage": usage, "allowance": str(allowance_for(usage, row.kind))}
    return Change("number.usage_changed", row, before=before, after=after)


def _alike(rows: Sequence[PhoneNumber], usage: str) -> dict[tuple[str, int], list[int]]:
    """The keys of rows that get the same allowance and as many calls at the same time."""
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    for row in rows:
        stays = (usage == Usage.USER) == (row.usage == Usage.USER)
        calls = row.max_concurrent_calls if stays else calls_at_once(usage)
        found[str(allowance_for(usage, row.kind)), calls].append(row.pk)
    return found


def _check_room(tenant: Tenant, rows: Sequence[PhoneNumber], usage: str) -> None:
    """Refuse more numbers than the other quota has room for, with the figures."""
    coming = Counter(
        allowance_for(usage, row.kind)
        for row in rows
        if row.origin in PhoneNumber.COUNTS_AGAINST_QUOTA and allowance_for(usage, row.kind) != row.allowance
    )
    for allowance, count in coming.items():
        room = quota(tenant, allowance)
        if room.left >= count:
            continue
        if count == 1:
            raise Refusal(room.sentence, field="usage")
        words = {"n": thousands(count), "left": thousands(max(0, room.left)), "why": room.sentence}
        raise Refusal(
            _("%(n)s of these numbers would count anew, and %(left)s more fit, so none was changed. %(why)s")
            % words,
            field="usage",
        )


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

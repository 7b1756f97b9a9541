"""Putting numbers on queues and attendants, and taking them off: each number has a resource account (rules 10, 11.2).

The account is made behind the scene and takes one licence. One account has one number; an app may have many.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from audit.log import Actor, Change, record, record_many
from numbering import service_use
from numbering.blocks import Block
from numbering.holders import Holder
from numbering.models import PhoneNumber, Usage
from services.voice_apps import allowances
from services.voice_apps.models import ResourceAccount, VoiceApp
from services.voice_apps.pages import named, page_of
from tenants.models import User
from tenants.scoping import lock_tenant
from ui.formats import national
from ui.refusals import Refusal

PREFIXES: Final = {VoiceApp.Kind.QUEUE: "cq", VoiceApp.Kind.ATTENDANT: "aa"}
USUAL_PRIORITY: Final = 3
PRIORITIES: Final = range(1, 6)


def connect(
    number: PhoneNumber,
    app: VoiceApp,
    *,
    by: User,
    priority: int = USUAL_PRIORITY,
    despite_block: bool = False,
) -> ResourceAccount:
    """Let a free number lead to a queue or an attendant. Refuses as `connect_many` does."""
    return connect_many([number], app, by=by, priority=priority, despite_block=despite_block)[0]


@transaction.atomic
def connect_many(
    numbers: Sequence[PhoneNumber],
    app: VoiceApp,
    *,
    by: User,
    priority: int = USUAL_PRIORITY,
    despite_block: bool = False,
) -> list[ResourceAccount]:
    """Let free numbers lead to a queue or an attendant, all or none, in a fixed number of queries.

    Refuses what `numbering.service_use.take_many` refuses, a lack of licences with what to buy, a priority that is
    not 1 to 5, and an app that somebody has removed.
    """
    _check_priority(priority)
    tenant = lock_tenant(app.tenant)
    app = _still_there(app)
    taken = service_use.take_many(
        numbers, usage=Usage.VOICE_APP, holder=named(app), by=by, despite_block=despite_block
    )
    allowances.claim(tenant, len(taken), by=by)
    return _make(taken, app, priority=priority, by=by)


def _make(numbers: Sequence[PhoneNumber], app: VoiceApp, *, priority: int, by: User) -> list[ResourceAccount]:
    tenant = app.tenant
    accounts = ResourceAccount.objects.bulk_create(
        [
            ResourceAccount(
                tenant=tenant,
                app=app,
                number=number,
                user_name=user_name_for(app, number),
                display_name=app.name,
                priority=priority,
            )
            for number in numbers
        ]
    )
    record_many(
        [Change("account.added", one, after={**_facts(one), "priority": priority}) for one in accounts],
        by=by,
        tenant=tenant,
    )
    return accounts


@transaction.atomic
def disconnect(
    number: PhoneNumber, *, by: User, only_from: VoiceApp | None = None, block_days: Block = None
) -> ResourceAccount:
    """Take a number off its queue or attendant: the account goes, its licence and the number are free again.

    `only_from` is for undoing: refused when the number has come to lead elsewhere since. Returns the account as it was.
    """
    lock_tenant(number.tenant)
    account = _account_of(number)
    if only_from is not None and account.app_id != only_from.pk:
        raise Refusal(
            _("%(number)s is answered by %(app)s now, so this is not taken back.")
            % {"number": national(number.e164), "app": named(account.app)}
        )
    record("account.removed", by=by, tenant=number.tenant, obj=account, before=_facts(account))
    ResourceAccount.objects.filter(pk=account.pk).delete()
    service_use.give_back(account.number, holder=named(account.app), by=by, block_days=block_days)
    return account


@transaction.atomic
def move(number: PhoneNumber, app: VoiceApp, *, by: User) -> ResourceAccount:
    """Let a number lead to another queue or attendant, without a moment in which it leads nowhere.

    An account cannot go from a queue to an attendant or back (rules 11.2), so the number gets a new one; its priority
    stays, and no further licence is taken.
    """
    lock_tenant(number.tenant)
    account = _account_of(number)
    if account.app_id == app.pk:
        return account
    app = _still_there(app)
    disconnect(number, by=by)
    taken = service_use.take(number, usage=Usage.VOICE_APP, holder=named(app), by=by)
    return _make([taken], app, priority=account.priority, by=by)[0]


@transaction.atomic
def change_priority(account: ResourceAccount, priority: int, *, by: User) -> ResourceAccount:
    """Let the calls of a number be answered before or after those of others: 1 is first, 5 is last, 3 is usual."""
    _check_priority(priority)
    account = (
        ResourceAccount.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=account.pk)
    )
    before = account.priority
    if before == priority:
        return account
    ResourceAccount.objects.filter(pk=account.pk).update(priority=priority)
    account.priority = priority
    record(
        "account.changed",
        by=by,
        tenant=account.tenant,
        obj=account,
        before={"priority": before},
        after={"priority": priority},
    )
    return account


@transaction.atomic
def follow_name(app: VoiceApp, *, by: Actor) -> int:
    """Show agents and callers the new name of a queue or an attendant; returns how many accounts changed their name."""
    accounts = list(ResourceAccount.objects.filter(app=app).exclude(display_name=app.name))
    record_many(
        [
            Change("account.changed", one, {"display_name": one.display_name}, {"display_name": app.name})
            for one in accounts
        ],
        by=by,
        tenant=app.tenant,
    )
    return ResourceAccount.objects.filter(pk__in=[one.pk for one in accounts]).update(display_name=app.name)


def user_name_for(app: VoiceApp, number: PhoneNumber) -> str:
    """The account's user name: what it is for and its number, as no other account has it ("cq-sales-12065550100")."""
    word = slugify(app.name)[:80]
    digits = number.e164.removeprefix("+")
    return "-".join(part for part in (PREFIXES[VoiceApp.Kind(app.kind)], word, digits) if part)


def accounts_of(apps: Iterable[VoiceApp | int]) -> dict[int, list[ResourceAccount]]:
    """The accounts of these apps with their numbers, by the apps' ids; one query."""
    found: dict[int, list[ResourceAccount]] = defaultdict(list)
    rows = ResourceAccount.objects.filter(app__in=list(apps)).select_related("number")
    for account in rows.order_by("number__e164"):
        found[account.app_id].append(account)
    return found


def find_holders(numbers: Sequence[PhoneNumber]) -> dict[int, Holder]:
    """Which of these numbers lead to a queue or an attendant, and to which. One query."""
    slug = numbers[0].tenant.slug
    accounts = ResourceAccount.objects.filter(number__in=numbers).select_related("app")
    return {
        account.number_id: Holder(
            named(account.app),
            page_of(account.app, slug) or reverse("service_numbers:answer", args=[slug, account.number_id]),
        )
        for account in accounts
    }


def _account_of(number: PhoneNumber) -> ResourceAccount:
    account = (
        ResourceAccount.objects.select_for_update(of=("self",))
        .select_related("app", "number__tenant", "number__person")
        .filter(number=number)
        .first()
    )
    if account is None:
        raise Refusal(
            _("%(number)s is answered by no queue or attendant.") % {"number": national(number.e164)}
        )
    return account


def _still_there(app: VoiceApp) -> VoiceApp:
    found = VoiceApp.objects.select_related("tenant").filter(pk=app.pk, tenant=app.tenant_id).first()
    if found is None:
        raise Refusal(_("%(name)s was removed in the meantime.") % {"name": app.name}, field="target")
    return found


def _check_priority(priority: int) -> None:
    if priority not in PRIORITIES:
        raise Refusal(_("The priority is a number from 1, first, to 5, last."), field="priority")


def _facts(account: ResourceAccount) -> dict[str, str]:
    return {
        "number": account.number.e164,
        "user_name": account.user_name,
        "answers": named(account.app),
    }

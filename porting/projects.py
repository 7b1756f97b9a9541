"""Many numbers brought at once: made into the orders that carriers accept, and told about as one (rules 5.1)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import phonenumbers
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from audit.log import record
from numbering.e164 import NotANumber, to_e164
from porting import order_numbers, orders
from porting.actions import Action, check
from porting.models import PortOrder, PortProject
from porting.number_lists import Entry, is_toll_free
from porting.order_rows import locked, numbers_kept
from porting.reference.rules import rule_for
from porting.split import Group, Want, split
from porting.transitions import Side
from tenants.models import Tenant, User
from ui.formats import parse
from ui.refusals import Refusal

Status, Kind = PortOrder.Status, PortOrder.Kind
ACTION: Final = (*PortOrder.WITH_CUSTOMER, Status.CARRIER_ACTION)
GIVEN_UP: Final = (Status.CANCELLED, Status.EXPIRED)
WORDS: Final[dict[str, StrPromise]] = {
    "action": gettext_lazy("Requires action"),
    "progress": gettext_lazy("In progress"),
    "completed": gettext_lazy("Completed"),
    "cancelled": gettext_lazy("Cancelled"),
}
ADDRESS: Final = ("house_number", "street", "city", "state", "postal_code")


@dataclass(frozen=True)
class Standing:
    """A project in one word, with the figures behind it."""

    key: str
    orders: int
    open: int

    @property
    def word(self) -> str:
        """The word, translated."""
        return str(WORDS[self.key])


def word_of(statuses: Sequence[str]) -> str:
    """One word for many orders: what needs the customer wins over what goes on, that over what is over."""
    if any(status in ACTION for status in statuses):
        return "action"
    if any(status not in PortOrder.CLOSED for status in statuses):
        return "progress"
    return "completed" if Status.COMPLETED in statuses else "cancelled"


def standing_of(project: PortProject) -> Standing:
    """The word and the figures of a project; one query."""
    statuses = list(PortOrder.objects.filter(project=project).values_list("status", flat=True))
    still = sum(status not in PortOrder.CLOSED for status in statuses)
    return Standing(word_of(statuses), len(statuses), still)


def words_of(projects: Collection[int]) -> dict[int, str]:
    """The word of each of these projects (ids); one query."""
    rows = PortOrder.objects.filter(project__in=projects).values_list("project_id", "status")
    statuses: dict[int, list[str]] = defaultdict(list)
    for project, status in rows:
        if project is not None:
            statuses[project].append(status)
    return {project: str(WORDS[word_of(found)]) for project, found in statuses.items()}


@transaction.atomic
def bring(
    tenant: Tenant, entries: Sequence[Entry], *, country: str, kind: str, name: str, by: User
) -> PortOrder | PortProject:
    """Drafts for all that was brought: one order, or a project of several where carriers want them apart.

    `kind` is that of the numbers that are not toll-free. Refuses the first entry that cannot be read.
    """
    order_numbers.refuse_unreadable(entries)
    groups = plan(entries, country=country, kind=kind)
    by_number = {entry.e164: entry for entry in entries}
    if len(groups) <= 1:
        return _one(tenant, groups, by_number, country=country, kind=kind, name=name, by=by)
    project = PortProject.objects.create(
        tenant=tenant, name=name[:120], created_by=by, created_by_name=str(by)[:150]
    )
    made: list[PortOrder] = []
    for place, group in enumerate(groups, start=1):
        made.append(
            _open(
                tenant,
                group,
                by_number,
                name=f"{name[:110]} {place}",
                by=by,
                project=project,
                follows=made[group.follows] if group.follows is not None else None,
            )
        )
    facts = {"orders": len(made), "numbers": len(by_number)}
    record("port.project_opened", by=by, tenant=tenant, obj=project, after=facts)
    return project


def _one(
    tenant: Tenant,
    groups: list[Group],
    by_number: dict[str, Entry],
    *,
    country: str,
    kind: str,
    name: str,
    by: User,
) -> PortOrder:
    if not groups:
        return orders.open_order(tenant, country=country, kind=kind, name=name, by=by)
    return _open(tenant, groups[0], by_number, name=name, by=by)


def _open(
    tenant: Tenant,
    group: Group,
    by_number: dict[str, Entry],
    *,
    name: str,
    by: User,
    project: PortProject | None = None,
    follows: PortOrder | None = None,
) -> PortOrder:
    """A draft of one group, with what the list said of it."""
    first = group.first
    said = by_number[group.numbers[0]].fields
    known = {key: said[key][:80] for key in ("account_pin", *ADDRESS) if said.get(key)}
    order = orders.open_order(
        tenant,
        country=first.country,
        kind=first.kind,
        name=name,
        by=by,
        project=project,
        follows=follows,
        sequence=group.sequence,
        provider=first.provider[:120],
        account_number=first.account[:60],
        billing_number=first.billing,
        organisation=(first.organisation or tenant.name)[:120],
        **{key: value[: _longest(key)] for key, value in known.items()},
    )
    order_numbers.add_numbers(order, [by_number[e164] for e164 in group.numbers], by=by)
    return order


def _longest(column: str) -> int:
    return getattr(PortOrder._meta.get_field(column), "max_length", None) or 0


def plan(entries: Sequence[Entry], *, country: str, kind: str, today: date | None = None) -> list[Group]:
    """The orders that the entries make, in their sequence. A query for each country and kind."""
    day = today or timezone.now().date()
    known: dict[tuple[str, str], int] = {}

    def most(of_country: str, of_kind: str) -> int:
        if (of_country, of_kind) not in known:
            known[of_country, of_kind] = rule_for(of_country, of_kind, day=day).most_numbers
        return known[of_country, of_kind]

    return split([_want(entry, country, kind) for entry in entries if entry.e164], most=most)


def _want(entry: Entry, country: str, kind: str) -> Want:
    free = is_toll_free(entry.e164)
    local = Kind.USER if kind == Kind.TOLL_FREE else kind
    said = entry.fields
    return Want(
        e164=entry.e164,
        country=_country(entry.e164, country),
        kind=Kind.TOLL_FREE if free else local,
        provider=said.get("provider", ""),
        account=said.get("account_number", ""),
        billing=_billing(said.get("billing_number", ""), country),
        organisation=said.get("organisation", ""),
        address=tuple(said.get(key, "") for key in ADDRESS),
    )


def _country(e164: str, country: str) -> str:
    """The chosen country where its code is that of the number; else the country whose number it is."""
    number = parse(e164)
    if number is None or number.country_code == phonenumbers.country_code_for_region(country):
        return country
    return phonenumbers.region_code_for_number(number) or country


def _billing(text: str, country: str) -> str:
    """A billing number in E.164; what is none is left out, and asked for in the form."""
    try:
        return to_e164(text, country) if text else ""
    except NotANumber:
        return ""


@transaction.atomic
def split_draft(order: PortOrder, *, by: User) -> PortProject:
    """Make a draft with kinds or countries that do not go together into a project of orders that do.

    The draft keeps the numbers of its own kind and country, and all that was filled in; the others get orders of their
    own with the same account. Refuses when everything goes together.
    """
    locked(order)
    check(Action.SPLIT_DRAFT, order, Side.CUSTOMER)
    rows = {row.e164: row for row in numbers_kept(order)}
    entries = [Entry(0, e164, e164, fields={"rio": row.rio}) for e164, row in rows.items()]
    local = order.kind if order.kind != Kind.TOLL_FREE else Kind.USER
    groups = plan(entries, country=str(order.country), kind=local)
    others = [g for g in groups if (g.first.country, g.first.kind) != (str(order.country), order.kind)]
    if not others:
        raise Refusal(_("All numbers of this order go together: there is nothing to split."))
    if len(others) == len(groups):
        raise Refusal(
            _("None of the numbers fits the order. Open an order of the other kind, and delete this one.")
        )
    project = order.project or PortProject.objects.create(
        tenant=order.tenant, name=order.name, created_by=by, created_by_name=str(by)[:150]
    )
    order.project = project
    order.save(update_fields=["project"])
    order_numbers.remove_numbers(order, [rows[e164].pk for g in others for e164 in g.numbers], by=by)
    before = order
    for group in others:
        copied = {
            key: getattr(order, key)
            for key in ("provider", "account_number", "account_pin", "organisation", *ADDRESS)
        }
        copied |= {
            key: getattr(order, key)
            for key in ("authorised_name", "authorised_title", "authorised_email", "notify")
        }
        made = orders.open_order(
            order.tenant,
            country=group.first.country,
            kind=group.first.kind,
            name=order.name,
            by=by,
            project=project,
            follows=before if order.account_number else None,
            sequence=before.sequence + 1 if order.account_number else 1,
            **copied,
        )
        order_numbers.add_numbers(
            made, [Entry(0, e164, e164, fields={"rio": rows[e164].rio}) for e164 in group.numbers], by=by
        )
        before = made
    record("port.split", by=by, tenant=order.tenant, obj=order, after={"orders": len(others) + 1})
    return project

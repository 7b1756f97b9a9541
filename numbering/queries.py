"""Querysets and figures about numbers, used by pages, exports and steps."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from carriers.base import NumberKind, carrier
from carriers.digits import GROUP, digit_groups, only_digits
from licensing.queries import people_needing_numbers
from numbering.models import Kind, PhoneNumber, Usage
from tenants.models import Person, Tenant

Status = PhoneNumber.Status


@dataclass(frozen=True)
class Counts:
    """Numbers by what becomes of them."""

    total: int
    unassigned: int
    assigned: int
    releasing: int
    pending: int
    without_address: int


def stock_countries(kind: str = Kind.GEOGRAPHIC, *, user_grade: bool = True) -> list[str]:
    """ISO codes of the countries where the carrier has numbers of this kind online."""
    return carrier().countries(NumberKind(kind), user_grade=user_grade)


def inventory(
    tenant: Tenant,
    *,
    q: str = "",
    status: str = "",
    usage: str | Iterable[str] = "",
    kind: str = "",
    country: str = "",
    city: str = "",
    person: int | str | None = None,
    supply: str = "",
) -> QuerySet[PhoneNumber]:
    """The tenant's numbers by filters; what makes no sense is ignored. `q` is digits anywhere, or part of a name.

    `status` also takes "pending" (being activated) and "blocked". Order and page by e164.
    """
    rows: QuerySet[PhoneNumber] = PhoneNumber.objects.filter(tenant=tenant)
    rows = rows.select_related("person", "emergency_address")
    rows = _with_status(rows, status)
    usages = {usage} if isinstance(usage, str) else set(usage)
    if chosen := usages & set(Usage.values):
        rows = rows.filter(usage__in=chosen)
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    if supply in PhoneNumber.Supply.values:
        rows = rows.filter(supply=supply)
    if country:
        rows = rows.filter(country=_plain(country)[:2].upper())
    if city:
        rows = rows.filter(city=_plain(city))
    if person and str(person).isascii() and str(person).isdigit() and len(str(person)) < 18:
        rows = rows.filter(person_id=int(person))
    return matching(rows, q)


def _with_status(rows: QuerySet[PhoneNumber], status: str) -> QuerySet[PhoneNumber]:
    if status in Status.values:
        return rows.filter(status=status)
    if status == "pending":
        return rows.filter(activation=PhoneNumber.Activation.PENDING)
    if status == "blocked":
        return rows.filter(Q(blocked_forever=True) | Q(blocked_until__isnull=False), status=Status.UNASSIGNED)
    return rows


def matching(rows: QuerySet[PhoneNumber], q: str) -> QuerySet[PhoneNumber]:
    """Numbers that have the digits of `q` anywhere, or belong to somebody whose name has its words."""
    text = _plain(q).strip()[:100]
    if not text:
        return rows
    if any(character.isalpha() for character in text):
        for word in text.casefold().split()[:8]:
            rows = rows.filter(Q(person__search_text__contains=word) | Q(city__icontains=word))
        return rows
    digits = only_digits(text).lstrip("0") or only_digits(text)
    if not digits:
        return rows
    rows = rows.filter(e164__contains=digits)
    return rows.filter(digit_groups__contains=digit_groups(digits)) if len(digits) >= GROUP else rows


def _plain(text: str) -> str:
    return str(text).replace("\x00", "")


def numbers_of_person(person: Person) -> QuerySet[PhoneNumber]:
    """What the person has: at most one number by today's rules."""
    return PhoneNumber.objects.filter(person=person).select_related("emergency_address").order_by("e164")


def counts(tenant: Tenant, *, usages: Iterable[str] = (Usage.USER,)) -> Counts:
    """Figures of the tenant's numbers for these usages, in one query."""
    found = PhoneNumber.objects.filter(tenant=tenant, usage__in=list(usages)).aggregate(
        total=Count("pk"),
        unassigned=Count("pk", filter=Q(status=Status.UNASSIGNED)),
        assigned=Count("pk", filter=Q(status=Status.ASSIGNED)),
        releasing=Count("pk", filter=Q(status=Status.RELEASING)),
        pending=Count("pk", filter=Q(activation=PhoneNumber.Activation.PENDING)),
        without_address=Count("pk", filter=Q(status=Status.ASSIGNED, emergency_address=None)),
    )
    return Counts(**found)


def people_without_number(tenant: Tenant) -> QuerySet[Person]:
    """People who are to have a number and have the licences, but no number yet."""
    return people_needing_numbers(tenant).filter(numbers=None).order_by("sort_key", "id")


def free_numbers(tenant: Tenant, *, country: str = "", usage: str = Usage.USER) -> QuerySet[PhoneNumber]:
    """Numbers that can be assigned today: free, and not kept free on purpose."""
    rows = PhoneNumber.objects.filter(
        Q(blocked_until=None) | Q(blocked_until__lt=timezone.localdate()),
        tenant=tenant,
        status=Status.UNASSIGNED,
        usage=usage,
        blocked_forever=False,
    )
    return (rows.filter(country=country) if country else rows).order_by("e164")

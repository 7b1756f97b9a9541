"""What the stories of the four organisations are made of: each part goes through the product's own verbs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from carriers.base import NumberKind, Query
from countries import reviews
from countries.queries import country_codes_of
from credits.models import Entry
from credits.payments import record_payment
from jobs import sweeps
from licensing import assignments, seats
from licensing.models import Product, SeatPurchase
from numbering import assignments as number_assignments
from numbering import holds, orders
from numbering.models import Kind, PhoneNumber, Usage
from services.bridges import numbers as bridge_numbers
from services.bridges.bridges import ensure as ensure_bridge
from services.numbers import answers
from services.sounds import sounds
from services.sounds.models import Sound
from services.sounds.reading import read
from services.voice_apps import accounts
from services.voice_apps.models import VoiceApp
from tenants import addresses, sites
from tenants.models import EmergencyAddress, Membership, Person, Site, Tenant, User
from tenants.people import people
from wizard.demonstration.accounts import ACCOUNTS, make
from wizard.demonstration.names import invented
from wizard.demonstration.tunes import recording


def organisation(slug: str, name: str, **fields: Any) -> Tenant:
    """A demonstration tenant."""
    return Tenant.objects.create(slug=slug, name=name, is_demonstration=True, **fields)


def members(tenant: Tenant) -> User:
    """The tenant's accounts; returns the first admin, who does the rest."""
    users = []
    for account in ACCOUNTS:
        if account.tenant == tenant.slug and account.role:
            user = make(account)
            Membership.objects.create(tenant=tenant, user=user, role=account.role)
            users.append(user)
    return users[0]


def site(tenant: Tenant, name: str, country: str, zone: str, by: User, **address: Any) -> Site:
    """A site; with the parts of an address it gets a validated emergency address."""
    place = None
    if address:
        place = addresses.add(
            tenant, {"name": name, "company": tenant.name, "country": country, **address}, by=by
        )
        problems = addresses.validate(place, by=by)
        if problems:
            raise ValueError(f"The demonstration's address of {name} is not valid: {problems}")
        place.refresh_from_db()
    return sites.add(
        tenant, {"name": name, "country": country, "time_zone": zone, "emergency_address": place}, by=by
    )


def look_at_countries(tenant: Tenant, by: User) -> None:
    """Step 1, done."""
    reviews.mark_all_seen(tenant, country_codes_of(tenant), by=by)


def staff(tenant: Tenant, count: int, places: Sequence[Site], by: User, *, skip: int = 0) -> list[Person]:
    """Invented people, spread over the sites; `skip` begins later in the list of names."""
    made = []
    for index, (first, last, department) in enumerate(list(invented(skip + count))[skip:]):
        place = places[index % len(places)]
        values = {
            "user_name": f"{first}.{last}@{tenant.slug}.example".lower(),
            "first_name": first,
            "last_name": last,
            "display_name": f"{first} {last}",
            "department": department,
            "usage_location": place.country,
            "site": place,
            "extension": str(2001 + skip + index),
        }
        made.append(people.add(tenant, values, by=by))
    return made


def buy(tenant: Tenant, purchases: dict[str, int], operator: User) -> None:
    """Seats, as the operator records them."""
    for index, (sku, quantity) in enumerate(purchases.items(), start=1):
        seats.buy(
            tenant,
            Product.objects.get(pk=sku),
            quantity,
            reference=f"PO-{tenant.pk:02}{index:02}",
            source=SeatPurchase.Source.OPERATOR,
            by=operator,
            bought_on=timezone.now().date() - timedelta(days=40),
        )


def licence(tenant: Tenant, who: Iterable[Person], skus: Sequence[str], by: User) -> None:
    """Licences for people, set up by the worker's own code before going on."""
    assignments.assign(
        tenant, list(who), list(Product.objects.filter(pk__in=skus)), by=by, all_or_nothing=True
    )
    work()


def pay(tenant: Tenant, amount: int, operator: User) -> None:
    """A payment that the operator recorded a month ago."""
    record_payment(
        tenant,
        amount=Decimal(amount),
        reference=f"WIRE-{tenant.pk:02}01",
        paid_at=timezone.now() - timedelta(days=30),
        source=Entry.Source.OPERATOR,
        by=operator,
    )


def numbers(
    tenant: Tenant,
    query: Query,
    count: int,
    usage: Usage,
    by: User,
    *,
    address: EmergencyAddress | None = None,
    keep: bool = True,
) -> list[PhoneNumber]:
    """Search, hold and, unless told otherwise, acquire the first numbers that are found."""
    found = holds.search(tenant, query, limit=count)
    order = holds.hold(
        tenant,
        [offer.e164 for offer in found.offers],
        query_place=query.city or query.country,
        usage=usage,
        kind=Kind(query.kind.value),
        country=query.country,
        by=by,
        emergency_address=address,
    )
    if not keep:
        return []
    orders.acquire(order, by=by)
    work()
    return list(PhoneNumber.objects.filter(order=order).order_by("e164"))


def in_city(country: str, city: str, state: str = "", *, user_grade: bool = True) -> Query:
    """A search for geographic numbers."""
    return Query(country=country, kind=NumberKind.GEOGRAPHIC, state=state, city=city, user_grade=user_grade)


def toll_free(country: str) -> Query:
    """A search for toll-free numbers."""
    return Query(country=country, kind=NumberKind.TOLL_FREE, user_grade=False)


def give(pairs: Iterable[tuple[PhoneNumber, Person]], by: User) -> None:
    """Numbers for people, each with the address of the person's site."""
    for number, person in pairs:
        place = person.site.emergency_address if person.site else None
        number_assignments.assign(number, person, emergency_address=place, by=by, notify=False)
    work()


def sound(tenant: Tenant, name: str, notes: Iterable[tuple[float, float]], by: User) -> Sound:
    """A recording, uploaded."""
    file_name = f"{name.lower().replace(' ', '-')}.wav"
    return sounds.add(tenant, read(recording(notes)), file_name=file_name, name=name, by=by)[0]


def put_on_bridge(owned: Iterable[PhoneNumber], by: User) -> None:
    """Numbers of our own for the conference bridge, which its first organisers have made."""
    for number in owned:
        bridge_numbers.put_on(ensure_bridge(number.tenant, by=by), number, by=by)


def let_answer(numbers: Mapping[str, PhoneNumber], by: User) -> None:
    """Numbers for the queues and attendants of these names."""
    for name, number in numbers.items():
        accounts.connect(number, VoiceApp.objects.get(name=name), by=by)


def park(numbers: Sequence[PhoneNumber], by: User) -> None:
    """Numbers that nothing answers, on purpose."""
    answers.park(numbers, by=by)


def work() -> None:
    """Do what the workers would do."""
    while sweeps.sweep(grace_seconds=-1):
        pass

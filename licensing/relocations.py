"""Taking licences along to another country: a licence keeps the usage location that its holder had when it was given."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import Change, record_many
from countries.queries import country_name
from licensing import sentences
from licensing.checker import World, prohibited
from licensing.holdings import world
from licensing.models import Assignment, Product
from tenants.models import Person, Tenant, User
from tenants.scoping import lock_tenant
from ui.refusals import Refusal


@dataclass(frozen=True)
class Relocation:
    """One person whose licences lie in another country than the person. `refused` says why they must stay there."""

    person: Person
    was: tuple[str, ...]
    to: str
    products: tuple[Product, ...]
    refused: str = ""

    @property
    def origin(self) -> str:
        """Where the licences lie, in words."""
        return ", ".join(country_name(code) for code in self.was)

    @property
    def destination(self) -> str:
        """Where the person is, in words; empty while that is not set."""
        return country_name(self.to) if self.to else ""


def preview(tenant: Tenant, people: Sequence[Person]) -> list[Relocation]:
    """What would happen to those whose licences lie elsewhere, in the order given; the others are left out.

    Writes nothing. A fixed number of queries for any number of people.
    """
    found = world(tenant)
    held: dict[int, list[Assignment]] = defaultdict(list)
    for row in Assignment.objects.filter(tenant=tenant, person__in=people).order_by("product__position"):
        held[row.person_id].append(row)
    return [_of(person, held[person.pk], found) for person in people if _astray(person, held[person.pk])]


def _astray(person: Person, rows: Sequence[Assignment]) -> bool:
    return any(row.usage_location != str(person.usage_location) for row in rows)


def _of(person: Person, rows: Sequence[Assignment], found: World) -> Relocation:
    to = str(person.usage_location)
    moving = [row for row in rows if row.usage_location != to]
    products = tuple(found.products[row.product_id] for row in moving)
    was = tuple(sorted({row.usage_location for row in moving}))
    if not to:
        return Relocation(person, was, to, products, sentences.no_location(str(person)))
    barred = next((product for product in products if prohibited(to, product, found)), None)
    refused = sentences.not_in_country(str(person), barred, to) if barred else ""
    return Relocation(person, was, to, products, refused)


@transaction.atomic
def relocate(tenant: Tenant, people: Sequence[Person], *, by: User) -> list[Relocation]:
    """Take all licences of the people to the usage locations that these have now; what was done, and what was refused.

    A plan counts in the country of its licence (rules 1.2), so this moves its minutes as well. Each person's licences
    go together or stay together. Refused when nobody's licences can go.
    """
    lock_tenant(tenant)
    known = list(Person.objects.filter(pk__in=[person.pk for person in people]).order_by("sort_key", "id"))
    plans = preview(tenant, known)
    going = [one for one in plans if not one.refused]
    if not going:
        raise Refusal(
            plans[0].refused
            if plans
            else _("All licences are where their people are: nothing is to be done.")
        )
    for country in {one.to for one in going}:
        ids = [one.person.pk for one in going if one.to == country]
        Assignment.objects.filter(tenant=tenant, person__in=ids).update(usage_location=country)
    record_many([_change(one) for one in going], by=by, tenant=tenant)
    return plans


def _change(one: Relocation) -> Change:
    return Change(
        "licence.relocated",
        one.person,
        before={"usage_location": ", ".join(one.was)},
        after={"usage_location": one.to},
        note=", ".join(product.name for product in one.products),
    )

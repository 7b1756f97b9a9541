"""The list of people with a plan as a CSV file."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from countries.queries import country_name
from licensing.models import Assignment
from services.plans.kinds import PlanKind, kind_of
from services.plans.lacks import Teller, in_words
from services.plans.minutes import Minutes
from services.plans.pools import Reference
from tenants.models import Tenant
from tenants.scoping import tenant_scope

CHUNK = 1000


def header() -> list[str]:
    """The columns of the file."""
    return [
        _("Name"),
        _("User name"),
        _("Department"),
        _("Plan"),
        _("SKU"),
        _("Kind"),
        _("Country of the plan"),
        _("Domestic minutes a month"),
        _("International minutes a month"),
        _("Number"),
        _("Set-up"),
        _("What is missing"),
        _("Communications Credits licence"),
        _("Calls out"),
    ]


def rows(tenant: Tenant, listed: QuerySet[Assignment], known: Reference) -> Iterator[list[Any]]:
    """One line for each person, read in chunks and inside the tenant's scope, which the view has left by then."""
    teller = Teller(tenant)
    with tenant_scope(tenant):
        for row in listed.select_related("person", "product").iterator(chunk_size=CHUNK):
            yield _line(row, teller, known)


def _line(row: Any, teller: Teller, known: Reference) -> list[Any]:
    lacks, kind = teller.lacks(row), kind_of(row.product)
    each = known.minutes(row.product_id, row.usage_location)
    return [
        row.person.display_name,
        row.person.user_name,
        row.person.department,
        row.product.name,
        row.product_id,
        kind.label,
        country_name(row.usage_location),
        _figure(each, each.domestic),
        _none() if kind == PlanKind.DOMESTIC else _figure(each, each.international),
        row.number_e164 or "",
        _("incomplete") if lacks else _("complete"),
        in_words(lacks),
        _("no") if row.lack_credits else _("yes"),
        in_words(teller.notes(row)),
    ]


def _none() -> str:
    return _("none")


def _figure(each: Minutes, value: int | None) -> str:
    """A figure, "none" where the plan has no minutes, "not stated" where the reference data is silent."""
    if not each.included:
        return _none()
    return _("not stated") if value is None else str(value)

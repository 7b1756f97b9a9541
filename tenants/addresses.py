"""The verbs of emergency addresses: write, validate, copy, remove; and the terms of each country (rules 11.4)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import log
from tenants.address_checks import problems
from tenants.models import EmergencyAddress, EmergencyTerms, Site, Tenant, User
from ui.refusals import Refusal
from ui.templatetags.ui import thousands

AddressUse = Callable[[EmergencyAddress], list[str]]
PARTS: Final = (
    "name",
    "company",
    "country",
    "house_number",
    "street",
    "city",
    "state",
    "postal_code",
    "latitude",
    "longitude",
    "description",
)
Validation = EmergencyAddress.Validation

_uses: list[AddressUse] = []


def register_address_use(use: AddressUse) -> None:
    """Add a callable that says, in sentences with figures, what uses an address; each keeps it from being deleted."""
    _uses.append(use)


def uses(address: EmergencyAddress) -> list[str]:
    """What uses the address, in sentences; empty when nothing does."""
    sites = list(Site.objects.filter(emergency_address=address).values_list("name", flat=True)[:50])
    own = []
    if sites:
        sentence = ngettext(
            "It is the address of %(n)s site: %(names)s.",
            "It is the address of %(n)s sites: %(names)s.",
            len(sites),
        )
        own = [sentence % {"n": thousands(len(sites)), "names": ", ".join(sites[:5])}]
    return own + [sentence for use in _uses for sentence in use(address)]


def usable(tenant: Tenant, country: str) -> QuerySet[EmergencyAddress]:
    """The addresses that may be given to a number of this country: validated, and in it."""
    return EmergencyAddress.objects.filter(tenant=tenant, country=country, validation=Validation.VALIDATED)


def add(tenant: Tenant, values: Mapping[str, Any], *, by: User) -> EmergencyAddress:
    """A new address, not yet validated. Raises Refusal on `name` when the name is taken."""
    address = EmergencyAddress(tenant=tenant, **values)
    with transaction.atomic():
        _save(address)
        log.record("address.added", by=by, obj=address, tenant=tenant, after=dict(values))
    return address


def change(address: EmergencyAddress, values: Mapping[str, Any], *, by: User) -> None:
    """Write an address that is not validated; a validated one is never changed."""
    with transaction.atomic():
        current = EmergencyAddress.objects.select_for_update().get(pk=address.pk)
        _refuse_validated(current)
        before = {name: getattr(current, name) for name in values}
        for name, value in values.items():
            setattr(current, name, value)
        _save(current)
        log.record(
            "address.changed", by=by, obj=current, tenant=current.tenant, before=before, after=dict(values)
        )


def _refuse_validated(address: EmergencyAddress) -> None:
    if address.is_valid:
        raise Refusal(
            _("%(name)s is validated, so it stays as it is. Make a copy, and change that.")
            % {"name": address.name},
            url=reverse("sites:address", args=[address.tenant.slug, address.pk]),
            link=_("Go to the address"),
        )


def _save(address: EmergencyAddress) -> None:
    try:
        with transaction.atomic():
            address.save()
    except IntegrityError as error:
        if "one_address_per_name" not in str(error):
            raise
        raise Refusal(
            _("Another address is called %(name)s.") % {"name": address.name}, field="name"
        ) from error


@transaction.atomic
def validate(address: EmergencyAddress, *, by: User) -> list[tuple[str, str]]:
    """Check the address and mark it validated; what is wrong as (field, sentence), and then it stays a draft."""
    current = EmergencyAddress.objects.select_for_update().get(pk=address.pk)
    if current.is_valid:
        return []
    if found := problems(current):
        return found
    current.validation, current.validated_at = Validation.VALIDATED, timezone.now()
    current.save(update_fields=["validation", "validated_at"])
    log.record("address.validated", by=by, obj=current, tenant=current.tenant, note=current.one_line)
    return []


@transaction.atomic
def copy(address: EmergencyAddress, *, by: User) -> EmergencyAddress:
    """A draft with the same parts and a free name, to be changed and validated."""
    values = {part: getattr(address, part) for part in PARTS}
    taken = set(EmergencyAddress.objects.values_list("name", flat=True))
    number = 2
    while (name := f"{address.name[:110]} ({number})") in taken:
        number += 1
    return add(address.tenant, {**values, "name": name}, by=by)


@transaction.atomic
def remove(address: EmergencyAddress, *, by: User) -> None:
    """Delete an address that nothing uses. Raises Refusal with what uses it."""
    current = EmergencyAddress.objects.select_for_update().get(pk=address.pk)
    if used := uses(current):
        raise Refusal(_("%(name)s is in use. %(uses)s") % {"name": current.name, "uses": " ".join(used)})
    log.record(
        "address.removed", by=by, obj=current, tenant=current.tenant, before={"address": current.one_line}
    )
    try:
        with transaction.atomic():
            current.delete()
    except (ProtectedError, IntegrityError) as error:
        raise Refusal(_("%(name)s is in use, so it cannot be deleted.") % {"name": current.name}) from error


def terms_accepted(tenant: Tenant, country: str) -> bool:
    """Whether an admin of the tenant has accepted the country's emergency-calling terms."""
    return EmergencyTerms.objects.filter(tenant=tenant, country=country).exists()


@transaction.atomic
def accept_terms(tenant: Tenant, country: str, *, by: User) -> EmergencyTerms:
    """Accept a country's terms, once for the whole tenant; a second time changes nothing."""
    terms, made = EmergencyTerms.objects.get_or_create(
        tenant=tenant, country=country, defaults={"accepted_by_name": str(by)[:150]}
    )
    if made:
        log.record("emergency_terms.accepted", by=by, obj=terms, tenant=tenant, after={"country": country})
    return terms

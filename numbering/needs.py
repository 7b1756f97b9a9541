"""What must be there before a number is acquired or given to a person: credit, terms, addresses, licences (rules 3.5)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from countries.models import Country
from credits.balances import toll_free_allowed
from licensing.models import Capability
from licensing.queries import holding
from numbering.models import Kind, PhoneNumber
from tenants.models import EmergencyAddress, EmergencyTerms, Person, Tenant
from ui.refusals import Refusal

Moment = Country.AddressMoment


def check_credit(tenant: Tenant, kind: str) -> None:
    """Refuse to hold, prolong or acquire toll-free numbers without credit or payment afterwards (rules 12.2, 15)."""
    if kind == Kind.TOLL_FREE and not toll_free_allowed(tenant):
        raise Refusal(
            _("Toll-free numbers need credit, and your balance is zero. Add credit first, then go on."),
            url=reverse("credits:overview", args=[tenant.slug]),
            link=_("Add credit"),
            field="kind",
        )


def check_acquirable(
    tenant: Tenant, *, country: str, kind: str, emergency_address: EmergencyAddress | None = None
) -> None:
    """Refuse what may not be held: toll-free without credit, or no address where the country asks for it at once."""
    check_credit(tenant, kind)
    if emergency_address is not None:
        check_address(emergency_address, country)
    elif kind != Kind.TOLL_FREE and _moment(country) == Moment.ON_ACQUIRE:
        raise Refusal(
            _("In %(country)s a number needs an emergency address before it is acquired. Choose one.")
            % {"country": name_of(country)},
            url=reverse("sites:addresses", args=[tenant.slug]),
            link=_("See your emergency addresses"),
            field="emergency_address",
        )


@dataclass(frozen=True)
class Facts:
    """What the rules ask of the database, read once for as many people as are looked at. Four queries."""

    tenant: Tenant
    countries: Mapping[str, Country]
    accepted: frozenset[str]
    with_phone_system: frozenset[int]
    with_calling_plan: frozenset[int]

    @classmethod
    def read(cls, tenant: Tenant, people: Iterable[Person] = ()) -> "Facts":
        """The countries, the terms that were accepted, and who of these people holds what a number needs."""
        keys = [person.pk for person in people]
        accepted = EmergencyTerms.objects.filter(tenant=tenant).values_list("country", flat=True)
        return cls(
            tenant=tenant,
            countries=Country.objects.only(
                "iso2", "name_en", "name_fr", "emergency_address_moment"
            ).in_bulk(),
            accepted=frozenset(str(country) for country in accepted),
            with_phone_system=holding(Capability.PHONE_SYSTEM, keys),
            with_calling_plan=holding(Capability.CALLING_PLAN, keys),
        )

    def name_of(self, country: str) -> str:
        """The country's name in the reader's language; its code when the reference data does not have it."""
        row = self.countries.get(country)
        return row.name if row else country

    def wants_address(self, country: str) -> bool:
        """Whether a person's number needs an emergency address in this country."""
        row = self.countries.get(country)
        return row is not None and row.emergency_address_moment != Moment.NOT_STATED


def check_address(address: EmergencyAddress, country: str) -> None:
    """Refuse an address that is not validated, or lies in another country than the number (rules 3.5, 11.4)."""
    if str(address.country) != country:
        raise Refusal(
            _("%(name)s is in %(there)s, and the number is in %(here)s. Both must be in one country.")
            % {"name": address.name, "there": name_of(str(address.country)), "here": name_of(country)},
            field="emergency_address",
        )
    if not address.is_valid:
        raise Refusal(
            _("%(name)s is not validated. Validate it first, then use it.") % {"name": address.name},
            url=reverse("sites:address", args=[address.tenant.slug, address.pk]),
            link=_("Validate the address"),
            field="emergency_address",
        )


def objections(
    number: PhoneNumber, person: Person, address: EmergencyAddress | None, facts: Facts
) -> Iterator[Refusal]:
    """All that stands against this person having this number: what is missing and where it is mended."""
    country, tenant = str(number.country), facts.tenant
    if str(person.usage_location) != country:
        there = facts.name_of(str(person.usage_location)) if person.usage_location else _("not set")
        yield Refusal(
            _(
                "%(person)s's usage location is %(there)s, and the number is in %(here)s. Both must be one country."
            )
            % {"person": person, "there": there, "here": facts.name_of(country)},
            field="person",
        )
    needs_plan = number.supply == PhoneNumber.Supply.CALLING_PLAN
    yield from licence_objections(person, facts, needs_plan=needs_plan)
    if country not in facts.accepted:
        yield Refusal(
            _(
                "Nobody has accepted the emergency-calling terms of %(country)s yet. It is done once for everybody."
            )
            % {"country": facts.name_of(country)},
            url=reverse("sites:terms", args=[tenant.slug, country]),
            link=_("Read the terms"),
        )
    try:
        check_address_or_none(address, country, tenant, facts)
    except Refusal as refusal:
        yield refusal


def check_address_or_none(
    address: EmergencyAddress | None, country: str, tenant: Tenant, facts: Facts | None = None
) -> None:
    """Refuse an address that does not suit, and none at all where the country asks for one."""
    if address is not None:
        check_address(address, country)
    elif (facts or Facts.read(tenant)).wants_address(country):
        raise Refusal(
            _("In %(country)s a person's number needs an emergency address. Choose one.")
            % {"country": name_of(country)},
            url=reverse("sites:addresses", args=[tenant.slug]),
            link=_("See your emergency addresses"),
            field="emergency_address",
        )


def licence_objections(person: Person, facts: Facts, *, needs_plan: bool) -> Iterator[Refusal]:
    """The licences that the person lacks for a number; `needs_plan` for one that a Calling Plan brings (rules 3.5)."""
    if person.pk not in facts.with_phone_system:
        yield _lacks(_("%(person)s has no Phone System licence."), person, facts)
    if needs_plan and person.pk not in facts.with_calling_plan:
        words = (
            _("%(person)s has Phone System but no Calling Plan, which this number needs.")
            if person.pk in facts.with_phone_system
            else _("%(person)s has no Calling Plan, which this number needs.")
        )
        yield _lacks(words, person, facts)


def _lacks(words: str, person: Person, facts: Facts) -> Refusal:
    url = reverse("licensing:overview", args=[facts.tenant.slug])
    return Refusal(words % {"person": person}, field="person", url=url, link=_("Assign licences"))


def _moment(country: str) -> str:
    moment = Country.objects.filter(pk=country).values_list("emergency_address_moment", flat=True).first()
    return moment or Moment.NOT_STATED


def name_of(country: str) -> str:
    """The country's name in the reader's language; its code when the reference data does not have it."""
    row = Country.objects.filter(pk=country).only("name_en", "name_fr").first()
    return row.name if row else country

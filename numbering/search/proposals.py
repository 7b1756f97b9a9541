"""The rows of a proposal as a form: shown, read back, carried out one by one, each with its verdict."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from numbering import assignments
from numbering.assignment_forms import terms_words
from numbering.models import PhoneNumber
from numbering.search.suggestions import MOST, Proposal
from tenants.models import EmergencyAddress, EmergencyTerms, Person, Tenant, User
from ui.refusals import Refusal
from ui.selection import row_id


@dataclass
class Row:
    """One person's row. `verdict` is why it was not done; empty while nothing stands in the way."""

    person: Person
    number: PhoneNumber | None
    address: EmergencyAddress | None
    numbers: Sequence[PhoneNumber]
    addresses: Sequence[EmergencyAddress]
    ticked: bool = True
    verdict: str = ""


@dataclass
class Rows:
    """The whole proposal. `new_terms` are countries whose terms nobody has accepted yet, with the words to accept.

    `agreed` are those of them that were ticked; `notify` is whether each person gets a mail.
    """

    rows: list[Row]
    new_terms: dict[str, str] = field(default_factory=dict)
    terms_error: str = ""
    agreed: frozenset[str] = frozenset()
    notify: bool = True

    @property
    def problems(self) -> list[Row]:
        """Rows that were to be done and could not."""
        return [row for row in self.rows if row.verdict and row.ticked]

    @property
    def ready(self) -> int:
        """Rows that can be confirmed."""
        return sum(row.number is not None for row in self.rows)

    @property
    def without(self) -> int:
        """People for whom no number is left in their country."""
        return len(self.rows) - self.ready

    @classmethod
    def of(cls, tenant: Tenant, proposals: Sequence[Proposal]) -> "Rows":
        """A fresh proposal, everything ticked that has a number."""
        addresses = _addresses(tenant)
        rows = [
            Row(
                proposal.person,
                proposal.number,
                proposal.address,
                [proposal.number] if proposal.number else [],
                addresses.get(str(proposal.person.usage_location), []),
                ticked=proposal.number is not None,
            )
            for proposal in proposals
        ]
        return cls(rows, _new_terms(tenant, {str(row.person.usage_location) for row in rows if row.number}))

    @classmethod
    def from_post(cls, tenant: Tenant, data: QueryDict) -> "Rows":
        """What was confirmed: people, their numbers and addresses. Ids that are none are left out."""
        ids = [pk for pk in (row_id(one) for one in data.getlist("person")) if pk][:MOST]
        people = (
            Person.objects.select_related("site__emergency_address")
            .filter(pk__in=ids)
            .order_by("sort_key", "id")
        )
        numbers = PhoneNumber.objects.select_related("tenant", "emergency_address").in_bulk(
            [pk for pk in (row_id(data.get(f"number-{one}", "")) for one in ids) if pk]
        )
        addresses = _addresses(tenant)
        by_pk = {address.pk: address for some in addresses.values() for address in some}
        ticked = set(data.getlist("pick"))
        rows = []
        for person in people:
            number = numbers.get(row_id(data.get(f"number-{person.pk}", "")))
            address = by_pk.get(row_id(data.get(f"address-{person.pk}", "")))
            own = addresses.get(str(person.usage_location), [])
            rows.append(
                Row(person, number, address, [number] if number else [], own, str(person.pk) in ticked)
            )
        countries = {str(row.person.usage_location) for row in rows if row.ticked}
        terms = _new_terms(tenant, countries)
        agreed = frozenset(country for country in terms if f"terms-{country}" in data)
        return cls(rows, terms, agreed=agreed, notify="notify" in data)

    def missing_terms(self) -> bool:
        """Whether terms must still be accepted; says so on the page."""
        if self.agreed >= self.new_terms.keys():
            return False
        self.terms_error = _("Accept the terms first: it is done once for each country.")
        return True

    def carry_out(self, *, by: User) -> list[PhoneNumber]:
        """Assign the ticked rows; each stands by itself. Rows that are done leave the proposal, and so do terms that the
        first of their country accepted with it.
        """
        done: list[PhoneNumber] = []
        left: list[Row] = []
        for row in self.rows:
            if not row.ticked:
                left.append(row)
                continue
            try:
                done.append(self._assign(row, by=by))
            except Refusal as refusal:
                row.verdict = refusal.sentence
                left.append(row)
        self.rows = left
        for number in done:
            self.new_terms.pop(str(number.country), None)
        return done

    def _assign(self, row: Row, *, by: User) -> PhoneNumber:
        if row.number is None:
            raise Refusal(_("No number is left for %(person)s.") % {"person": row.person})
        return assignments.assign(
            row.number,
            row.person,
            emergency_address=row.address,
            by=by,
            notify=self.notify,
            agreed=str(row.number.country) in self.agreed,
        )


def _addresses(tenant: Tenant) -> dict[str, list[EmergencyAddress]]:
    """Validated addresses by country; one query."""
    found: dict[str, list[EmergencyAddress]] = {}
    for address in EmergencyAddress.objects.filter(validation=EmergencyAddress.Validation.VALIDATED):
        found.setdefault(str(address.country), []).append(address)
    return found


def _new_terms(tenant: Tenant, countries: set[str]) -> dict[str, str]:
    accepted = {str(code) for code in EmergencyTerms.objects.values_list("country", flat=True)}
    return {country: terms_words(tenant, country) for country in sorted(countries - accepted - {""})}

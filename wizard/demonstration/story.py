"""The four organisations: one well on its way, one that is finished, one of Direct Routing only, one that has done nothing."""

from numbering.direct_routing import direct_routing
from numbering.models import Kind, PhoneNumber, Usage
from numbering.requests import requests
from tenants import addresses
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from wizard.demonstration import attendants, bulk, parts, ports, queues, spending, tunes
from wizard.demonstration.finished import cedar


def tell(operator: User, desk: User) -> None:
    """Make the four organisations."""
    for story in (halden, cedar, andina, orchard):
        story(operator, desk)


def halden(operator: User, desk: User) -> None:
    """142 people, 120 of them with telephony; licences done, numbers for most, a reservation that waits, a request at the desk."""
    tenant = parts.organisation("halden", "Halden Instruments", country="US", time_zone="America/Los_Angeles")
    with tenant_scope(tenant):
        admin = parts.members(tenant)
        seattle = parts.site(
            tenant,
            "Seattle",
            "US",
            "America/Los_Angeles",
            admin,
            house_number="1201",
            street="Third Avenue",
            city="Seattle",
            state="WA",
            postal_code="98101",
        )
        boston = parts.site(
            tenant,
            "Boston",
            "US",
            "America/New_York",
            admin,
            house_number="100",
            street="Federal Street",
            city="Boston",
            state="MA",
            postal_code="02110",
        )
        paris = parts.site(
            tenant,
            "Paris",
            "FR",
            "Europe/Paris",
            admin,
            house_number="12",
            street="rue de la Paix",
            city="Paris",
            postal_code="75002",
        )
        parts.look_at_countries(tenant, admin)
        callers = parts.staff(tenant, 120, [seattle, seattle, boston, seattle, boston, paris], admin)
        others = parts.staff(tenant, 22, [seattle, boston], admin, skip=120)
        for person in others:
            person.needs_telephony = False
            person.save(update_fields=["needs_telephony"])
        parts.buy(
            tenant,
            {
                "ENTERPRISEPACK": 150,
                "MCOEV": 125,
                "MCOPSTN1": 102,
                "MCOPSTN2": 20,
                "MCOPSTN_PAYG_1": 5,
                "MCOMEETADV": 40,
                "MCOPSTNPP": 150,
            },
            operator,
        )
        parts.licence(tenant, callers, ["ENTERPRISEPACK", "MCOEV"], admin)
        _plans_of_halden(tenant, callers, admin)
        parts.licence(tenant, callers[:30], ["MCOMEETADV"], admin)
        parts.licence(tenant, callers[:24], ["MCOPSTNPP"], admin)
        parts.pay(tenant, 250, operator)
        for country in ("US", "FR"):
            addresses.accept_terms(tenant, country, by=admin)
        _numbers_of_halden(tenant, callers, admin, desk, operator)


def _plans_of_halden(tenant: Tenant, callers: list, admin: User) -> None:
    """Sales calls abroad, four people in Paris take calls only, everybody else has the domestic plan."""
    abroad = [person for person in callers if person.department == "Sales"][:15]
    listening = [p for p in callers if p.site and p.site.name == "Paris" and p not in abroad][:4]
    rest = [person for person in callers if person not in [*abroad, *listening]]
    for people, sku in ((abroad, "MCOPSTN2"), (listening, "MCOPSTN_PAYG_1"), (rest, "MCOPSTN1")):
        parts.licence(tenant, people, [sku], admin)
    parts.licence(tenant, [*abroad, *listening[:2], *rest[:40]], ["MCOPSTNPP"], admin)


def _numbers_of_halden(tenant: Tenant, callers: list, admin: User, desk: User, operator: User) -> None:
    for site_name, query in (
        ("Seattle", parts.in_city("US", "Seattle", "Washington")),
        ("Boston", parts.in_city("US", "Boston", "Massachusetts")),
        ("Paris", parts.in_city("FR", "Paris")),
    ):
        staff = [person for person in callers if person.site and person.site.name == site_name]
        served = staff[: len(staff) * 4 // 5]
        address = staff[0].site.emergency_address
        owned = parts.numbers(tenant, query, len(served), Usage.USER, admin, address=address)
        parts.give(zip(owned, served, strict=False), admin)
    service = parts.in_city("US", "Seattle", "Washington", user_grade=False)
    main, direct, spare, _undecided = parts.numbers(tenant, service, 4, Usage.VOICE_APP, admin)
    toll_free = parts.numbers(tenant, parts.toll_free("US"), 1, Usage.CONFERENCE, admin)
    spending.use(tenant, toll_free[0].e164)
    spending.expect(tenant, admin)
    parts.put_on_bridge(toll_free, admin)
    _request_of_halden(tenant, admin, desk)
    ports.of_halden(tenant, admin, desk, operator)
    parts.sound(tenant, "Chime before the menu", tunes.CHIME, admin)
    music = parts.sound(tenant, "Music while callers wait", tunes.WAITING, admin)
    queues.of_halden(tenant, callers, music, admin)
    attendants.of_halden(tenant, callers[0], admin)
    parts.let_answer({"Main line": main, "Sales": direct}, admin)
    parts.park([spare], admin)
    bulk.reserve(tenant, admin)
    bulk.licence_file(tenant, callers[30:37], admin)


def _request_of_halden(tenant: Tenant, admin: User, desk: User) -> None:
    case = requests.open_request(
        tenant,
        by=admin,
        title="Twenty numbers for the office in Berlin",
        usage=Usage.USER,
        kind=Kind.GEOGRAPHIC,
        country="DE",
        city="Berlin",
        quantity=20,
        tried_online=True,
        description="We open in March. One block in a row would be best.",
    )
    requests.claim(case, by=desk)
    requests.ask_customer(case, "German numbers need an address in the city. Which one may we name?", by=desk)


def andina(operator: User, desk: User) -> None:
    """24 people in a country without Calling Plans: own numbers, Phone System licences, a good half assigned."""
    tenant = parts.organisation(
        "andina",
        "Andina Seguros",
        country="PE",
        time_zone="America/Lima",
        connectivity=Tenant.Connectivity.DIRECT_ROUTING,
    )
    with tenant_scope(tenant):
        admin = parts.members(tenant)
        lima = parts.site(
            tenant,
            "Lima",
            "PE",
            "America/Lima",
            admin,
            house_number="455",
            street="Avenida Larco",
            city="Lima",
            postal_code="15074",
        )
        parts.look_at_countries(tenant, admin)
        callers = parts.staff(tenant, 24, [lima], admin, skip=200)
        parts.buy(tenant, {"ENTERPRISEPACK": 30, "MCOEV": 30}, operator)
        parts.licence(tenant, callers, ["ENTERPRISEPACK", "MCOEV"], admin)
        addresses.accept_terms(tenant, "PE", by=admin)
        _own_numbers_of_andina(tenant, callers, admin)


def _own_numbers_of_andina(tenant: Tenant, callers: list, admin: User) -> None:
    rows = direct_routing.read("+5116104200 - 4229", country="PE")
    direct_routing.add(tenant, rows, usage=Usage.USER, country="PE", by=admin)
    owned = list(PhoneNumber.objects.order_by("e164"))
    parts.give(zip(owned, callers[:15], strict=False), admin)


def orchard(operator: User, desk: User) -> None:
    """An organisation that has just been made: one admin, and nothing done."""
    tenant = parts.organisation("orchard", "Orchard Books", country="GB", time_zone="Europe/London")
    with tenant_scope(tenant):
        parts.members(tenant)

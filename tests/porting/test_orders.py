"""What a customer does with a port order, and what is refused (rules 5; test vectors 15)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from numbering import inventory
from numbering.models import PhoneNumber, Usage
from porting import order_numbers, orders, prechecks, projects
from porting.models import Letter, PortDocument, PortedNumber, PortEvent, PortOrder, PortProject
from porting.number_lists import Entry, read_typed
from porting.papers import letters
from porting.reference.calendars import calendar_of
from porting.reference.rules import rule_for
from porting.transitions import Side, move
from porting.versions import changes
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.porting.conftest import make_order
from ui.refusals import Refusal

pytestmark = pytest.mark.usefixtures("reference_data")
Status = PortOrder.Status


def working_day(days: int, country: str = "US") -> datetime:
    """Noon in New York of a working day, so many days ahead or a little later."""
    day = calendar_of(country).next_working_day(timezone.now().date() + timedelta(days=days))
    return datetime(day.year, day.month, day.day, 17, 0, tzinfo=UTC)


def with_papers(order: PortOrder) -> PortOrder:
    for kind in ("bill", "letter"):
        PortDocument.objects.create(
            tenant=order.tenant,
            order=order,
            kind=kind,
            file_name=f"{kind}.pdf",
            content_type="application/pdf",
            size=1,
            digest="x",
            content=b"x",
            added_by_name="Ada",
            dated=letters.today_at(order),
        )
    return signed(order)


def signed(order: PortOrder) -> PortOrder:
    """The letter of the order as it is now, signed on paper."""
    order.letters.update(revoked_at=timezone.now())
    Letter.objects.create(
        tenant=order.tenant,
        order=order,
        way=Letter.Way.PAPER,
        covers=letters.covers_of(order),
        language="en",
        pdf=b"x",
        signed_at=timezone.now(),
        signature={"document": order.documents.get(kind="letter").pk},
        made_by_name="Ada",
    )
    return order


def ready(tenant: Tenant, **fields: object) -> PortOrder:
    """A draft that can be handed in."""
    return with_papers(make_order(tenant, foc_at=None, **{"wanted_at": working_day(10), **fields}))


def sentences(order: PortOrder) -> str:
    return " ".join(one.sentence for one in prechecks.blocking(prechecks.whole(order)))


@pytest.fixture(autouse=True)
def scope(tenant: Tenant):
    with tenant_scope(tenant):
        yield


def test_an_order_is_opened_filled_in_and_handed_in(tenant: Tenant, admin: User) -> None:
    order = orders.open_order(tenant, country="US", kind="user", name="Main lines", by=admin)
    assert order.reference == f"PO-{1000 + order.pk}"
    assert order_numbers.add_numbers(order, read_typed("2065553000 - 3009", country="US"), by=admin) == 10
    complete = make_order(tenant)
    fields = {
        name: getattr(complete, name)
        for name in [
            "provider",
            "account_number",
            "billing_number",
            "scope",
            "remaining",
            "organisation",
            "street",
            "city",
            "state",
            "postal_code",
            "authorised_name",
            "authorised_email",
        ]
    }
    complete.delete()
    orders.edit(order, fields, by=admin)
    orders.ask_for_date(order, working_day(10), by=admin)
    with_papers(order)
    assert sentences(order) == ""
    orders.submit(order, by=admin)
    assert order.status == Status.IN_REVIEW
    assert order.answer_due_at
    assert order.versions.get().numbers[0] == ["+12065553000", "user", ""]
    assert order.numbers.filter(is_open=True).count() == 10


def test_what_is_missing_is_named_when_an_order_is_handed_in(tenant: Tenant, admin: User) -> None:
    order = orders.open_order(tenant, country="US", kind="user", name="Main lines", by=admin)
    with pytest.raises(Refusal, match="There is no number yet"):
        orders.submit(order, by=admin)
    assert "“Current provider” is not filled in." in sentences(order)
    assert "“Newest bill” is missing." in sentences(order)


def test_999_numbers_go_online_and_1000_by_the_desk(tenant: Tenant, admin: User) -> None:
    order = ready(tenant, numbers=0)
    order_numbers.add_numbers(order, read_typed("+12065550000 - 0998", country="US"), by=admin)
    assert (order.number_count, order.channel) == (999, "online")
    order_numbers.add_numbers(order, read_typed("+12065550999", country="US"), by=admin)
    assert (order.number_count, order.channel) == (1000, "manual")
    signed(order)
    assert sentences(order) == ""
    assert any("999 that go online" in one.sentence for one in prechecks.whole(order))


@pytest.mark.parametrize(
    ("country", "days", "words"),
    [("US", 31, "more than 30 days ahead"), ("US", 4, "too soon"), ("CA", 9, "too soon")],
)
def test_dates_beyond_the_horizon_or_within_the_lead_time_are_refused(
    country: str, days: int, words: str, tenant: Tenant, admin: User
) -> None:
    order = make_order(tenant, country=country)
    wanted = timezone.now() + timedelta(days=days)
    with pytest.raises(Refusal, match=words):
        orders.ask_for_date(order, wanted, by=admin)


def test_toll_free_and_local_numbers_are_not_in_one_order_but_can_be_split(
    tenant: Tenant, admin: User
) -> None:
    order = ready(tenant, numbers=["+12065553000", "+18005550123"])
    assert "toll-free number and others are in one order" in sentences(order)
    with pytest.raises(Refusal):
        orders.submit(order, by=admin)
    project = projects.split_draft(order, by=admin)
    local, free = project.orders.order_by("pk")
    assert [row.e164 for row in local.numbers.all()] == ["+12065553000"]
    assert [row.e164 for row in free.numbers.all()] == ["+18005550123"]
    assert (free.kind, free.follows, free.account_number) == ("toll_free", local, local.account_number)
    with pytest.raises(Refusal, match="nothing to split"):
        projects.split_draft(local, by=admin)


def test_a_second_order_on_an_account_waits_for_the_first(tenant: Tenant, admin: User) -> None:
    first, second = ready(tenant), ready(tenant, account_number="7741-2093-55")
    orders.submit(first, by=admin)
    with pytest.raises(Refusal, match=f"{first.reference} is still open on the account"):
        orders.submit(second, by=admin)
    orders.cancel(first, by=admin)
    orders.submit(second, by=admin)
    assert second.status == Status.IN_REVIEW


def test_an_order_that_follows_another_waits_until_that_one_is_over(tenant: Tenant, admin: User) -> None:
    first = make_order(tenant, account_number="1")
    second = ready(tenant, account_number="1", follows=first)
    assert f"{first.reference} is still open" in sentences(second)
    orders.delete(first, by=admin)
    second.refresh_from_db()
    assert sentences(second) == ""


def test_numbers_that_are_here_or_on_their_way_are_named(tenant: Tenant, admin: User) -> None:
    inventory.receive(
        tenant,
        ["+12065553000"],
        origin=PhoneNumber.Origin.REQUESTED,
        usage="user",
        kind="geographic",
        country="US",
        state="WA",
        city="Seattle",
        by=admin,
    )
    order = ready(tenant, numbers=["+12065553000"])
    assert "with this provider already: (206) 555-3000" in sentences(order)
    orders.submit(ready(tenant, numbers=["+12065553005"], account_number="2"), by=admin)
    assert "in another open port order: (206) 555-3005" in sentences(
        make_order(tenant, numbers=["+12065553005"], account_number="3")
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"scope": "full"}, "is not among the numbers"),
        ({"remaining": ""}, "what happens to the numbers that stay"),
        ({"billing_number": "+12065553000"}, "name the one that the rest is billed to"),
        ({"new_billing_number": "+12065553000"}, "moves as well"),
    ],
)
def test_the_billing_number_decides_what_must_be_said(
    fields: dict[str, str], words: str, tenant: Tenant
) -> None:
    assert words in sentences(ready(tenant, numbers=["+12065553000"], **fields))


def test_a_country_asks_for_its_own_fields(tenant: Tenant, admin: User) -> None:
    british = ready(tenant, country="GB", numbers=["+442079460000"], postal_code="98402")
    assert "“Network code (CUPID)” is not filled in." in sentences(british)
    assert "A postcode looks like SW1A 1AA." in sentences(british)
    orders.edit(british, {"cupid": "123", "line_type": "multi", "postal_code": "SW1A 1AA"}, by=admin)
    assert british.details == {"cupid": "123", "line_type": "multi"}
    assert "CUPID" not in sentences(british)
    french = ready(tenant, country="FR", numbers=["+33184881000"], postal_code="75011")
    assert "1 number lacks its RIO: 01 84 88 10 00." in sentences(french)
    order_numbers.add_numbers(french, read_typed("0184881000 01P1AB2C3D4E", country="FR"), by=admin)
    assert "RIO" not in sentences(french)


def test_a_correction_is_the_next_version_in_place_and_shows_what_differs(
    tenant: Tenant, admin: User
) -> None:
    order = ready(tenant, account_pin="1234")
    orders.submit(order, by=admin)
    with pytest.raises(Refusal, match="The desk is reviewing"):
        orders.edit(order, {"street": "Other"}, by=admin)
    move(order, Status.RETURNED, by=admin, side=Side.DESK, text="Street?")
    orders.edit(order, {"street": "Hill Road", "account_pin": "99887"}, by=admin)
    order_numbers.remove_numbers(order, [order.numbers.first().pk], by=admin)
    order_numbers.add_numbers(order, [Entry(1, "", "+12065559000")], by=admin)
    with pytest.raises(Refusal, match="order has changed since its letter"):
        orders.submit(order, by=admin)
    signed(order)
    orders.submit(order, by=admin)
    assert (order.version, order.status, order.number_count) == (2, Status.IN_REVIEW, 2)
    newest, first = changes(list(order.versions.all()), {"street": "Street"}, frozenset({"account_pin"}))
    assert first.is_first
    assert {(one.key, one.before, one.after) for one in newest.fields} == {
        ("street", "Harbor Street", "Hill Road"),
        ("account_pin", "••••34", "••••87"),
    }
    assert newest.added == ["+12065559000"]
    assert len(newest.removed) == 1
    assert order.numbers.get(status="dropped").is_open is False


def test_secrets_are_never_in_the_record(tenant: Tenant, admin: User) -> None:
    order = orders.open_order(tenant, country="US", kind="user", name="Main lines", by=admin)
    orders.edit(order, {"account_pin": "SECRET77", "provider": "Pacific"}, by=admin)
    told = [str((row.before, row.after, row.note)) for row in Event.objects.filter(tenant_id=tenant.pk)]
    assert "Pacific" in " ".join(told)
    assert "SECRET77" not in " ".join(told)


def test_nothing_is_cancelled_in_the_last_24_hours(tenant: Tenant, admin: User) -> None:
    near = make_order(
        tenant, Status.DATE_CONFIRMED, foc_at=timezone.now() + timedelta(hours=23), sent_at=timezone.now()
    )
    with pytest.raises(Refusal, match="Less than 24 hours"):
        orders.cancel(near, by=admin)
    with pytest.raises(Refusal, match="Less than 24 hours"):
        orders.ask_for_date(near, working_day(10), by=admin)
    far = make_order(
        tenant, Status.DATE_CONFIRMED, foc_at=timezone.now() + timedelta(days=9), sent_at=timezone.now()
    )
    orders.cancel(far, by=admin)
    assert far.status == Status.CANCEL_REQUESTED


def test_only_what_was_never_handed_in_is_deleted(tenant: Tenant, admin: User) -> None:
    order = ready(tenant)
    orders.submit(order, by=admin)
    with pytest.raises(Refusal, match="Only a draft"):
        orders.delete(order, by=admin)
    draft = make_order(tenant)
    orders.delete(draft, by=admin)
    assert not PortOrder.objects.filter(pk=draft.pk).exists()


def test_a_message_stands_in_the_timeline(tenant: Tenant, admin: User) -> None:
    order = make_order(tenant)
    orders.comment(order, " When? ", by=admin)
    assert order.events.get(kind=PortEvent.Kind.COMMENT).text == "When?"
    with pytest.raises(Refusal):
        orders.comment(order, "  ", by=admin)


def test_a_list_of_two_accounts_becomes_a_project(tenant: Tenant, admin: User) -> None:
    entries = [
        Entry(n, "", f"+1206555300{n}", fields={"provider": "Pacific", "account_number": f"A{n % 2}"})
        for n in range(6)
    ] + [Entry(9, "", "+18005550123", fields={"provider": "Pacific", "account_number": "A0"})]
    project = projects.bring(tenant, entries, country="US", kind="user", name="Move", by=admin)
    assert isinstance(project, PortProject)
    made = list(project.orders.order_by("pk"))
    assert [(o.account_number, o.kind, o.sequence, o.number_count) for o in made] == [
        ("A0", "user", 1, 3),
        ("A0", "toll_free", 2, 1),
        ("A1", "user", 1, 3),
    ]
    assert made[1].follows == made[0]
    assert projects.standing_of(project).key == "action"
    assert PortedNumber.objects.filter(order=made[1]).get().usage == Usage.VOICE_APP


def test_one_group_is_one_order_and_a_wrong_line_refuses_all(tenant: Tenant, admin: User) -> None:
    made = projects.bring(
        tenant, read_typed("2065553000", country="US"), country="US", kind="user", name="A", by=admin
    )
    assert isinstance(made, PortOrder)
    with pytest.raises(Refusal, match="Line 1"):
        projects.bring(
            tenant, read_typed("nonsense", country="US"), country="US", kind="user", name="A", by=admin
        )


@pytest.mark.parametrize(
    ("statuses", "word"),
    [
        (["completed", "draft"], "action"),
        (["completed", "carrier_action", "in_review"], "action"),
        (["completed", "in_review"], "progress"),
        (["completed", "cancelled"], "completed"),
        (["cancelled", "expired"], "cancelled"),
    ],
)
def test_a_project_has_one_word(statuses: list[str], word: str) -> None:
    assert projects.word_of(statuses) == word


def test_people_and_services_do_not_share_an_order(tenant: Tenant, admin: User) -> None:
    order = make_order(tenant)
    with pytest.raises(Refusal, match="can be for: Person"):
        order_numbers.set_usage(order, [row.pk for row in order.numbers.all()], Usage.CONFERENCE, by=admin)
    toll = make_order(tenant, kind=PortOrder.Kind.TOLL)
    assert (
        order_numbers.set_usage(toll, [row.pk for row in toll.numbers.all()], Usage.CONFERENCE, by=admin) == 2
    )


def test_a_confirmed_date_is_asked_for_anew_at_the_carrier(tenant: Tenant, admin: User) -> None:
    order = make_order(
        tenant, Status.DATE_CONFIRMED, foc_at=timezone.now() + timedelta(days=9), sent_at=timezone.now()
    )
    assert orders.ask_for_date(order, working_day(14), by=admin)
    assert not orders.ask_for_date(order, order.wanted_at, by=admin)
    assert order.status == Status.DATE_CONFIRMED
    assert rule_for("US", "user", day=timezone.now().date()).time_zone == order.time_zone

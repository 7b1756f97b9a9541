"""Numbers come to lead to queues and attendants, move on, and come off again; races and old undos harm nobody."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.models import Event
from numbering import releases, usage
from numbering.holders import holder_of
from numbering.models import PhoneNumber
from services.voice_apps import accounts, allowances
from services.voice_apps.models import ResourceAccount, VoiceApp
from tenants.models import Tenant, User
from tenants.scoping import all_tenants, tenant_scope
from tests.cast import make_tenant
from tests.races import at_once
from tests.service_numbers.conftest import buy, give, pay, toll, toll_free
from tests.voice_apps.conftest import make_app
from ui.refusals import Refusal


@pytest.fixture
def owner(tenant: Tenant, reference_data: None) -> Tenant:
    """A tenant that owns Phone System, and so has 25 free licences."""
    buy(tenant, 1)
    return tenant


def number_again(number: PhoneNumber) -> PhoneNumber:
    return PhoneNumber.objects.get(pk=number.pk)


def test_a_number_on_a_queue_has_an_account_behind_it(owner: Tenant, admin: User) -> None:
    sales, [number] = make_app(owner, "Sales & Süd"), give(owner, admin, toll(0))
    with tenant_scope(owner):
        account = accounts.connect(number, sales, by=admin)
        assert (account.user_name, account.display_name) == ("cq-sales-sud-12062555100", "Sales & Süd")
        assert account.priority == 3
        assert number_again(number).status == "assigned"
        assert str(holder_of(number_again(number))) == "call queue Sales & Süd"
        assert [e.action for e in Event.objects.order_by("id")][-3:] == [
            "number.assigned",
            "seats.bought",
            "account.added",
        ]


def test_an_app_has_many_numbers_and_a_number_one_app(owner: Tenant, admin: User) -> None:
    sales, menu = make_app(owner), make_app(owner, "Menu", "attendant")
    numbers = give(owner, admin, toll(0), toll(1), toll(2))
    with tenant_scope(owner):
        accounts.connect_many(numbers[:2], sales, by=admin)
        accounts.connect(numbers[2], menu, by=admin)
        with pytest.raises(Refusal, match="assigned to call queue Sales"):
            accounts.connect(numbers[0], menu, by=admin)
        found = accounts.accounts_of([sales, menu])
        assert [len(found[app.pk]) for app in (sales, menu)] == [2, 1]
        assert found[menu.pk][0].user_name == "aa-menu-12062555102"


def test_taking_it_off_frees_the_number_and_the_licence(owner: Tenant, admin: User) -> None:
    sales, [number] = make_app(owner), give(owner, admin, toll(0))
    with tenant_scope(owner):
        accounts.connect(number, sales, by=admin)
        accounts.disconnect(number, by=admin, block_days=30)
        assert number_again(number).status == "unassigned"
        assert number_again(number).blocked_until is not None
        assert allowances.in_use(owner) == 0
        with pytest.raises(Refusal, match="answered by no queue or attendant"):
            accounts.disconnect(number, by=admin)
        accounts.connect(number, sales, by=admin, despite_block=True)


def test_a_move_keeps_the_priority_and_takes_no_further_licence(owner: Tenant, admin: User) -> None:
    sales, service, menu = make_app(owner), make_app(owner, "Service"), make_app(owner, "Menu", "attendant")
    [number] = give(owner, admin, toll(0))
    with tenant_scope(owner):
        accounts.change_priority(accounts.connect(number, sales, by=admin), 1, by=admin)
        for target in (service, menu):
            account = accounts.move(number, target, by=admin)
            assert (account.app, account.priority) == (target, 1)
        assert accounts.move(number, menu, by=admin) == ResourceAccount.objects.get()
        assert allowances.in_use(owner) == 1
        notes = Event.objects.filter(action__startswith="number.", note__contains="Menu")
        assert [event.note for event in notes] == ["to auto attendant Menu"]


def test_a_move_needs_no_licence_even_where_too_many_are_in_use(owner: Tenant, admin: User) -> None:
    sales, service = make_app(owner), make_app(owner, "Service")
    numbers = give(owner, admin, *[toll(n) for n in range(25)])
    with tenant_scope(owner):
        accounts.connect_many(numbers, sales, by=admin)
    buy(owner, -1)
    with tenant_scope(owner):
        assert allowances.allowance(owner).lacking == 25
        accounts.move(numbers[0], service, by=admin)
        assert allowances.in_use(owner) == 25


def test_an_old_undo_takes_no_number_from_its_next_app(owner: Tenant, admin: User) -> None:
    sales, service, [number] = make_app(owner), make_app(owner, "Service"), give(owner, admin, toll(0))
    with tenant_scope(owner):
        accounts.connect(number, sales, by=admin)
        accounts.move(number, service, by=admin)
        with pytest.raises(Refusal, match="is answered by call queue Service now"):
            accounts.disconnect(number, by=admin, only_from=sales)
        accounts.disconnect(number, by=admin, only_from=service)


def test_an_app_that_was_removed_meanwhile_gets_no_number(owner: Tenant, admin: User) -> None:
    sales, [number] = make_app(owner), give(owner, admin, toll(0))
    with tenant_scope(owner):
        VoiceApp.objects.filter(pk=sales.pk).delete()
        with pytest.raises(Refusal, match="Sales was removed in the meantime"):
            accounts.connect(number, sales, by=admin)


def test_a_number_of_another_use_is_told_to_change_it_first(owner: Tenant, admin: User) -> None:
    sales, [number] = make_app(owner), give(owner, admin, toll(0), usage="conference")
    with tenant_scope(owner):
        with pytest.raises(Refusal, match="is for the conference bridge"):
            accounts.connect(number, sales, by=admin)
        usage.change_usage(number, "voice_app", by=admin)
        accounts.connect(number, sales, by=admin)


def test_a_toll_free_number_needs_credit_unless_it_comes_over_the_own_trunk(
    owner: Tenant, admin: User
) -> None:
    sales = make_app(owner)
    [bought] = give(owner, admin, toll_free(0), kind="toll_free")
    [own] = give(owner, admin, toll_free(1), kind="toll_free", supply="direct_routing", origin="uploaded")
    with tenant_scope(owner):
        accounts.connect(own, sales, by=admin)
        with pytest.raises(Refusal) as refused:
            accounts.connect(bought, sales, by=admin)
        assert refused.value.url == f"/t/{owner.slug}/credits/"
    pay(owner, admin)
    with tenant_scope(owner):
        accounts.connect(bought, sales, by=admin)


def test_whoever_wants_a_number_that_leads_somewhere_is_told_where(owner: Tenant, admin: User) -> None:
    sales, [number] = make_app(owner), give(owner, admin, toll(0))
    with tenant_scope(owner):
        accounts.connect(number, sales, by=admin)
        with pytest.raises(Refusal, match="assigned to call queue Sales, so none was released"):
            releases.release([number_again(number)], by=admin)
        with pytest.raises(Refusal, match=r"assigned to call queue Sales. Take it away first"):
            usage.change_usage(number_again(number), "conference", by=admin)


@pytest.mark.parametrize("priority", [0, 6, -1, 99])
def test_a_priority_is_1_to_5(owner: Tenant, admin: User, priority: int) -> None:
    sales, [number] = make_app(owner), give(owner, admin, toll(0))
    with tenant_scope(owner):
        with pytest.raises(Refusal, match="from 1, first, to 5, last"):
            accounts.connect(number, sales, by=admin, priority=priority)
        account = accounts.connect(number, sales, by=admin)
        with pytest.raises(Refusal, match="from 1, first, to 5, last"):
            accounts.change_priority(account, priority, by=admin)


def test_accounts_follow_the_name_of_their_app(owner: Tenant, admin: User) -> None:
    sales, numbers = make_app(owner), give(owner, admin, toll(0), toll(1))
    with tenant_scope(owner):
        accounts.connect_many(numbers, sales, by=admin)
        sales.name = "Sales team"
        assert accounts.follow_name(sales, by=admin) == 2
        assert accounts.follow_name(sales, by=admin) == 0
        assert set(ResourceAccount.objects.values_list("display_name", flat=True)) == {"Sales team"}
        assert Event.objects.filter(action="account.changed").count() == 2


def test_many_numbers_take_as_many_queries_as_two(owner: Tenant, admin: User) -> None:
    sales, counts = make_app(owner), []
    for first, last in ((0, 2), (2, 12)):
        rows = give(owner, admin, *[toll(n) for n in range(first, last)])
        with tenant_scope(owner), CaptureQueriesContext(connection) as seen:
            accounts.connect_many(rows, sales, by=admin)
        counts.append(len(seen))
    assert counts[0] == counts[1]


@settings(max_examples=30)
@given(
    name=st.text(min_size=1, max_size=64),
    kind=st.sampled_from(["queue", "attendant"]),
    digits=st.integers(min_value=10**6, max_value=10**14),
)
def test_every_name_makes_a_user_name_that_fits(name: str, kind: str, digits: int) -> None:
    made = accounts.user_name_for(VoiceApp(name=name, kind=kind), PhoneNumber(e164=f"+{digits}"))
    assert len(made) <= 150
    assert made.endswith(f"-{digits}")
    assert made == made.lower()
    assert made.isprintable()
    assert " " not in made


def test_another_tenants_app_gets_no_number(owner: Tenant, admin: User) -> None:
    elsewhere, [number] = make_app(make_tenant("kestrel")), give(owner, admin, toll(0))
    with tenant_scope(owner), pytest.raises(Refusal, match="was removed in the meantime"):
        accounts.connect(number, elsewhere, by=admin)


@pytest.mark.django_db(transaction=True)
def test_the_last_licence_goes_to_one_of_two_numbers_at_once(tenant: Tenant, admin: User) -> None:
    buy(tenant, 1, allowances.SKU)
    sales, numbers = make_app(tenant), give(tenant, admin, toll(0), toll(1))

    def put(number: PhoneNumber) -> ResourceAccount:
        with tenant_scope(tenant):
            return accounts.connect(number, sales, by=admin)

    results = at_once(*(partial(put, number) for number in numbers))
    assert sorted(isinstance(one, Refusal) for one in results) == [False, True]
    with all_tenants():
        assert ResourceAccount.objects.count() == 1
        assert PhoneNumber.objects.filter(status="assigned").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_moves_of_one_number_at_once_end_with_one_account(
    tenant: Tenant, admin: User, reference_data: None
) -> None:
    buy(tenant, 1)
    apps = [make_app(tenant, name) for name in ("Sales", "Service", "Accounts")]
    [number] = give(tenant, admin, toll(0))
    with tenant_scope(tenant):
        accounts.connect(number, apps[0], by=admin)

    def to(app: VoiceApp) -> ResourceAccount:
        with tenant_scope(tenant):
            return accounts.move(number, app, by=admin)

    results = at_once(*(partial(to, app) for app in apps[1:]))
    assert not any(isinstance(one, Refusal) for one in results), results
    with all_tenants():
        assert ResourceAccount.objects.get().app in apps[1:]

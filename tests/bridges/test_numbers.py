"""Our own numbers on the bridge: put on, languages, taken off by the checklist (rules 6.2, 6.6, 3.5)."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Event
from countries.models import Country
from numbering import service_use
from numbering.holders import holder_of
from numbering.models import PhoneNumber
from services.bridges import default_numbers, numbers
from services.bridges.bridges import ensure
from services.bridges.models import Bridge, BridgeNumber
from services.languages import LANGUAGES
from tenants.models import Person, Tenant, User
from tenants.scoping import all_tenants, tenant_scope
from tests.bridges.conftest import CHICAGO, NEW_YORK, on_bridge, organiser_of, own_toll, own_toll_free, work
from tests.races import at_once
from tests.service_numbers.conftest import pay
from ui.refusals import Refusal

CODES = [code for code, _name in LANGUAGES]


def test_an_own_number_is_put_on_and_the_inventory_says_what_has_it(bridge: Bridge, admin: User) -> None:
    number = own_toll(bridge.tenant, country="FR", city="Paris")
    row = numbers.put_on(bridge, number, by=admin)
    number.refresh_from_db()
    assert (number.status, number.person) == ("assigned", None)
    assert (row.is_shared, row.is_default, row.city, row.languages) == (
        False,
        False,
        "Paris",
        ["fr-FR", "en-US"],
    )
    holder = holder_of(number)
    assert holder is not None
    assert (holder.words, holder.url) == (
        "the conference bridge",
        f"/t/{bridge.tenant.slug}/conferencing/numbers/{row.pk}/",
    )
    assert Event.objects.filter(action="bridge.number_added").latest("pk").object_name == number.e164


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"usage": "voice_app"}, "Let it be for the conference bridge first"),
        ({"usage": "user", "allowance": "user"}, "is for people"),
        ({"blocked_forever": True}, "kept free"),
        ({"status": "releasing"}, "being released"),
    ],
)
def test_a_number_that_is_not_free_for_conferencing_is_refused(
    bridge: Bridge, admin: User, fields: dict[str, object], said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        numbers.put_on(bridge, own_toll(bridge.tenant, **fields), by=admin)
    assert BridgeNumber.objects.exclude(number=None).count() == 0


def test_a_toll_free_number_needs_credit(bridge: Bridge, admin: User) -> None:
    number = own_toll_free(bridge.tenant)
    with pytest.raises(Refusal, match="balance is zero"):
        numbers.put_on(bridge, number, by=admin)
    pay(bridge.tenant, admin)
    assert numbers.put_on(bridge, number, by=admin).is_toll_free


def test_a_ported_number_is_refused_where_the_country_says_so(bridge: Bridge, admin: User) -> None:
    Country.objects.filter(pk="US").update(ported_numbers_not_for_conferencing=True)
    with pytest.raises(Refusal, match="ported in, and in United States"):
        numbers.put_on(bridge, own_toll(bridge.tenant, origin="ported"), by=admin)
    Country.objects.filter(pk="US").update(ported_numbers_not_for_conferencing=None)
    assert numbers.put_on(bridge, own_toll(bridge.tenant, 2, origin="ported"), by=admin)


def test_languages_keep_their_order_and_go_back_to_the_defaults(bridge: Bridge, admin: User) -> None:
    row = numbers.put_on(bridge, own_toll(bridge.tenant), by=admin)
    wanted = ["es-MX", "en-US", "fr-CA", "zh-CN", "ko"]
    assert numbers.set_languages(row, wanted, by=admin).languages == wanted
    event = Event.objects.get(action="bridge.number_changed")
    assert (event.before["languages"], event.after["languages"]) == (["en-US"], wanted)
    numbers.set_languages(row, numbers.default_languages("US"), by=admin)
    assert on_bridge(row.e164).languages == ["en-US"]
    numbers.set_languages(row, ["en-US"], by=admin)
    assert Event.objects.filter(action="bridge.number_changed").count() == 2, "nothing new, nothing recorded"


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ([], "hear first"),
        (["xx"], "hear first"),
        (["en-US", "fr-FR", "en-US"], r"English \(United States\) is chosen twice"),
        (CODES[:6], "five languages at most"),
    ],
)
def test_languages_that_make_no_sense_are_refused(
    bridge: Bridge, admin: User, codes: list[str], said: str
) -> None:
    row = numbers.put_on(bridge, own_toll(bridge.tenant), by=admin)
    with pytest.raises(Refusal, match=said):
        numbers.set_languages(row, codes, by=admin)


@given(st.sampled_from([*CODES, "US", "FR", "JP", "ZZ", ""]))
def test_the_default_languages_of_any_country_are_ones_that_may_be_set(country: str) -> None:
    codes = numbers.default_languages(country)
    assert 1 <= len(codes) <= 2
    assert len(set(codes)) == len(codes)
    assert set(codes) <= set(CODES)


def test_a_shared_number_keeps_its_language_and_stays(bridge: Bridge, admin: User) -> None:
    default_numbers.make_default(on_bridge(NEW_YORK), by=admin)
    with pytest.raises(Refusal, match="carrier's choice"):
        numbers.set_languages(on_bridge(CHICAGO), ["fr-FR"], by=admin)
    with pytest.raises(Refusal, match="shared with other organisations, so it stays"):
        numbers.take_off(on_bridge(CHICAGO), by=admin)


def test_a_number_is_taken_off_when_nobody_has_it_and_it_is_not_the_default(
    bridge: Bridge, admin: User, anna: Person
) -> None:
    row = numbers.put_on(bridge, own_toll(bridge.tenant), by=admin)
    default_numbers.make_default(row, by=admin)
    organiser_of(bridge.tenant, anna, admin)
    with pytest.raises(Refusal, match="is the default number") as refused:
        numbers.take_off(row, by=admin)
    assert refused.value.url == f"/t/{bridge.tenant.slug}/conferencing/numbers/{row.pk}/take-off/"
    default_numbers.make_default(on_bridge(NEW_YORK), by=admin)
    with pytest.raises(Refusal, match="is the number of 1 organiser"):
        numbers.take_off(row, by=admin)
    default_numbers.move_all(row, on_bridge(NEW_YORK), by=admin)
    freed = numbers.take_off(row, by=admin, block_days=30)
    assert (freed.status, freed.blocked_until is not None) == ("unassigned", True)
    assert holder_of(freed) is None
    with pytest.raises(Refusal, match="no longer on the bridge"):
        numbers.take_off(row, by=admin)
    again = numbers.put_on(bridge, freed, by=admin, languages=["ko"], despite_block=True)
    assert again.languages == ["ko"]


def test_a_number_on_the_bridge_is_taken_away_there_and_nowhere_else(bridge: Bridge, admin: User) -> None:
    row = numbers.put_on(bridge, own_toll(bridge.tenant), by=admin)
    with pytest.raises(Refusal, match="assigned to the conference bridge"):
        service_use.take(row.number, usage="conference", holder="another", by=admin)


@pytest.mark.django_db(transaction=True)
def test_of_a_queue_and_the_bridge_that_want_a_number_at_one_moment_one_gets_it(
    shop: Tenant, admin: User
) -> None:
    with tenant_scope(shop):
        bridge = ensure(shop, by=admin)
        work()
    number = own_toll(shop)

    def put_on() -> BridgeNumber:
        with tenant_scope(shop):
            return numbers.put_on(bridge, number, by=admin)

    def take() -> PhoneNumber:
        with tenant_scope(shop):
            return service_use.take(number, usage="conference", holder="call queue Sales", by=admin)

    results = at_once(put_on, take)
    assert sum(isinstance(one, Refusal) for one in results) == 1
    with all_tenants():
        rows = BridgeNumber.objects.filter(number=number).count()
        assert rows == isinstance(results[0], BridgeNumber)


@pytest.mark.django_db(transaction=True)
def test_two_defaults_chosen_at_one_moment_leave_one(shop: Tenant, admin: User) -> None:
    with tenant_scope(shop):
        ensure(shop, by=admin)
        work()
        chosen = list(BridgeNumber.objects.select_related("tenant").order_by("e164"))

    def choose(number: BridgeNumber) -> object:
        with tenant_scope(shop):
            return default_numbers.make_default(number, by=admin)

    at_once(*(partial(choose, number) for number in chosen))
    with all_tenants():
        assert BridgeNumber.objects.filter(is_default=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_enter_the_step_at_one_moment_make_one_bridge(shop: Tenant, admin: User) -> None:
    def enter() -> Bridge:
        with tenant_scope(shop):
            return ensure(shop, by=admin)

    first, second = at_once(enter, enter)
    assert first == second

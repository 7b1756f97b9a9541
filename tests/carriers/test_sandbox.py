"""What every carrier must do, run against the sandbox; then the sandbox's own stock and faults."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import phonenumbers
import pytest
from django.test import override_settings
from django.utils import timezone
from phonenumbers import geocoder

from carriers import stock
from carriers.base import Carrier, CarrierError, NumberKind, Query, carrier
from carriers.models import SandboxFault, SandboxNumber
from carriers.sandbox import REST_DAYS

SEATTLE = Query("US", NumberKind.GEOGRAPHIC, state="Washington", city="Seattle")
A, B, C = "+12062555001", "+12062555002", "+12062555003"


def later(minutes: int = 10):  # type: ignore[no-untyped-def]
    return timezone.now() + timedelta(minutes=minutes)


@pytest.fixture
def shop(db: None) -> Carrier:
    """The carrier under test, with ten numbers of Seattle for people and ten of Tacoma for services."""
    stock.put(
        [
            stock.Block("+120625550", 10, "US", "Washington", "Seattle", NumberKind.GEOGRAPHIC, True),
            stock.Block("+125325550", 10, "US", "Washington", "Tacoma", NumberKind.GEOGRAPHIC, False),
            stock.Block("+150325550", 10, "US", "Oregon", "Portland", NumberKind.GEOGRAPHIC, True),
        ]
    )
    return carrier()


def free(shop: Carrier) -> list[str]:
    return [offer.e164 for offer in shop.search(SEATTLE, limit=50)]


def test_places_are_those_with_stock_of_the_grade(shop: Carrier) -> None:
    assert shop.countries(NumberKind.GEOGRAPHIC, user_grade=True) == ["US"]
    assert shop.countries(NumberKind.TOLL_FREE, user_grade=False) == []
    assert shop.states("US", NumberKind.GEOGRAPHIC, user_grade=True) == ["Oregon", "Washington"]
    assert shop.cities("US", NumberKind.GEOGRAPHIC, user_grade=True) == ["Portland", "Seattle"]
    assert shop.cities("US", NumberKind.GEOGRAPHIC, user_grade=True, state="Oregon") == ["Portland"]
    assert shop.cities("US", NumberKind.GEOGRAPHIC, user_grade=False) == ["Tacoma"]
    assert shop.cities("FR", NumberKind.GEOGRAPHIC, user_grade=False) == []


def test_a_search_goes_on_where_it_stopped(shop: Carrier) -> None:
    first = shop.search(SEATTLE, limit=4)
    rest = shop.search(SEATTLE, limit=50, after=first[-1].e164)
    assert [offer.e164 for offer in (*first, *rest)] == free(shop) == sorted(free(shop))
    assert shop.count(SEATTLE) == 10
    assert shop.count(SEATTLE, limit=3) == 3


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({"prefix": "1206255500"}, 10),
        ({"prefix": "12062555009"}, 1),
        ({"prefix": "9"}, 0),
        ({"contains": "5007"}, 1),
        ({"contains": "07"}, 1),
        ({"contains": "6255"}, 10),
        ({"contains": "999"}, 0),
        ({"state": "Oregon"}, 0),
        ({"city": "", "state": ""}, 20),
        ({"user_grade": False, "city": ""}, 10),
    ],
)
def test_a_search_finds_by_place_beginning_and_digits(
    shop: Carrier, change: dict[str, str], count: int
) -> None:
    assert (
        shop.count(replace(SEATTLE, **change))
        == len(shop.search(replace(SEATTLE, **change), limit=50))
        == count
    )


def test_what_the_carrier_does_not_have_is_not_described(shop: Carrier) -> None:
    (found,) = shop.describe([A, "+19995550000"])
    assert (found.e164, found.city, found.user_grade) == (A, "Seattle", True)


def test_a_reserved_number_is_not_offered_and_not_given_to_another(shop: Carrier) -> None:
    assert shop.reserve("one", [A, B], later()).granted == (A, B)
    assert A not in free(shop)
    answer = shop.reserve("two", [B, C], later())
    assert (answer.granted, answer.refused) == ((C,), (B,))
    assert shop.acquire("two", [A]).refused == (A,)


def test_a_reservation_is_prolonged_by_asking_again_and_runs_out_by_the_clock(shop: Carrier) -> None:
    shop.reserve("one", [A], later(-1))
    assert A in free(shop)
    assert shop.reserve("one", [A], later()).granted == (A,)
    assert A not in free(shop)
    shop.reserve("one", [A], later(-1))
    assert shop.reserve("two", [A], later()).granted == (A,)


def test_letting_go_is_for_ones_own_reservations_only_and_may_be_repeated(shop: Carrier) -> None:
    shop.reserve("one", [A, B], later())
    shop.let_go("two", [A])
    assert A not in free(shop)
    for _ in range(2):
        shop.let_go("one", [A, "+19995550000"])
    assert A in free(shop)
    shop.acquire("one", [B])
    shop.let_go("one", [B])
    assert B not in free(shop)


def test_acquiring_twice_answers_the_same(shop: Carrier) -> None:
    shop.reserve("one", [A, B], later())
    first = shop.acquire("one", [A, B, "+19995550000"])
    assert shop.acquire("one", [A, B, "+19995550000"]) == first
    assert first.granted == (A, B)
    assert first.refused == ("+19995550000",)
    assert shop.reserve("two", [A], later()).refused == (A,)


def test_a_released_number_rests_before_it_is_offered_again(shop: Carrier) -> None:
    shop.acquire("one", [A])
    shop.release("two", [A])
    assert shop.acquire("one", [A]).granted == (A,)
    for _ in range(2):
        shop.release("one", [A])
    assert A not in free(shop)
    assert shop.acquire("one", [A]).refused == (A,)
    row = SandboxNumber.objects.get(pk=A)
    assert row.resting_until is not None
    assert REST_DAYS - 1 <= (row.resting_until - timezone.now()).days <= REST_DAYS
    SandboxNumber.objects.update(resting_until=timezone.now())
    assert A in free(shop)


def acts(shop: Carrier) -> dict[str, Callable[[], object]]:
    return {
        "search": lambda: shop.search(SEATTLE, limit=5),
        "reserve": lambda: shop.reserve("one", [A, B], later()),
        "let_go": lambda: shop.let_go("one", [A]),
        "acquire": lambda: shop.acquire("one", [A, B]),
        "release": lambda: shop.release("one", [A]),
        "shared": lambda: shop.shared_conference_numbers(["US"]),
    }


@pytest.mark.parametrize("operation", ["search", "reserve", "let_go", "acquire", "release", "shared"])
@pytest.mark.parametrize(("kind", "retryable"), [("fail", True), ("refuse", False), ("late", True)])
def test_a_fault_strikes_as_often_as_it_was_told_to(
    shop: Carrier, operation: str, kind: str, retryable: bool
) -> None:
    SandboxFault.objects.create(operation=operation, kind=kind, remaining=2)
    act = acts(shop)[operation]
    for _ in range(2):
        with pytest.raises(CarrierError) as caught:
            act()
        assert caught.value.retryable == retryable
    act()
    assert SandboxFault.objects.get().remaining == 0


def test_a_late_answer_hides_an_act_that_was_done_and_a_short_one_leaves_the_last_out(shop: Carrier) -> None:
    SandboxFault.objects.create(operation="acquire", kind="late")
    with pytest.raises(CarrierError):
        shop.acquire("one", [A])
    assert SandboxNumber.objects.get(pk=A).acquired
    SandboxFault.objects.create(operation="acquire", kind="short")
    assert shop.acquire("one", [A, B]).granted == (A,)
    SandboxFault.objects.create(operation="reserve", kind="short")
    assert shop.reserve("two", [B, C], later()).refused == (C,)


def test_acquiring_takes_as_long_as_the_setting_says(shop: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    with override_settings(SANDBOX_SECONDS=1.5):
        shop.acquire("one", [A])
        shop.release("one", [A])
    assert slept == [1.5, 1.5]


PLACES = [
    stock.Place("US", "New York", "New York City"),
    stock.Place("US", "Washington", "Seattle"),
    stock.Place("DK", "", "Copenhagen"),
    stock.Place("SE", "", "Orebro"),
    stock.Place("IE", "", "Dublin"),
]


def test_the_stock_is_valid_for_its_places_and_the_same_each_time(db: None) -> None:
    added = stock.build(PLACES, per_city=120, countries=["US", "DK", "BD"])
    assert stock.build(PLACES, per_city=120, countries=["US", "DK", "BD"]) == 0
    by_place = {
        (place.city, grade): SandboxNumber.objects.filter(city=place.city, user_grade=grade)
        for place in PLACES
        for grade in (True, False)
    }
    assert {key: rows.count() for key, rows in by_place.items()} == dict.fromkeys(by_place, 120)
    assert added == SandboxNumber.objects.count()
    for row in SandboxNumber.objects.all():
        assert phonenumbers.is_valid_number(phonenumbers.parse(row.e164)), row.e164
    seattle = SandboxNumber.objects.filter(city="Seattle")[0]
    assert geocoder.description_for_number(phonenumbers.parse(seattle.e164), "en") == "Seattle, WA"
    new_york = SandboxNumber.objects.filter(city="New York City")[0]
    assert new_york.e164[2:5] in {"212", "646", "917"}
    assert SandboxNumber.objects.filter(country="BD", kind="non_geographic", city="").count() == 240
    assert SandboxNumber.objects.filter(country="US", kind="toll_free", user_grade=False).count() == 120


MEETING_PLACES = [
    stock.Place("US", "", "Chicago"),
    stock.Place("US", "", "New York City"),
    stock.Place("FR", "", "Paris"),
    stock.Place("KR", "", "Seoul"),
    stock.Place("RO", "", ""),
]


def test_one_number_of_each_meeting_place_is_kept_for_all_and_never_sold(db: None) -> None:
    stock.build(PLACES, per_city=10, countries=["US"], conferencing=MEETING_PLACES)
    assert stock.build(PLACES, per_city=10, countries=["US"], conferencing=MEETING_PLACES) == 0
    shop = carrier()
    shared = shop.shared_conference_numbers(["US", "FR", "KR", "RO", "SE"])
    assert [(one.country, one.city) for one in shared] == [
        ("FR", "Paris"),
        ("KR", "Seoul"),
        ("RO", ""),
        ("US", "Chicago"),
        ("US", "New York City"),
    ]
    assert {one.kind for one in shared} == {NumberKind.GEOGRAPHIC, NumberKind.NON_GEOGRAPHIC}
    assert [one.city for one in shop.shared_conference_numbers(["FR"])] == ["Paris"]
    assert shop.shared_conference_numbers([]) == []
    for one in shared:
        assert phonenumbers.is_valid_number(phonenumbers.parse(one.e164)), one.e164
    chicago = next(one.e164 for one in shared if one.city == "Chicago")
    assert geocoder.description_for_number(phonenumbers.parse(chicago), "en") == "Chicago, IL"
    query = Query("US", NumberKind.GEOGRAPHIC, city="New York City", user_grade=False)
    assert not {one.e164 for one in shared} & {one.e164 for one in shop.search(query, limit=100)}
    assert shop.acquire("one", [chicago]).refused == (chicago,)


def test_a_larger_stock_leaves_the_shared_numbers_as_they_are(db: None) -> None:
    stock.build([], countries=["FR"], conferencing=MEETING_PLACES)
    before = carrier().shared_conference_numbers(["US", "FR", "KR", "RO"])
    stock.build([stock.Place("FR", "", "Paris")], per_city=300, countries=["FR"], conferencing=MEETING_PLACES)
    assert carrier().shared_conference_numbers(["US", "FR", "KR", "RO"]) == before
    paris = Query("FR", NumberKind.GEOGRAPHIC, city="Paris", user_grade=True)
    assert carrier().count(paris) >= 299

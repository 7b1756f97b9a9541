"""Which number is the default, and which one an organiser gets (rules 6.2)."""

from collections.abc import Sequence

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Event
from services.bridges import default_numbers, numbers
from services.bridges.models import Bridge, BridgeNumber, Organiser
from tenants.models import Person, User
from tests.bridges.conftest import CHICAGO, NEW_YORK, on_bridge, organiser_of, own_toll, own_toll_free
from tests.service_numbers.conftest import pay
from ui.refusals import Refusal

COUNTRIES = ("US", "FR", "DE")


def rows(shapes: Sequence[tuple[str, str, bool]], default: int) -> list[BridgeNumber]:
    """Numbers by (country, kind, shared); the toll number at `default`, counted round, is the default."""
    made = [
        BridgeNumber(pk=at, e164=f"+1{at:010d}", country=country, kind=kind, number_id=None if shared else at)
        for at, (country, kind, shared) in enumerate(shapes, start=1)
    ]
    toll = [number for number in made if not number.is_toll_free]
    if toll:
        toll[default % len(toll)].is_default = True
    return made


SHAPES = st.lists(
    st.tuples(st.sampled_from(COUNTRIES), st.sampled_from(["geographic", "toll_free"]), st.booleans()),
    max_size=8,
)


@given(SHAPES, st.integers(0, 7), st.sampled_from(["", *COUNTRIES, "JP"]))
def test_an_organiser_gets_a_toll_number_of_the_own_country_else_the_default(
    shapes: list[tuple[str, str, bool]], default: int, country: str
) -> None:
    found = rows(shapes, default)
    toll = [number for number in found if not number.is_toll_free]
    given_number = default_numbers.toll_for(country, found)
    if not toll:
        assert given_number is None
        return
    assert given_number in toll
    here = [number for number in toll if number.country == country]
    if here:
        assert given_number in here
        if any(number.is_default for number in here):
            assert given_number.is_default
        elif any(not number.is_shared for number in here):
            assert not given_number.is_shared
    else:
        assert given_number.is_default


@given(SHAPES, st.sampled_from(COUNTRIES))
def test_a_bridge_begins_with_a_toll_number_of_its_country_the_carriers_first(
    shapes: list[tuple[str, str, bool]], country: str
) -> None:
    found = rows(shapes, 0)
    first = default_numbers.first_default(found, country)
    toll = [number for number in found if not number.is_toll_free]
    here = [number for number in toll if number.country == country]
    assert first is None if not toll else first in (here or toll)
    if any(number.is_shared for number in here):
        assert first is not None
        assert first.is_shared


def test_another_default_leaves_the_numbers_of_organisers_as_they_are(
    bridge: Bridge, admin: User, anna: Person
) -> None:
    organiser = organiser_of(bridge.tenant, anna, admin)
    assert organiser.toll_number == on_bridge(NEW_YORK)
    was = default_numbers.make_default(on_bridge(CHICAGO), by=admin)
    assert was == on_bridge(NEW_YORK)
    assert BridgeNumber.objects.get(is_default=True).e164 == CHICAGO
    organiser.refresh_from_db()
    assert organiser.toll_number == on_bridge(NEW_YORK)
    event = Event.objects.filter(action="bridge.default_changed").latest("pk")
    assert (event.before["default_number"], event.after["default_number"]) == (NEW_YORK, CHICAGO)
    assert default_numbers.make_default(on_bridge(CHICAGO), by=admin) == on_bridge(CHICAGO)


def test_a_toll_free_number_is_never_the_default_whatever_writes_it(bridge: Bridge, admin: User) -> None:
    pay(bridge.tenant, admin)
    number = numbers.put_on(bridge, own_toll_free(bridge.tenant), by=admin)
    with pytest.raises(Refusal, match="must be a toll number"):
        default_numbers.make_default(number, by=admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        BridgeNumber.objects.filter(pk=number.pk).update(is_default=True)


def test_a_bridge_never_has_two_defaults(bridge: Bridge) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BridgeNumber.objects.update(is_default=True)


def test_everybody_who_has_a_number_gets_another_one_and_is_mailed(
    bridge: Bridge, admin: User, anna: Person, mailoutbox: list[EmailMessage]
) -> None:
    organiser_of(bridge.tenant, anna, admin)
    mailoutbox.clear()
    assert default_numbers.move_all(on_bridge(NEW_YORK), on_bridge(CHICAGO), by=admin) == 1
    assert Organiser.objects.get().toll_number == on_bridge(CHICAGO)
    (mail,) = mailoutbox
    assert "(312) 555-0100" in mail.body
    assert Event.objects.get(action="organiser.changed").before["toll_number"] == NEW_YORK
    assert default_numbers.move_all(on_bridge(NEW_YORK), on_bridge(CHICAGO), by=admin) == 0


def test_a_toll_number_is_replaced_by_a_toll_number_and_a_toll_free_one_may_go(
    bridge: Bridge, admin: User, anna: Person
) -> None:
    pay(bridge.tenant, admin)
    free = numbers.put_on(bridge, own_toll_free(bridge.tenant), by=admin)
    organiser = organiser_of(bridge.tenant, anna, admin)
    Organiser.objects.filter(pk=organiser.pk).update(toll_free_number=free)
    for number, to in ((on_bridge(NEW_YORK), free), (on_bridge(NEW_YORK), None), (free, on_bridge(CHICAGO))):
        with pytest.raises(Refusal, match=r"same kind|needs a toll number"):
            default_numbers.move_all(number, to, by=admin)
    assert default_numbers.move_all(free, None, by=admin) == 1
    organiser.refresh_from_db()
    assert organiser.toll_free_number is None


def test_organisers_without_a_number_get_one_as_soon_as_there_is_one(
    bridge: Bridge, admin: User, anna: Person, mailoutbox: list[EmailMessage]
) -> None:
    BridgeNumber.objects.all().delete()
    organiser = organiser_of(bridge.tenant, anna, admin)
    assert organiser.toll_number is None
    assert "Number:" not in mailoutbox[-1].body
    number = numbers.put_on(bridge, own_toll(bridge.tenant), by=admin)
    organiser.refresh_from_db()
    assert organiser.toll_number == number
    assert "have changed" in mailoutbox[-1].subject

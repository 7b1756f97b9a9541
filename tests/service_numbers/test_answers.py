"""What answers a service number: queue, attendant or bridge, moved without a gap, taken away, and parked on purpose."""

from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.models import Event
from numbering.models import PhoneNumber
from services.bridges.models import BridgeNumber
from services.numbers import answers
from services.numbers.answer_list import figures
from services.numbers.answerers import Answerer, answerer_of, answerers, choices, now_of
from services.numbers.answers import OtherUse, Was
from services.voice_apps import allowances
from services.voice_apps.models import ResourceAccount, VoiceApp
from tenants.models import Tenant, User
from tenants.scoping import all_tenants, tenant_scope
from tests.races import at_once
from tests.service_numbers.conftest import buy, give, pay, toll, toll_free
from tests.voice_apps.conftest import make_app
from ui.refusals import Refusal


@pytest.fixture
def owner(tenant: Tenant, reference_data: None) -> Tenant:
    """A tenant that owns Phone System, and so has 25 free licences."""
    buy(tenant, 1)
    return tenant


@pytest.fixture
def number(owner: Tenant, admin: User) -> PhoneNumber:
    return give(owner, admin, toll(0))[0]


@pytest.fixture
def sales(owner: Tenant) -> Answerer:
    return Answerer(make_app(owner))


BRIDGE = Answerer()


def answered_by(number: PhoneNumber) -> str:
    """What answers it now, in words; "" for nothing."""
    with tenant_scope(number.tenant):
        fresh = PhoneNumber.objects.get(pk=number.pk)
        now = now_of([fresh]).get(fresh.pk)
    assert (fresh.status == "assigned") == (now is not None)
    return now.answerer.words if now else ""


def test_everything_that_can_answer_is_offered_under_its_kind(owner: Tenant, sales: Answerer) -> None:
    menu = Answerer(make_app(owner, "Menu", "attendant"))
    with tenant_scope(owner):
        found = answerers(owner)
        assert choices(found) == [
            ("Call queue", [(sales.key, "Sales")]),
            ("Auto attendant", [(menu.key, "Menu")]),
            ("Conference bridge", [("bridge", "the conference bridge")]),
        ]
        assert choices(found, without=sales.key)[0][0] == "Auto attendant"
        assert [answerer_of(owner, one.key) for one in found] == found


@pytest.mark.parametrize(
    "key", ["", "app-", "app-0", "app-x", "app-999999999999999999999", "queue-1", "\x00"]
)
def test_a_key_that_names_nothing_is_nothing(owner: Tenant, key: str) -> None:
    with tenant_scope(owner):
        assert answerer_of(owner, key) is None


def test_a_queue_answers_and_then_nothing_does(
    owner: Tenant, admin: User, number: PhoneNumber, sales: Answerer
) -> None:
    with tenant_scope(owner):
        assert answers.let_answer(number, sales, by=admin) is None
    assert answered_by(number) == "call queue Sales"
    with tenant_scope(owner):
        assert answers.take_away(number, by=admin) == Was(sales)
        with pytest.raises(Refusal, match=r"Nothing answers \(206\) 255-5100"):
            answers.take_away(number, by=admin)
    assert answered_by(number) == ""


def test_a_number_for_something_else_changes_its_use_only_when_that_is_wanted(
    owner: Tenant, admin: User, number: PhoneNumber, sales: Answerer
) -> None:
    with tenant_scope(owner):
        with pytest.raises(OtherUse) as refused:
            answers.let_answer(number, BRIDGE, by=admin)
        assert refused.value.sentence == (
            "(206) 255-5100 is for queues and attendants. For the conference bridge to answer it, its use has to change."
        )
        answers.let_answer(number, BRIDGE, by=admin, change_use=True)
        assert PhoneNumber.objects.get().usage == "conference"
    assert answered_by(number) == "the conference bridge"


def test_a_refused_change_of_use_leaves_a_number_where_it_is(
    owner: Tenant, admin: User, number: PhoneNumber, sales: Answerer
) -> None:
    with tenant_scope(owner):
        answers.let_answer(number, sales, by=admin)
        with pytest.raises(OtherUse):
            answers.let_answer(number, BRIDGE, by=admin)
    assert answered_by(number) == "call queue Sales"


def test_a_number_goes_from_one_to_another_and_back_as_it_was(
    owner: Tenant, admin: User, number: PhoneNumber, sales: Answerer
) -> None:
    menu = Answerer(make_app(owner, "Menu", "attendant"))
    with tenant_scope(owner):
        answers.let_answer(number, sales, by=admin)
        ResourceAccount.objects.update(priority=1)
        was = answers.let_answer(number, menu, by=admin)
        assert was == Was(sales, priority=1)
        answers.take_away(number, by=admin)
        answers.let_answer(number, sales, by=admin, change_use=True, was=was)
        assert ResourceAccount.objects.get().priority == 1
        with pytest.raises(Refusal, match="is answered there already"):
            answers.let_answer(number, sales, by=admin)


def test_the_bridges_languages_come_back_with_the_number(owner: Tenant, admin: User, sales: Answerer) -> None:
    first, second = give(owner, admin, toll(1), toll(2), usage="conference")
    with tenant_scope(owner):
        answers.let_answer(first, BRIDGE, by=admin)  # becomes the default, and so stays
        answers.let_answer(second, BRIDGE, by=admin)
        BridgeNumber.objects.filter(number=second).update(language="fr-FR", other_languages=["de-DE"])
        was = answers.let_answer(second, sales, by=admin, change_use=True)
        assert was == Was(BRIDGE, languages=("fr-FR", "de-DE"))
        answers.let_answer(second, BRIDGE, by=admin, change_use=True, was=was)
        assert BridgeNumber.objects.get(number=second).languages == ["fr-FR", "de-DE"]
        with pytest.raises(Refusal, match="is the default number of the bridge"):
            answers.let_answer(first, sales, by=admin, change_use=True)
    assert answered_by(first) == "the conference bridge"


def test_a_parked_number_is_answered_by_nothing_until_it_is_unparked(
    owner: Tenant, admin: User, number: PhoneNumber, sales: Answerer
) -> None:
    with tenant_scope(owner):
        answers.park([number], by=admin)
        assert figures(owner).parked == 1
        with pytest.raises(Refusal, match="kept free until somebody clears"):
            answers.let_answer(number, sales, by=admin)
        answers.unpark([number], by=admin)
        answers.let_answer(number, sales, by=admin)
        with pytest.raises(Refusal, match="Only a free number can be kept free"):
            answers.park([number], by=admin)
        assert Event.objects.filter(action__in=["number.blocked", "number.unblocked"]).count() == 2


def test_toll_free_without_credit_is_refused_with_the_way_to_step_10(
    owner: Tenant, admin: User, sales: Answerer
) -> None:
    [free] = give(owner, admin, toll_free(0), kind="toll_free")
    with tenant_scope(owner), pytest.raises(Refusal, match="your balance is zero") as refused:
        answers.let_answer(free, sales, by=admin)
    assert refused.value.url == f"/t/{owner.slug}/credits/"
    pay(owner, admin)
    with tenant_scope(owner):
        answers.let_answer(free, sales, by=admin)
    assert answered_by(free) == "call queue Sales"


def test_own_numbers_of_direct_routing_are_answered_as_well(
    owner: Tenant, admin: User, sales: Answerer
) -> None:
    [own] = give(owner, admin, "+5116104200", country="PE", origin="uploaded", supply="direct_routing")
    with tenant_scope(owner):
        answers.let_answer(own, sales, by=admin)
    assert answered_by(own) == "call queue Sales"


def test_many_go_at_once_and_change_their_use_where_they_must(
    owner: Tenant, admin: User, sales: Answerer
) -> None:
    mixed = [
        *give(owner, admin, toll(1), toll(2)),
        *give(owner, admin, toll(3), usage="conference"),
    ]
    with tenant_scope(owner):
        answers.let_answer_many(mixed, sales, by=admin)
    assert {answered_by(one) for one in mixed} == {"call queue Sales"}
    with tenant_scope(owner):
        [other] = PhoneNumber.objects.filter(usage="voice_app").exclude(pk__in=[n.pk for n in mixed]) or [
            None
        ]
        assert other is None
        with pytest.raises(Refusal, match="assigned to call queue Sales"):
            answers.let_answer_many(mixed, BRIDGE, by=admin)


def test_an_undo_takes_nothing_from_what_answers_now(
    owner: Tenant, admin: User, number: PhoneNumber, sales: Answerer
) -> None:
    service = Answerer(make_app(owner, "Service"))
    with tenant_scope(owner):
        answers.let_answer(number, sales, by=admin)
        answers.let_answer(number, service, by=admin)
        with pytest.raises(Refusal, match="is answered by call queue Service now"):
            answers.take_away(number, by=admin, only_from=sales)
    assert answered_by(number) == "call queue Service"


@pytest.mark.django_db(transaction=True)
def test_a_queue_and_the_bridge_that_want_a_number_at_once_end_with_one_of_them(
    tenant: Tenant, admin: User, reference_data: None
) -> None:
    buy(tenant, 1)
    sales, [number] = Answerer(make_app(tenant)), give(tenant, admin, toll(0))

    def let(answerer: Answerer) -> object:
        with tenant_scope(tenant):
            return answers.let_answer(number, answerer, by=admin, change_use=True)

    at_once(partial(let, sales), partial(let, BRIDGE))
    with all_tenants():
        rows = ResourceAccount.objects.count() + BridgeNumber.objects.filter(number=number).count()
        assert rows == 1
        fresh = PhoneNumber.objects.get()
        assert fresh.status == "assigned"
        assert fresh.usage == ("voice_app" if ResourceAccount.objects.exists() else "conference")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["sales", "menu", "bridge", "away", "park", "unpark"]),
        st.integers(min_value=0, max_value=2),
    ),
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_acts_in_any_order_leave_every_number_in_one_state_and_every_licence_counted(
    owner: Tenant, admin: User, steps: list[tuple[str, int]]
) -> None:
    with all_tenants():  # each example begins with nothing
        BridgeNumber.objects.all().delete()
        ResourceAccount.objects.all().delete()
        PhoneNumber.objects.all().delete()
        VoiceApp.objects.all().delete()
    targets = {
        "sales": Answerer(make_app(owner)),
        "menu": Answerer(make_app(owner, "Menu", "attendant")),
        "bridge": BRIDGE,
    }
    numbers = give(owner, admin, toll(0), toll(1), toll(2))
    for act, at in steps:
        with tenant_scope(owner):
            try:
                _act(numbers[at], act, targets, admin)
            except Refusal:
                continue
    with tenant_scope(owner):
        fresh = list(PhoneNumber.objects.order_by("pk"))
        now = now_of(fresh)
        assert {one.pk for one in fresh if one.status == "assigned"} == set(now)
        for one in fresh:
            if one.pk in now:
                assert one.usage == now[one.pk].answerer.usage
                assert not one.blocked_forever
        by_apps = sum(one.account is not None for one in now.values())
        assert allowances.in_use(owner) == by_apps
        found = figures(owner)
        assert (found.total, found.answered, found.by_apps) == (3, len(now), by_apps)


def _act(number: PhoneNumber, act: str, targets: dict[str, Answerer], by: User) -> None:
    if act in targets:
        answers.let_answer(number, targets[act], by=by, change_use=True)
    elif act == "away":
        answers.take_away(number, by=by)
    elif act == "park":
        answers.park([number], by=by)
    else:
        answers.unpark([number], by=by)

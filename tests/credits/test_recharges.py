"""A recharge with each card of the sandbox: paid once and booked once, or said honestly that it was not."""

import uuid
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django.fixtures import Settings

from credits import gateways, recharges, settlements
from credits.gateways import Answer, Outcome
from credits.models import Account, Recharge, SandboxPayment
from credits.thresholds import sweep as sweep_thresholds
from jobs.models import Job
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.credits.recharging import again, ask, automatic, booked, recharges_of, taken, work
from tests.credits.worlds import balance_of, charge, pay
from ui.refusals import Refusal

Status = Recharge.Status


def subjects() -> list[str]:
    return [each.subject for each in mail.outbox]


def receivers() -> set[str]:
    return {address for each in mail.outbox for address in each.to}


@pytest.mark.parametrize("token", ["accepted", "twice", "late", "slow"])
def test_a_card_that_pays_is_charged_once_and_booked_once(tenant: Tenant, admin: User, token: str) -> None:
    recharge = ask(tenant, admin, token)
    work()
    assert again(recharge).status == Status.PAID
    assert (taken(), booked(tenant), balance_of(tenant)) == ([100], [100], 100)
    assert subjects() == [f"{tenant}: US$ 100.00 of credit was paid"]
    work()
    assert booked(tenant) == [100]


def test_a_card_that_is_declined_for_good_is_tried_once(tenant: Tenant, admin: User, billing: User) -> None:
    recharge = ask(tenant, admin, "expired")
    work()
    recharge = again(recharge)
    assert (recharge.status, recharge.error, recharge.tries) == (Status.DECLINED, "The card has expired.", 1)
    assert (taken(), booked(tenant)) == ([], [])
    assert SandboxPayment.objects.count() == 1
    assert set(subjects()) == {f"{tenant}: A recharge of US$ 100.00 was not paid"}
    assert receivers() == {admin.email, billing.email}
    assert "The card has expired." in mail.outbox[0].body


def test_a_card_that_is_declined_for_now_is_tried_three_times_each_with_its_own_key(
    tenant: Tenant, admin: User
) -> None:
    recharge = ask(tenant, admin, "poor")
    work()
    recharge = again(recharge)
    assert (recharge.status, recharge.tries) == (Status.DECLINED, 3)
    keys = sorted(SandboxPayment.objects.values_list("key", flat=True))
    assert keys == [f"{recharge.reference}-{n}" for n in (1, 2, 3)]
    assert subjects() == [f"{tenant}: A recharge of US$ 100.00 was not paid"]


def test_a_gateway_that_never_answers_leaves_it_unclear_and_bars_another_recharge(
    tenant: Tenant, admin: User, operator: User
) -> None:
    recharge = ask(tenant, admin, "silent")
    work()
    recharge = again(recharge)
    assert recharge.status == Status.UNCLEAR
    with pytest.raises(Refusal, match=r"A recharge of US\$ 100\.00 is under way"):
        ask(tenant, admin)
    assert receivers() == {admin.email, operator.email}


def test_what_is_unclear_can_be_asked_again_with_the_same_key(tenant: Tenant, admin: User) -> None:
    recharge = ask(tenant, admin, "silent")
    work()
    key = again(recharge).key
    SandboxPayment.objects.create(key=key, token="accepted", amount=100, status="paid")
    with tenant_scope(tenant):
        recharge.method.token = "accepted"
        recharge.method.save()
        recharges.ask_again(again(recharge), by=admin)
    work()
    assert again(recharge).status == Status.PAID
    assert (taken(), booked(tenant)) == ([100], [100])


def test_the_failed_job_of_an_unclear_recharge_may_be_started_again_as_well(
    tenant: Tenant, admin: User
) -> None:
    recharge = ask(tenant, admin, "silent")
    work()
    with tenant_scope(tenant):
        recharge.method.token = "accepted"
        recharge.method.save()
    Job._base_manager.update(status="queued", attempts=0)
    work()
    assert again(recharge).status == Status.PAID


def test_money_that_was_taken_after_all_is_booked_late_and_once(tenant: Tenant, admin: User) -> None:
    recharge = ask(tenant, admin, "poor")
    work()
    assert again(recharge).status == Status.DECLINED
    for _time in range(2):
        gateways.tell(f"{recharge.reference}-3", Answer(Outcome.PAID))
    assert again(recharge).status == Status.PAID
    assert booked(tenant) == [100]


def test_two_tries_that_were_both_paid_are_both_booked(tenant: Tenant, admin: User) -> None:
    recharge = ask(tenant, admin)
    work()
    gateways.tell(f"{recharge.reference}-2", Answer(Outcome.PAID))
    assert booked(tenant) == [100, 100]


@pytest.mark.parametrize("key", ["RC-0000-1", "", "-1", "nonsense"])
def test_a_word_on_a_key_that_nobody_asked_for_changes_nothing(tenant: Tenant, key: str) -> None:
    gateways.tell(key, Answer(Outcome.PAID))
    gateways.tell(key, Answer(Outcome.DECLINED))
    assert booked(tenant) == []


def test_a_double_click_is_one_recharge(tenant: Tenant, admin: User) -> None:
    once = str(uuid.uuid4())
    assert ask(tenant, admin, once=once).pk == ask(tenant, admin, once=once).pk
    work()
    assert ask(tenant, admin, once=once).status == Status.PAID
    assert taken() == [100]


@pytest.mark.parametrize(
    ("amount", "words"), [("49.99", r"US\$ 50"), ("1000001", "1,000,000"), ("60.001", "cents")]
)
def test_amounts_out_of_range_are_refused(tenant: Tenant, admin: User, amount: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        ask(tenant, admin, amount=amount)


def test_a_tenant_that_pays_afterwards_fills_nothing_up(tenant: Tenant, admin: User) -> None:
    Tenant.objects.update(postpaid=True)
    with pytest.raises(Refusal, match="paid afterwards"):
        ask(tenant, admin)


def test_without_a_gateway_a_recharge_is_a_request_to_the_operator(
    tenant: Tenant, admin: User, operator: User, settings: Settings
) -> None:
    settings.SANDBOX_PAYMENT = False
    recharge = ask(tenant, admin, "")
    assert recharge.status == Status.WITH_PROVIDER
    assert not Job._base_manager.exists()
    assert (receivers(), subjects()) == ({operator.email}, [f"{tenant} asks for US$ 100.00 of credit"])
    with tenant_scope(tenant):
        settlements.settle_with_provider(
            recharge, amount=Decimal(120), reference="WIRE 7", paid_at=timezone.now(), by=operator
        )
    recharge = again(recharge)
    assert (recharge.status, recharge.entry.amount, balance_of(tenant)) == (Status.PAID, 120, 120)


def test_a_payment_ends_one_recharge_only(tenant: Tenant, admin: User, operator: User) -> None:
    paid = {"amount": Decimal(100), "reference": "WIRE 7", "paid_at": timezone.now(), "by": operator}
    with tenant_scope(tenant):
        settlements.settle_with_provider(ask(tenant, admin, ""), **paid)
        second = ask(tenant, admin, "")
        with pytest.raises(Refusal, match="has ended another recharge"):
            settlements.settle_with_provider(second, **paid)
    assert again(second).status == Status.WITH_PROVIDER


def test_a_card_whose_gateway_is_gone_is_handed_to_the_provider(
    tenant: Tenant, admin: User, settings: Settings
) -> None:
    recharge = ask(tenant, admin)
    settings.SANDBOX_PAYMENT = False
    work()
    assert again(recharge).status == Status.WITH_PROVIDER
    assert taken() == []


def test_what_nobody_has_begun_to_pay_can_be_withdrawn_and_is_not_paid(tenant: Tenant, admin: User) -> None:
    recharge = ask(tenant, admin)
    with tenant_scope(tenant):
        recharges.withdraw(recharge, by=admin)
    work()
    assert again(recharge).status == Status.WITHDRAWN
    assert (taken(), booked(tenant)) == ([], [])
    ask(tenant, admin)


def test_the_operator_gives_up_what_is_unclear_only_with_a_reason(
    tenant: Tenant, admin: User, operator: User
) -> None:
    recharge = ask(tenant, admin, "silent")
    work()
    with tenant_scope(tenant):
        with pytest.raises(Refusal, match="how you know"):
            recharges.give_up(again(recharge), by=operator, note=" ")
        recharges.give_up(again(recharge), by=operator, note="Not on the statement")
    assert again(recharge).status == Status.DECLINED


@pytest.mark.parametrize(("status", "ends"), [("requested", "withdrawn"), ("paying", "unclear")])
def test_a_recharge_whose_job_ended_without_it_does_not_bar_the_next_for_ever(
    tenant: Tenant, admin: User, status: str, ends: str
) -> None:
    recharge = ask(tenant, admin)
    Recharge._base_manager.update(status=status)
    assert settlements.sweep() == 0, "its job is still to be done"
    Job._base_manager.update(status="failed")
    assert (settlements.sweep(), settlements.sweep()) == (1, 0)
    assert again(recharge).status == ends


class TestAutomatic:
    """Recharging by itself."""

    def test_it_fires_when_a_charge_takes_the_balance_below_the_trigger(
        self, tenant: Tenant, admin: User
    ) -> None:
        pay(tenant)
        automatic(tenant, admin)
        charge(tenant, "60")
        assert recharges_of(tenant) == [], "40 is not below 40"
        charge(tenant, "0.0001", "CALL-2")
        work()
        assert [(each.status, each.origin, each.amount) for each in recharges_of(tenant)] == [
            (Status.PAID, "auto", 200)
        ]
        assert balance_of(tenant) == Decimal("239.9999")

    def test_it_fires_at_once_when_it_is_switched_on_below_the_trigger(
        self, tenant: Tenant, admin: User
    ) -> None:
        automatic(tenant, admin)
        work()
        assert (taken(), balance_of(tenant)) == ([200], 200)

    def test_charges_while_one_is_open_make_no_other(self, tenant: Tenant, admin: User) -> None:
        pay(tenant)
        automatic(tenant, admin)
        for number in range(5):
            charge(tenant, "15", f"CALL-{number}")
        assert len(recharges_of(tenant)) == 1

    def test_a_decline_stops_it_until_somebody_lets_it_go_on(self, tenant: Tenant, admin: User) -> None:
        pay(tenant)
        automatic(tenant, admin, "expired")
        charge(tenant, "70")
        work()
        charge(tenant, "5", "CALL-2")
        work()
        assert [each.status for each in recharges_of(tenant)] == [Status.DECLINED]
        automatic(tenant, admin, "accepted")
        work()
        assert [each.status for each in recharges_of(tenant)] == [Status.DECLINED, Status.PAID]

    def test_switched_off_it_takes_back_what_nobody_has_begun_and_charges_nobody(
        self, tenant: Tenant, admin: User
    ) -> None:
        automatic(tenant, admin)
        automatic(tenant, admin, auto_recharge=False)
        work()
        assert [each.status for each in recharges_of(tenant)] == [Status.WITHDRAWN]
        assert taken() == []

    def test_a_tenant_that_came_to_pay_afterwards_is_not_charged(self, tenant: Tenant, admin: User) -> None:
        automatic(tenant, admin)
        Tenant.objects.update(postpaid=True)
        work()
        assert (recharges_of(tenant)[0].status, taken()) == (Status.WITHDRAWN, [])

    def test_figures_that_would_recharge_in_a_circle_are_refused(self, tenant: Tenant, admin: User) -> None:
        with pytest.raises(
            Refusal, match=r"US\$ 60\.00 added to an empty balance is still below US\$ 80\.00"
        ):
            automatic(tenant, admin, trigger=Decimal(80), amount=Decimal(60))

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"trigger": None}, "trigger"),
            ({"trigger": Decimal(0)}, "trigger"),
            ({"amount": None}, "amount"),
            ({"amount": Decimal(49)}, "amount"),
        ],
    )
    def test_figures_that_lack_are_refused_beside_their_field(
        self, tenant: Tenant, admin: User, values: dict, field: str
    ) -> None:
        with pytest.raises(Refusal) as caught:
            automatic(tenant, admin, **values)
        assert caught.value.field == field

    def test_a_charge_whose_review_never_ran_is_found_by_the_sweep(
        self, tenant: Tenant, admin: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pay(tenant)
        automatic(tenant, admin)
        with monkeypatch.context() as patched:
            patched.setattr("credits.thresholds.review", lambda tenant: None)
            charge(tenant, "90")
        assert recharges_of(tenant) == []
        assert (sweep_thresholds(), sweep_thresholds()) == (1, 0)
        assert len(recharges_of(tenant)) == 1


class TestTold:
    """Mails: once for each crossing, to admins and billing."""

    @pytest.fixture(autouse=True)
    def warned(self, tenant: Tenant, admin: User) -> None:
        pay(tenant)
        automatic(tenant, admin, auto_recharge=False)
        mail.outbox.clear()

    def test_low_is_told_once_until_the_balance_was_above_again(self, tenant: Tenant) -> None:
        charge(tenant, "70", "A")
        charge(tenant, "1", "B")
        assert subjects() == [f"{tenant}: Your credit is below US$ 40.00"]
        pay(tenant, "50", "INV-2")
        charge(tenant, "45", "C")
        assert len(subjects()) == 2

    def test_zero_is_told_once_with_what_stops(self, tenant: Tenant) -> None:
        charge(tenant, "100")
        assert subjects() == [f"{tenant}: Your credit is used up"]
        with pytest.raises(Refusal):
            charge(tenant, "1", "B")
        assert len(subjects()) == 1

    def test_a_charge_that_is_not_covered_is_told_with_its_figures(self, tenant: Tenant) -> None:
        charge(tenant, "95", "A")
        mail.outbox.clear()
        for number in range(3):
            with pytest.raises(Refusal):
                charge(tenant, "8.5", f"B{number}")
        assert subjects() == [f"{tenant}: Your credit no longer covers calls"]
        assert "US$ 5.00 of credit is left. A charge of US$ 8.50 was refused" in mail.outbox[0].body
        with tenant_scope(tenant):
            assert Account.objects.get().refused_amount == Decimal("8.5")
        pay(tenant, "50", "INV-2")
        with tenant_scope(tenant):
            assert Account.objects.get().refused_amount is None

    def test_a_viewer_gets_no_mail(self, tenant: Tenant, viewer: User) -> None:
        charge(tenant, "100")
        assert subjects()
        assert viewer.email not in receivers()

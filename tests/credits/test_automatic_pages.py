"""The page of automatic recharges: what it takes, what it refuses, and when it stops by itself."""

from collections.abc import Callable

import pytest
from django.test import Client

from credits.models import Account, ExpectedUse
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.credits.recharging import again, ask, automatic, card, recharges_of, work
from tests.credits.worlds import at, pay, text

ClientOf = Callable[[User], Client]
CARD = "card:accepted"

pytestmark = pytest.mark.usefixtures("reference_data")


class TestAutomatic:
    """The settings of automatic recharges."""

    FORM = {"trigger": "40", "auto_recharge": "on", "amount": "200", "method": CARD}

    def test_what_would_be_charged_at_once_is_shown_first(
        self, tenant: Tenant, admin: User, client_of: ClientOf
    ) -> None:
        client = client_of(admin)
        page = client.post(at(tenant, "automatic/save/"), self.FORM)
        assert "Save, and recharge US$ 200.00 now" in text(page)
        assert recharges_of(tenant) == []
        client.post(at(tenant, "automatic/save/"), {**self.FORM, "confirm": "1"})
        assert [each.amount for each in recharges_of(tenant)] == [200]

    def test_above_the_trigger_it_is_saved_without_further_ado(
        self, tenant: Tenant, billing: User, client_of: ClientOf
    ) -> None:
        pay(tenant)
        assert client_of(billing).post(at(tenant, "automatic/save/"), self.FORM).status_code == 302
        with tenant_scope(tenant):
            account = Account.objects.get()
        assert (account.auto_recharge, account.trigger, account.amount) == (True, 40, 200)

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"trigger": ""}, "Enter below which balance"),
            ({"trigger": "-1"}, "Enter an amount above zero"),
            ({"amount": ""}, "Enter how much is added"),
            ({"amount": "45"}, "from US$ 50"),
            ({"trigger": "300"}, "one recharge would follow the other"),
        ],
    )
    def test_figures_that_do_not_fit_come_back_beside_their_field(
        self, tenant: Tenant, admin: User, client_of: ClientOf, change: dict[str, str], words: str
    ) -> None:
        answer = client_of(admin).post(at(tenant, "automatic/save/"), {**self.FORM, **change})
        assert answer.status_code == 422
        assert words in text(answer)

    def test_a_decline_is_told_on_every_page_and_let_go_on_with_one_button(
        self, tenant: Tenant, admin: User, client_of: ClientOf
    ) -> None:
        automatic(tenant, admin, "expired")
        work()
        client = client_of(admin)
        page = text(client.get(at(tenant)))
        assert "The last automatic recharge was not paid" in page
        assert "The card has expired." in page
        assert client.post(at(tenant, "automatic/resume/")).status_code == 302
        assert [each.status for each in recharges_of(tenant)] == ["declined", "requested"]
        assert client.post(at(tenant, "automatic/resume/"), follow=True).status_code == 200

    def test_a_payment_method_is_removed_only_when_nothing_uses_it(
        self, tenant: Tenant, admin: User, client_of: ClientOf
    ) -> None:
        pay(tenant)
        automatic(tenant, admin)
        method, client = card(tenant, admin), client_of(admin)
        url = at(tenant, f"automatic/methods/{method.pk}/remove/")
        assert "Automatic recharges use Card accepted" in text(client.post(url, follow=True))
        automatic(tenant, admin, "", auto_recharge=False)
        recharge = ask(tenant, admin)
        assert "is under way" in text(client.post(url, follow=True))
        work()
        assert again(recharge).status == "paid"
        assert "Card accepted is not used any more" in text(client.post(url, follow=True))
        assert client.post(url).status_code == 404

    def test_the_estimate_fills_the_form_in(self, tenant: Tenant, admin: User, client_of: ClientOf) -> None:
        with tenant_scope(tenant):
            ExpectedUse.objects.create(
                tenant=tenant, kind="out_of_plan", country="US", called="landline", minutes=10_000
            )
        page = client_of(admin).get(at(tenant, "automatic/?figures=expected"))
        assert b'value="130"' in page.content  # 10,000 minutes at 0.013
        assert b'value="44"' in page.content  # of which ten days
        charge_days_ago = client_of(admin).get(at(tenant, "automatic/?figures=used"))
        assert b'value="130"' not in charge_days_ago.content, "nothing was used, so nothing is suggested"
        assert client_of(admin).get(at(tenant, "automatic/?figures=%00")).status_code == 200

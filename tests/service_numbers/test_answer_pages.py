"""Step 9 walked without JavaScript: the list, one number, ways back; and who may do what."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from services.bridges.bridges import ensure
from services.bridges.models import BridgeNumber
from services.numbers import answers
from services.numbers.answerers import Answerer
from services.voice_apps import accounts, allowances
from services.voice_apps.models import VoiceApp
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.service_numbers.answering import answered_by, at, text, undo_of
from tests.service_numbers.conftest import ClientOf, give, pay, toll, toll_free
from tests.voice_apps.conftest import make_app


@pytest.fixture
def client(admin: User, client_of: ClientOf) -> Client:
    return client_of(admin)


def test_the_list_says_what_answers_each_and_what_is_to_be_decided(
    owner: Tenant, admin: User, client: Client, sales: VoiceApp
) -> None:
    numbers = give(owner, admin, *[toll(n) for n in range(4)])
    with tenant_scope(owner):
        accounts.connect(numbers[0], sales, by=admin)
        answers.park([numbers[1]], by=admin)
    words = text(client.get(at(owner)))
    assert "1 of 4 service numbers are answered, 1 is parked on purpose, nothing answers 2 yet." in words
    assert "Nothing answers 2 numbers yet" in words
    assert "Call queue Sales" in words
    assert "1 of 25 free resource account licences are in use; number 26 costs." in words


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=free", {2, 3}),
        ("?state=answered", {0}),
        ("?state=parked", {1}),
        ("?by=queue", {0}),
        ("?by=attendant", set()),
        ("?by=bridge", set()),
        ("?by=app-1", None),
        ("?kind=toll_free", {3}),
        ("?q=5101", {1}),
        ("?q=sal", {0}),
        ("?q=nowhere", set()),
        ("?country=US", {0, 1, 2, 3}),
        ("?state=;--&by=app-x&kind=%00&q=%00", {0, 1, 2, 3}),
    ],
)
def test_the_list_is_narrowed(
    owner: Tenant, admin: User, client: Client, sales: VoiceApp, query: str, found: set[int] | None
) -> None:
    numbers = [
        *give(owner, admin, toll(0), toll(1), toll(2)),
        *give(owner, admin, toll_free(3), kind="toll_free"),
    ]
    with tenant_scope(owner):
        accounts.connect(numbers[0], sales, by=admin)
        answers.park([numbers[1]], by=admin)
    page = client.get(at(owner) + query.replace("app-1", f"app-{sales.pk}")).content.decode()
    shown = {n for n, number in enumerate(numbers) if f'id="number-{number.pk}"' in page}
    assert shown == ({0} if found is None else found)


def test_a_number_is_assigned_from_the_list_and_the_toast_takes_it_back(
    owner: Tenant, admin: User, client: Client, sales: VoiceApp
) -> None:
    [number] = give(owner, admin, toll(0))
    back = f"{at(owner)}?state=free"
    answer = client.post(
        at(owner, f"{number.pk}/assign/"), {"target": f"app-{sales.pk}", "next": back}, follow=True
    )
    assert answer.redirect_chain == [(back, 302)]
    assert "(206) 255-5100 is answered by call queue Sales now." in text(answer)
    assert answered_by(number) == "call queue Sales"
    answer = client.post(undo_of(answer), follow=True)
    assert answer.redirect_chain == [(back, 302)]
    assert answered_by(number) == ""


def test_a_move_and_taking_away_are_taken_back(
    owner: Tenant, admin: User, client: Client, sales: VoiceApp
) -> None:
    service, [number] = make_app(owner, "Service"), give(owner, admin, toll(0))
    with tenant_scope(owner):
        accounts.change_priority(accounts.connect(number, sales, by=admin), 2, by=admin)
    page = client.get(at(owner, f"{number.pk}/"))
    assert "Taken away, its callers reach nobody; now they reach call queue Sales." in text(page)
    assert "It is the only way to call queue Sales: no caller would come there any more." in text(page)
    moved = client.post(at(owner, f"{number.pk}/assign/"), {"target": f"app-{service.pk}"}, follow=True)
    assert answered_by(number) == "call queue Service"
    client.post(undo_of(moved))
    assert answered_by(number) == "call queue Sales"
    gone = client.post(at(owner, f"{number.pk}/take-away/"), follow=True)
    assert answered_by(number) == ""
    client.post(undo_of(gone))
    assert answered_by(number) == "call queue Sales"
    with tenant_scope(owner):
        assert accounts.accounts_of([sales])[sales.pk][0].priority == 2


def test_a_number_for_something_else_is_offered_with_rule_and_quota_in_one_click(
    owner: Tenant, admin: User, client: Client, sales: VoiceApp
) -> None:
    [number] = give(owner, admin, toll(0), usage="conference", origin="online")
    answer = client.post(at(owner, f"{number.pk}/assign/"), {"target": f"app-{sales.pk}"})
    assert answer.status_code == 422
    assert "For call queue Sales to answer it, its use has to change." in text(answer)
    assert "The quota stays as it is: 1 of 5 numbers of its kind." in text(answer)
    assert 'name="change_use" value="1"' in answer.content.decode()
    client.post(at(owner, f"{number.pk}/assign/"), {"target": f"app-{sales.pk}", "change_use": "1"})
    assert answered_by(number) == "call queue Sales"


def test_a_number_is_parked_and_unparked_each_with_its_way_back(
    owner: Tenant, admin: User, client: Client
) -> None:
    [number] = give(owner, admin, toll(0))
    parked = client.post(at(owner, f"{number.pk}/park/"), follow=True)
    assert "is parked: nothing answers it, on purpose" in text(parked)
    assert answered_by(number) == "parked"
    client.post(undo_of(parked))
    assert answered_by(number) == ""
    client.post(at(owner, f"{number.pk}/park/"))
    free = client.post(at(owner, f"{number.pk}/unpark/"), follow=True)
    assert answered_by(number) == ""
    client.post(undo_of(free))
    assert answered_by(number) == "parked"


def test_toll_free_without_credit_has_a_shut_door_to_step_10(
    owner: Tenant, admin: User, client: Client, sales: VoiceApp
) -> None:
    [number] = give(owner, admin, toll_free(0), kind="toll_free")
    page = client.get(at(owner, f"{number.pk}/"))
    assert "paid from your credit, and your balance is zero (step 10)." in text(page)
    assert f'href="/t/{owner.slug}/credits/"' in page.content.decode()
    answer = client.post(at(owner, f"{number.pk}/assign/"), {"target": f"app-{sales.pk}"})
    assert answer.status_code == 422
    assert answered_by(number) == ""
    pay(owner, admin)
    client.post(at(owner, f"{number.pk}/assign/"), {"target": f"app-{sales.pk}"})
    assert answered_by(number) == "call queue Sales"


def test_without_a_licence_the_refusal_has_the_figures_and_the_way_to_buy(
    tenant: Tenant, admin: User, client: Client, reference_data: None
) -> None:
    app, [number] = make_app(tenant), give(tenant, admin, toll(0))
    answer = client.post(at(tenant, f"{number.pk}/assign/"), {"target": f"app-{app.pk}"})
    assert answer.status_code == 422
    assert "You have bought 0 and use 0; 25 are free for whoever owns Phone System." in text(answer)
    assert f"/licences/buy/?product={allowances.SKU}&amp;quantity=1" in answer.content.decode()


def test_the_default_number_of_the_bridge_stays_and_says_why(
    owner: Tenant, admin: User, client: Client
) -> None:
    [number] = give(owner, admin, toll(0), usage="conference")
    client.post(at(owner, f"{number.pk}/assign/"), {"target": "bridge"})
    assert answered_by(number) == "the conference bridge"
    page = client.get(at(owner, f"{number.pk}/"))
    assert "is the default number of the bridge. Make another one the default first." in text(page)
    assert "/take-away/" not in page.content.decode()


def test_shared_numbers_are_shown_as_the_bridges(owner: Tenant, admin: User, client: Client) -> None:
    give(owner, admin, toll(0))
    with tenant_scope(owner):
        bridge = ensure(owner, by=admin)
        BridgeNumber.objects.create(
            tenant=owner,
            bridge=bridge,
            e164="+13235550199",
            country="US",
            city="Los Angeles",
            kind="geographic",
            language="en-US",
        )
    words = text(client.get(at(owner)))
    assert "1 shared number of the bridge" in words
    assert "(323) 555-0199 Los Angeles, United States The conference bridge" in words


@pytest.mark.parametrize("typed", ["", "app-0", "app-999999999999999999999", "nonsense", "\x00"])
def test_what_names_nothing_is_said_at_the_field(
    owner: Tenant, admin: User, client: Client, typed: str
) -> None:
    [number] = give(owner, admin, toll(0))
    answer = client.post(at(owner, f"{number.pk}/assign/"), {"target": typed})
    assert answer.status_code == 422
    assert 'href="#id_target"' in answer.content.decode()
    assert answered_by(number) == ""


def test_the_priority_of_its_calls_is_changed(
    owner: Tenant, admin: User, client: Client, sales: VoiceApp
) -> None:
    [number] = give(owner, admin, toll(0))
    with tenant_scope(owner):
        accounts.connect(number, sales, by=admin)
    for typed, status in (("9", 422), ("", 422), ("x", 422), ("1", 302)):
        answer = client.post(at(owner, f"{number.pk}/priority/"), {"priority": typed})
        assert answer.status_code == status, typed
    with tenant_scope(owner):
        assert accounts.accounts_of([sales])[sales.pk][0].priority == 1
    assert "cq-sales-12062555100" in text(client.get(at(owner, f"{number.pk}/")))


def test_htmx_gets_the_choice_alone(owner: Tenant, admin: User, client: Client, sales: VoiceApp) -> None:
    [number] = give(owner, admin, toll(0))
    asked = {"HX-Request": "true", "HX-Target": f"answer-{number.pk}"}
    part = client.get(at(owner, f"{number.pk}/?next={at(owner)}"), headers=asked).content.decode()
    assert "<html" not in part
    assert f'<option value="app-{sales.pk}">Sales</option>' in part
    assert f'name="next" value="{at(owner)}"' in part


def test_the_piece_on_a_page_of_a_queue_puts_a_number_on_and_leads_back(
    owner: Tenant, admin: User, client: Client
) -> None:
    menu, [number] = make_app(owner, "Menu", "attendant"), give(owner, admin, toll(0))
    url = at(owner, f"by/{menu.pk}/put-on/")
    back = at(owner)
    answer = client.post(url, {"number": number.pk, "next": back}, follow=True)
    assert answer.redirect_chain[-1][0] == back
    assert answered_by(number) == "auto attendant Menu"
    for typed in ("", "0", "x", "99999999999999999999"):
        answer = client.post(
            url, {"number": typed}, follow=True, headers={"Referer": f"http://testserver{back}"}
        )
        assert "Choose a number first." in text(answer)
    assert client.post(at(owner, "by/0/put-on/"), {"number": number.pk}).status_code == 404


# Many at once


def test_viewers_look_and_strangers_see_nothing(
    owner: Tenant,
    other_tenant: Tenant,
    admin: User,
    viewer: User,
    stranger: User,
    sales: VoiceApp,
    client_of: ClientOf,
) -> None:
    [number] = give(owner, admin, toll(0))
    looks, foreign = client_of(viewer), client_of(stranger)
    page = looks.get(at(owner))
    assert page.status_code == 200
    assert b"/bulk/" not in page.content
    assert "Only a tenant admin can decide" in text(looks.get(at(owner, f"{number.pk}/")))
    acts = (f"{number.pk}/assign/", f"{number.pk}/take-away/", f"{number.pk}/park/", "bulk/", "bulk/undo/")
    for act in acts:
        assert looks.post(at(owner, act), {"target": f"app-{sales.pk}"}).status_code == 403
        assert foreign.post(at(owner, act), {"target": f"app-{sales.pk}"}).status_code == 404
    for act in acts[:3]:
        assert foreign.post(at(other_tenant, act), {"target": f"app-{sales.pk}"}).status_code == 404
    assert foreign.get(at(other_tenant, f"{number.pk}/")).status_code == 404
    assert toll(0).encode() not in foreign.get(at(other_tenant)).content
    assert answered_by(number) == ""


def test_three_numbers_cost_what_one_costs(
    owner: Tenant, admin: User, client: Client, sales: VoiceApp
) -> None:
    counts = []
    for made in ([0], [1, 2, 3, 4]):
        numbers = give(owner, admin, *[toll(n) for n in made])
        with tenant_scope(owner):
            accounts.connect(numbers[0], sales, by=admin)
        [for_bridge] = give(owner, admin, toll(50 + made[0]), usage="conference")
        with tenant_scope(owner):
            answers.let_answer(for_bridge, Answerer(), by=admin)
        client.get(at(owner))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(at(owner)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_long_list_pages_by_key(owner: Tenant, admin: User, client: Client) -> None:
    give(owner, admin, *[f"+1206555{n:04d}" for n in range(120)])
    first = client.get(f"{at(owner)}?sort=place")
    assert "1 to 50 of 120" in text(first)
    following = re.search(r'href="(\?[^"]*after=[^"]+|/[^"]*after=[^"]+)"', first.content.decode())
    assert following
    second = client.get(following[1].replace("&amp;", "&"))
    assert "51 to 100 of 120" in text(second)

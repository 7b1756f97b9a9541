"""The overview: shown once every step is finished, true to the lists behind its figures, and cheap at any size."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.log import record
from audit.models import Event
from credits.models import Entry
from credits.payments import record_payment
from jobs.models import Job
from numbering import blocks
from numbering.figures import by_use
from numbering.models import NumberOrder, NumberRequest, PhoneNumber
from services.voice_apps import destinations
from services.voice_apps.destinations import Leads
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tenants.steps import Step, StepGroup, StepState, StepStatus
from tests.cast import make_person
from tests.numbering_core.conftest import license_person
from tests.service_numbers.conftest import buy, give, toll, toll_free
from tests.service_numbers.flows import OFFICE, answered_by, make_attendant, make_callable, make_queue
from ui.formats import national
from wizard.finishes import finished_at

ClientOf = Callable[[User], Client]


@dataclass
class TwoSteps:
    """A set-up of two steps, so that nothing of the real ones is needed; both are finished until told otherwise."""

    states: dict[int, StepState] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.set(1, StepStatus.COMPLETED)
        self.set(2, StepStatus.NOT_NEEDED)

    def set(self, number: int, status: StepStatus, reason: str = "All is well.") -> None:
        self.states[number] = StepState(status, reason)

    def steps(self) -> tuple[Step, ...]:
        def step(number: int, title: str) -> Step:
            state = lambda _tenant: self.states[number]  # noqa: E731
            return Step(number, f"step_{number}", title, "", StepGroup.CHECK, "people:list", state)

        return (step(1, "Countries"), step(2, "Queues"))


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch, reference_data: None) -> TwoSteps:
    """All steps of the set-up are finished."""
    found = TwoSteps()
    monkeypatch.setattr("wizard.steps.STEPS", found.steps())
    return found


def home(client: Client, tenant: Tenant, rest: str = "") -> str:
    answer = client.get(f"/t/{tenant.slug}/{rest}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_home_is_the_list_until_every_step_is_finished_and_then_the_overview(
    tenant: Tenant, viewer: User, client_of: ClientOf, two: TwoSteps
) -> None:
    client = client_of(viewer)
    two.set(2, StepStatus.NOT_STARTED, "No queue yet.")
    page = home(client, tenant)
    assert "Set up your phone system" in page
    assert "not finished any more" not in page
    two.set(2, StepStatus.COMPLETED)
    page = home(client, tenant)
    assert f'<h1 class="breaks">{tenant.name}</h1>' in page
    assert "Every step is done. Nothing is wrong, and nothing waits for you." in page
    assert f'href="/t/{tenant.slug}/steps/"' in page
    page = home(client, tenant, "steps/")
    assert "Set up your phone system" in page
    assert "Every step is done" in page
    assert "Go to the overview" in page


def test_when_a_step_is_open_again_the_list_comes_back_and_says_so(
    tenant: Tenant, viewer: User, client_of: ClientOf, two: TwoSteps
) -> None:
    client = client_of(viewer)
    home(client, tenant)
    two.set(2, StepStatus.PROBLEM, "Accounts has no agent.")
    page = home(client, tenant)
    assert "Set up your phone system" in page
    assert "1 step is not finished any more" in page
    assert "Step 2, Queues</a>: Accounts has no agent." in page
    assert "The overview comes back by itself once they are again." in page
    two.set(2, StepStatus.COMPLETED)
    assert "not finished any more" not in home(client, tenant)
    assert "Set up your phone system" not in home(client, tenant)


def test_that_all_was_finished_is_recorded_once(
    tenant: Tenant, viewer: User, client_of: ClientOf, two: TwoSteps
) -> None:
    client = client_of(viewer)
    with tenant_scope(tenant):
        assert finished_at(tenant) is None
    for _look in range(3):
        home(client, tenant)
    with tenant_scope(tenant):
        assert finished_at(tenant) is not None
        [event] = Event.objects.filter(action="step.all_finished")
        assert event.actor_name == "Switchboard"


def some_numbers(tenant: Tenant, admin: User) -> None:
    """Numbers of several kinds in all their states."""
    anna = make_callable(tenant, "anna")
    numbers = give(tenant, admin, *(toll(n) for n in range(7)))
    give(tenant, admin, toll_free(0), toll_free(1), kind="toll_free", usage="conference")
    rows = {
        0: {"usage": "user", "status": "assigned", "person": anna},
        1: {"usage": "user"},
        2: {"usage": "user", "blocked_forever": True},
        3: {"status": "assigned"},
        4: {"activation": "pending"},
        5: {"blocked_until": timezone.localdate() + timedelta(days=3)},
        6: {"blocked_until": timezone.localdate() - timedelta(days=3)},
    }
    with tenant_scope(tenant):
        for n, values in rows.items():
            PhoneNumber.objects.filter(pk=numbers[n].pk).update(**values)


def test_each_figure_is_what_the_list_behind_it_shows(
    tenant: Tenant, admin: User, client_of: ClientOf, two: TwoSteps
) -> None:
    some_numbers(tenant, admin)
    client = client_of(admin)
    with tenant_scope(tenant):
        uses = by_use(tenant)
    assert [(use.usage.value, use.kind.value, use.rest) for use in uses] == [
        ("user", "geographic", 0),
        ("voice_app", "geographic", 1),
        ("conference", "toll_free", 0),
    ]
    page = home(client, tenant)
    for use in uses:
        for figure in (use.owned, use.assigned, use.free, use.blocked):
            assert f'<a href="{figure.url}">{figure.count}</a>' in page
            listed = client.get(figure.url).context["page"]
            assert listed.count == figure.count, figure.url
    assert sum(use.owned.count for use in uses) == 9
    assert re.search(r'<span class="value">2 <small>of 9</small>', page)


def test_people_without_a_number_are_counted_against_those_who_need_one(
    tenant: Tenant, admin: User, client_of: ClientOf, two: TwoSteps
) -> None:
    buy(tenant, 5, "MCOPSTN1")
    for name in ("anna", "ben"):
        license_person(tenant, make_callable(tenant, name), "MCOPSTN1")
    make_person(tenant, "nobody")
    page = home(client_of(admin), tenant)
    assert re.search(r'People without a number</span><span class="value">2 <small>of 2</small>', page)
    assert f'href="/t/{tenant.slug}/numbers/assign/"' in page


def make_trouble(tenant: Tenant, admin: User, *numbers: int) -> None:
    """A failed job, a request that waits, and a toll-free number that failed and has no credit, of each number."""
    for number in numbers:
        [one] = give(tenant, admin, toll_free(number), kind="toll_free")
        with tenant_scope(tenant):
            PhoneNumber.objects.filter(pk=one.pk).update(activation="failed")
            Job.objects.create(
                tenant=tenant,
                kind="test",
                key=str(number),
                title=f"Upload {number}",
                status="failed",
                error="The file was gone.",
                finished_at=timezone.now(),
            )
            NumberRequest.objects.create(
                tenant=tenant,
                reference=f"NR-{number}",
                title="Numbers in Berlin",
                status="waiting_customer",
                usage="user",
                kind="geographic",
                country="DE",
                quantity=5,
                created_by_name="Rosa",
            )


def test_what_is_wrong_and_what_waits_is_named_with_the_way_there(
    tenant: Tenant, admin: User, client_of: ClientOf, two: TwoSteps
) -> None:
    make_trouble(tenant, admin, 0)
    page = home(client_of(admin), tenant)
    slug = tenant.slug
    assert "Every step is done. 3 things are wrong, and 1 waits for you." in page
    for words in (
        "A job failed: Upload 0",
        "The file was gone.",
        "1 number could not be activated",
        f'href="/t/{slug}/numbers/?status=failed"',
        "Calls to your 1 toll-free number are not put through.",
        f'href="/t/{slug}/credits/"',
        "Request NR-0 needs your answer",
        "Numbers in Berlin",
    ):
        assert words in page, words
    order = [page.index(words) for words in ("A job failed", "Request NR-0 needs")]
    assert order == sorted(order)


def test_many_failed_jobs_are_one_notice_and_old_ones_are_none(
    tenant: Tenant, admin: User, client_of: ClientOf, two: TwoSteps
) -> None:
    make_trouble(tenant, admin, 0, 1, 2, 3)
    page = home(client_of(admin), tenant)
    assert "4 jobs failed" in page
    assert f'href="/t/{tenant.slug}/jobs/?status=failed"' in page
    with tenant_scope(tenant):
        Job.objects.update(finished_at=timezone.now() - timedelta(days=8))
    assert "jobs failed" not in home(client_of(admin), tenant)


def test_what_ends_by_itself_is_listed_the_first_first(
    tenant: Tenant, admin: User, client_of: ClientOf, two: TwoSteps
) -> None:
    with tenant_scope(tenant):
        for days, reference in ((360, "soon"), (200, "late")):
            record_payment(
                tenant,
                amount=Decimal(50),
                reference=reference,
                paid_at=timezone.now() - timedelta(days=days),
                source=Entry.Source.OPERATOR,
                by=admin,
            )
    [number] = give(tenant, admin, toll(0))
    with tenant_scope(tenant):
        blocks.block(number, 2, by=admin)
        for allowance, minutes in (("user", 5), ("toll", 9), ("toll", -1)):
            NumberOrder.objects.create(
                tenant=tenant,
                reference=f"{allowance}{minutes}",
                allowance=allowance,
                usage="user",
                kind="geographic",
                country="US",
                quantity=minutes + 1,
                status="held",
                expires_at=timezone.now() + timedelta(minutes=minutes),
                created_by_name="Rosa",
            )
    page = home(client_of(admin), tenant)
    first, second = page.index("The hold on 6 numbers"), page.index("The hold on 10 numbers")
    assert first < second < page.index("1 number stops being kept free")
    assert "The hold on 0 numbers" not in page
    assert page.count("US$ 50.00 of Communications Credits") == 1  # the other one is more than 90 days off
    assert page.index("1 number stops being kept free") < page.index("US$ 50.00 of Communications Credits")
    assert f'href="/t/{tenant.slug}/numbers/?status=blocked"' in page


def test_what_the_callers_of_the_main_number_meet_is_wrong_here_too(
    tenant: Tenant, admin: User, client_of: ClientOf, two: TwoSteps
) -> None:
    ben = make_person(tenant, "ben")
    sales = make_queue(tenant, overflow=Leads("busy"), timeout=Leads("person", person=ben))
    line = make_attendant(tenant, {"open": Leads("menu"), "open.1": Leads("app", target=sales)}, hours=OFFICE)
    answered_by(line, by=admin)
    page = home(client_of(admin), tenant)
    for words in (
        "Sales: it has no agent",
        "Ben: has no Phone System licence",
        "Main line, after hours: nobody has said where calls go",
        "Sales, when there is no agent: nobody has said where calls go",
        "4 things are wrong",
    ):
        assert words in page, words


def test_another_number_can_be_looked_at_and_made_the_main_one(
    tenant: Tenant, other_tenant: Tenant, admin: User, viewer: User, client_of: ClientOf, two: TwoSteps
) -> None:
    line = make_attendant(tenant, {"open": Leads("disconnect")}, "Front")
    back = make_queue(tenant, "Back", timeout=Leads("disconnect"))
    first, second = answered_by(line, by=admin), answered_by(back, by=admin, n=1)
    [foreign] = give(other_tenant, admin, toll(5))
    client = client_of(admin)
    page = home(client, tenant)
    assert f'<option value="{first.pk}" selected>(206) 255-5100 · Front</option>' in page
    assert "This is the number of auto attendant Front." in page
    page = home(client, tenant, f"?number={second.pk}")
    assert f'<option value="{second.pk}" selected>' in page
    assert "(206) 255-5101 is not the main number." in page
    choose = f"/t/{tenant.slug}/service-numbers/main/{second.pk}/"
    assert f'action="{choose}"' in page
    answer = client.post(choose, {"next": f"/t/{tenant.slug}/"})
    assert answer["Location"] == f"/t/{tenant.slug}/"
    page = home(client, tenant)
    assert "You chose it as the main number." in page
    assert f'action="{choose}"' not in page
    assert "service-numbers/main/" not in home(client_of(viewer), tenant)
    for garbage in (foreign.pk, "0", "x", "9" * 40, "%00"):
        assert f'<option value="{second.pk}" selected>' in home(client, tenant, f"?number={garbage}")


def test_the_latest_changes_are_told_and_sign_ins_are_none(
    tenant: Tenant, admin: User, client_of: ClientOf, two: TwoSteps
) -> None:
    make_queue(tenant, timeout=Leads("disconnect"))
    give(tenant, admin, toll(0))
    record("sign_in.done", by=admin, tenant=tenant, obj=admin)
    page = home(client_of(admin), tenant)
    assert f"Received {national(toll(0))} from the desk" in page
    assert "Every step of the set-up was finished" in page
    assert f"{admin} signed in" not in page


def test_without_anything_the_overview_says_what_would_stand_there(
    tenant: Tenant, admin: User, client_of: ClientOf, two: TwoSteps
) -> None:
    page = home(client_of(admin), tenant)
    for words in (
        "Nothing in the next 90 days.",
        "No service number answers",
        "You own no number.",
        "You own none",
        "US$ 0.00",
    ):
        assert words in page, words


def queries_of_a_look(client: Client, tenant: Tenant) -> int:
    with CaptureQueriesContext(connection) as queries:
        home(client, tenant)
    return len(queries)


def test_the_overview_costs_the_same_for_any_number_of_anything(
    tenant: Tenant, admin: User, client_of: ClientOf, two: TwoSteps
) -> None:
    line = make_attendant(tenant, {"open": Leads("menu")})
    answered_by(line, by=admin)
    client = client_of(admin)
    seen = []
    for number in range(3):
        anna = make_callable(tenant, f"p{number}")
        sales = make_queue(tenant, f"Q{number}", agents=[anna], timeout=Leads("person", person=anna))
        answered_by(sales, by=admin, n=number + 1)
        with tenant_scope(tenant):
            destinations.write(line, {f"open.{number}": Leads("app", target=sales)})
        make_trouble(tenant, admin, number)
        home(client, tenant)
        seen.append(queries_of_a_look(client, tenant))
    assert len(set(seen)) == 1
    assert seen[0] < 60
